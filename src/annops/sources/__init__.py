"""Sources: what a file is, taking it into the project, and what became of each of its rows."""
