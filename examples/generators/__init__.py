"""The makers of the example projects: data with known truth, drawn from a seed."""
