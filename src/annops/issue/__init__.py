"""Keeps the register of issues, blockers and decisions."""
