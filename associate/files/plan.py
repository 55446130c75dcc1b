"""What a file would do, before it does it: the trial's report, and the deed it describes."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from associate.core.catalog.channels import Channel
from associate.core.events.record import Actor
from associate.core.stores.models import Store
from associate.files.cells import Problem

SHOWN = 300  # of each list; the figures count all
Deed = Callable[[Actor], dict[str, Any]]


@dataclass(frozen=True)
class Context:
    """What was said beside the file. `store` limits it to one; `how` is what a stock file's units mean."""

    default_store: Store | None = None
    only_store: Store | None = None
    channel: Channel | None = None
    decimal: str = "."
    how: str = "shelf"  # shelf: what lies on it, counted now; on_hand: all there is, from other books
    as_of: datetime | None = None
    cause: str = ""


@dataclass
class Plan:
    rows: int
    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    lines: list[tuple[int, str, str]] = field(default_factory=list)  # (row, new or changed, what)
    unmapped: list[str] = field(default_factory=list)
    content: Any = None  # JSON: what exactly would be done
    deed: Deed = lambda by: {}

    def note(self, row: int, state: str, what: str, rows: int = 1) -> None:
        setattr(self, state, getattr(self, state) + rows)
        if state != "same" and len(self.lines) < SHOWN:
            self.lines.append((row, state, what[:200]))

    def refuse(self, problems: Iterable[Problem]) -> None:
        self.problems += problems

    @property
    def digest(self) -> str:
        """The same as long as the file would do the same."""
        text = json.dumps([self.new, self.changed, self.same, self.content], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def report(self) -> dict[str, Any]:
        rows = sorted(self.problems, key=lambda each: (each.row, each.column))
        return {
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "problem_rows": len({each.row for each in rows if each.row > 1}),
            "problems": [asdict(each) for each in rows[:SHOWN]],
            "lines": [list(line) for line in self.lines],
            "unmapped": sorted(set(self.unmapped))[:SHOWN],
            "digest": self.digest,
        }
