"""/returns: the counter where things come back."""
