"""Makes a project folder that passes `annops check` at once."""
