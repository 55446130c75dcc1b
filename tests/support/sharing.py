"""How two workers share the tests: one begins with SQLite's, the other with PostgreSQL's, and they meet.

What a worker has compiled for an engine, templates and statements, then serves nearly all of that engine's
tests. xdist has groups of its own, but writes them where pytest 9.2 no longer reads them: the demo was loaded
by both workers for both engines.
"""

from collections.abc import Sequence

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

ENGINES = ("sqlite", "postgresql")
LOADED_ONCE = "tests/demo/"
"""Its tests share what takes longest to set up: one worker has all of an engine's."""


class TwoEnds(LoadScopeScheduling):
    """The line of tests, taken from its front by every other worker and from its back by the rest."""

    def _split_scope(self, nodeid: str) -> str:
        return goes_with(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if self.nodes.index(node) % 2:
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)


def in_line(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """SQLite's tests, those without a database, PostgreSQL's. What takes longest stands at the two ends, so
    that no worker waits for another when they have met."""
    return sorted(items, key=_place)


def goes_with(nodeid: str) -> str:
    """The name of those tests that one worker takes together; most go alone, under their own."""
    return f"{LOADED_ONCE}{engine_of(nodeid)}" if nodeid.startswith(LOADED_ONCE) else nodeid


def engine_of(nodeid: str) -> str:
    """Which engine's test it is, "" for neither's."""
    cell = nodeid.partition("[")[2]
    return next((name for name in ENGINES if name in cell), "")


def _place(item: pytest.Item) -> tuple[int, int]:
    side = {"sqlite": 0, "": 1, "postgresql": 2}[engine_of(item.nodeid)]
    return side, -_weight(item) if side == 2 else _weight(item)


def _weight(item: pytest.Item) -> int:
    """The demo's, those with a browser, what has a limit of its own, races, and then all others."""
    if item.nodeid.startswith(LOADED_ONCE):
        return 0
    if "devices" in getattr(item, "fixturenames", ()):
        return 1
    if item.get_closest_marker("timeout"):
        return 2
    return 3 if item.get_closest_marker("race") else 4
