"""Says everything that is wrong in a project folder."""
