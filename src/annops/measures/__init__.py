"""What commands share: metrics and their pages, how answers are scored, outcomes."""
