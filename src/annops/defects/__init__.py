"""Keeps the log of defects."""
