"""The checks of guidelines: one file, one code, one function `check` over a Subject."""
