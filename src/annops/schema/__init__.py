"""Writes the JSON Schema that editors check annops.yaml with."""
