"""One answer per item out of several, and how good it is where the truth is known."""
