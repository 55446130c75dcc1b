"""Prove the books once a day, and whenever somebody asks; the beat keeps what was found."""

from datetime import timedelta

from associate.core.acts.check import mismatches
from associate.upkeep import beats

EVERY = timedelta(hours=24)


def run_check() -> list[str]:
    """One sentence for each contradiction, none in a sound shop."""
    found = list(mismatches())
    beats.beat(beats.CHECK, mismatches=len(found))
    return found


def check_when_due() -> None:
    wanted, age = beats.last(beats.CHECK_WANTED), beats.age_of(beats.CHECK)
    if wanted or age is None or age >= EVERY:
        beats.forget(beats.CHECK_WANTED)
        run_check()
