"""Keeps the register of batches, with the progress of each."""
