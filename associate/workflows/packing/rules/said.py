"""What a deed at the bench answers."""

Said = dict[str, str]
"""kind (ok, note, done), word and what, as the screen shows them."""
