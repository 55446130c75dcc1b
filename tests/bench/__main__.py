"""./dev bench [NAME…]: every figure is a ratio in one run; the machine it was seen on stands above."""

import os
import platform
import sys

from tests.bench import (
    arrival,
    audit,
    boards,
    budget,
    figures,
    growth,
    intake,
    labels,
    managers,
    modes,
    queue,
    reserve,
    tap,
)
from tests.bench.stage import say

BENCHES = {
    "tap": tap.run,
    "queue": queue.run,
    "arrival": arrival.run,
    "boards": boards.run,
    "intake": intake.run,
    "reserve": reserve.run,
    "labels": labels.run,
    "growth": growth.run,
    "figures": figures.run,
    "managers": managers.run,
    "audit": audit.run,
    "modes": modes.run,
    "budget": budget.run,
}


OPTIONS = ("--million", "--files")
"""What a bench asks sys.argv for: a million past orders, and the files that a page loads."""


def main(words: list[str]) -> None:
    names = [word for word in words if word not in OPTIONS]
    unknown = set(names) - BENCHES.keys()
    if unknown:
        there_are = ", ".join((*BENCHES, *OPTIONS))
        sys.exit(f"there is no bench {', '.join(sorted(unknown))}; there are {there_are}")
    say(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    for name in names or BENCHES:
        BENCHES[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
