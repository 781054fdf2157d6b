"""Keeps guideline versions honest: lists them, checks them, releases them."""
