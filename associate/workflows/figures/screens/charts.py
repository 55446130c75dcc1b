"""Charts as numbers for SVG: where each mark stands. Pure; a template only writes it down."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, TOP, BOTTOM, LEFT = 640, 14, 216, 44
MOST_LABELS = 7
STEPS = (1, 2, 5, 10, 15, 20, 25, 50)


@dataclass(frozen=True)
class Mark:
    """One group. `amount` and `more` (p90) in the unit of the axis; None where there is nothing."""

    label: str  # as short as the axis needs it
    amount: float | None
    more: float | None = None
    words: str = ""
    more_words: str = ""
    is_missed: bool = False


@dataclass(frozen=True)
class Tick:
    at: float
    label: str
    is_goal: bool = False


@dataclass(frozen=True)
class Placed:
    mark: Mark
    x: float
    y: float | None
    y_more: float | None
    label: str  # of the axis: every so many has one


@dataclass(frozen=True)
class Chart:
    kind: str  # line, bars, rows
    ticks: tuple[Tick, ...]
    placed: tuple[Placed, ...]
    slot: float
    peak: Placed | None  # the one that is written beside its mark
    height: int = 250
    goal: float | None = None  # of rows: where it stands

    def line(self, more: bool = False) -> list[str]:
        """The stretches between groups that have something."""
        found: list[list[str]] = [[]]
        for each in self.placed:
            y = each.y_more if more else each.y
            if y is None:
                found.append([])
            else:
                found[-1].append(f"{each.x:.0f},{y:.1f}")
        return [" ".join(stretch) for stretch in found if len(stretch) > 1]


def columns(marks: Sequence[Mark], *, line: bool, goal: float | None = None, unit: str = "") -> Chart:
    """Upright: a line of medians with p90 above it, or bars. `unit` stands behind the ticks."""
    top = nice_top(max([*_amounts(marks), goal or 0, 0]))
    slot = (WIDTH - LEFT - 10) / max(len(marks), 1)
    every = -(-len(marks) // MOST_LABELS)
    placed = tuple(
        Placed(
            mark,
            LEFT + slot * (n + 0.5),
            _y(mark.amount, top),
            _y(mark.more, top),
            mark.label if n % every == 0 else "",
        )
        for n, mark in enumerate(marks)
    )
    ticks = [Tick(_level(top * part / 4, top), f"{_short(top * part / 4)}{unit}") for part in range(5)]
    if goal is not None:
        at = _level(goal, top)
        ticks = [each for each in ticks if abs(each.at - at) > 14]
        ticks.append(Tick(at, f"{_short(goal)}{unit}", is_goal=True))
    return Chart("line" if line else "bars", tuple(ticks), placed, slot, _peak(placed))


def rows(marks: Sequence[Mark], *, goal: float | None = None) -> Chart:
    """Lying: one bar a name."""
    top = max([*_amounts(marks), goal or 0]) or 1
    room = WIDTH - ROW_LEFT - 120
    placed = tuple(
        Placed(
            mark, room * mark.amount / top if mark.amount is not None else 0, 12 + 38 * n, None, mark.label
        )
        for n, mark in enumerate(marks)
    )
    line = ROW_LEFT + room * goal / top if goal is not None else None
    return Chart(
        "rows", (), placed, 0, None, height=38 * len(marks) + (32 if goal is not None else 6), goal=line
    )


ROW_LEFT = 150


def nice_top(highest: float) -> float:
    """The end of the axis: four equal steps of a round size."""
    if highest <= 0:
        return 4
    size = 1.0
    while highest / 4 > 50 * size:
        size *= 10
    while highest / 4 < size and size > 0.01:
        size /= 10
    return 4 * next(step * size for step in (*STEPS, 100) if step * size >= highest / 4)


def _amounts(marks: Sequence[Mark]) -> list[float]:
    return [each for mark in marks for each in (mark.amount, mark.more) if each is not None]


def _y(amount: float | None, top: float) -> float | None:
    return None if amount is None else _level(amount, top)


def _level(amount: float, top: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * min(amount, top) / top, 1)


def _short(amount: float) -> str:
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def _peak(placed: Sequence[Placed]) -> Placed | None:
    some = [each for each in placed if each.y is not None]
    return min(some, key=lambda each: each.y_more if each.y_more is not None else each.y or 0, default=None)
