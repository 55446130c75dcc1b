"""Curbside: bags out to cars."""
