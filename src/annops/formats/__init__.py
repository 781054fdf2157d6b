"""Export formats: one file is one format; `annops.formats.registry` finds them."""
