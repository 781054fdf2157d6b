"""The outputs of a Document: one file is one output, and all show the same figures."""
