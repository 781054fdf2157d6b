"""Measures error rates from what reviewers judged."""
