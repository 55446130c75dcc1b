"""What the returns counter shows: hits, one return, a price adjustment."""
