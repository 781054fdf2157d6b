"""annops: figures you can defend from annotation exports."""

__version__ = "0.1.0"
