"""Sends wrong answers back, and proves that they were mended."""
