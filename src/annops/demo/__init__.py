"""The demonstration: a weekly report from example data whose troubles are known."""
