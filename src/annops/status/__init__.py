"""Where the project stands, on one screen."""
