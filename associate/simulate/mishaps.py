"""What goes wrong in a shop, by dice of its own for each person."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Tap(StrEnum):
    PLAIN = "plain"
    LOST = "answer lost, sent again"
    TWICE = "tapped twice"


@dataclass(frozen=True)
class Mishaps:
    """Each a share, 0 to 1: of taps whose answer never comes, of taps that are two, of units that nobody
    finds, of customers who never come."""

    lost: float = 0.0
    twice: float = 0.0
    shorts: float = 0.0
    no_shows: float = 0.0

    def tap(self, dice: Random) -> Tap:
        roll = dice.random()
        if roll < self.lost:
            return Tap.LOST
        return Tap.TWICE if roll < self.lost + self.twice else Tap.PLAIN
