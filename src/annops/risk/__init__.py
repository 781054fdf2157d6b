"""Keeps the register of risks, and proposes risks that the data show."""
