"""What was asked and answered, by everybody at once: times, statuses, what became of whom."""

import statistics
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

BUSY = 503  # a lock did not come in time; the page asks to do it again
TOLD = 20  # of what was unexpected, word for word


class Screen(NamedTuple):
    """Times in milliseconds."""

    name: str
    count: int
    p50: float
    p95: float
    slowest: float


class Diary:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.took: dict[str, list[float]] = defaultdict(list)
        self.statuses: Counter[tuple[str, int, str]] = Counter()
        self.counts: Counter[str] = Counter()
        self.unexpected: list[str] = []
        self.last_deed = time.monotonic()

    def answered(
        self, name: str, method: str, status: int, seconds: float, *, known: bool, says: str
    ) -> None:
        """`known`: who asked had to reckon with such a status."""
        with self.lock:
            self.took[name].append(seconds * 1000)
            self.statuses[name, status, says] += 1
            if method == "POST":
                self.last_deed = time.monotonic()
            if status == BUSY:
                self.counts["told to try again"] += 1
            elif not known:
                self.note(f"{name} answered {status} {says}")

    def broke(self, who: str, why: str) -> None:
        """Somebody met a page they could make nothing of."""
        with self.lock:
            self.note(f"{who}: {why}")

    def note(self, sentence: str) -> None:
        self.counts["unexpected"] += 1
        if len(self.unexpected) < TOLD:
            self.unexpected.append(sentence)

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1

    def quiet_for(self) -> float:
        """Seconds since the last deed."""
        return time.monotonic() - self.last_deed

    def server_errors(self) -> int:
        """Answers that something broke. That the shop is busy and nothing was saved is not one."""
        return sum(
            n for (_name, status, _says), n in self.statuses.items() if status >= 500 and status != BUSY
        )

    def refusals(self) -> list[tuple[str, int, str, int]]:
        """(screen, status, code, how often) of everything that was not simply done."""
        return sorted((*answer, n) for answer, n in self.statuses.items() if answer[1] >= 400)

    def screens(self) -> Iterator[Screen]:
        for name, took in sorted(self.took.items()):
            ranked = sorted(took)
            p95 = ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]
            yield Screen(name, len(ranked), statistics.median(ranked), p95, ranked[-1])
