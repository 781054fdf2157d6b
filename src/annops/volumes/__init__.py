"""How much came in, how much was done, how fast, and how long an item takes."""
