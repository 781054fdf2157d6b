"""Draws what is judged: random samples of a batch, with their record, and the audit sheet."""
