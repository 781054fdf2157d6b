"""Says what a finding code checks or a metric computes."""
