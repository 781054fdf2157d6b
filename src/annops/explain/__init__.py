"""Says what a finding code checks, a metric computes or a word of an answer means."""
