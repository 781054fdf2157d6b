"""Task types: one file is one type of labelling question; `annops.tasks.registry` finds them."""
