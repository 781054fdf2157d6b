"""The weekly report: one numbers file, and the documents made from it."""
