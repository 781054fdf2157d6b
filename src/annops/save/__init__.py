"""Keeps versions of the project folder without a word of git: save, undo, history."""
