"""The only place that reads and writes a project folder."""
