"""Which risks the data themselves point to."""
