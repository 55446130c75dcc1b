"""The points that figures are made of follow the journal, a minute behind it."""

from associate.core.figures.keep import catch_up

BITES = 25  # at a time: a long way to catch up holds up no other chore


def keep_figures() -> None:
    catch_up(bites=BITES)
