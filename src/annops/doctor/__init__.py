"""Says what about this computer would get in the way, and what to do."""
