"""Which box: first fit at extreme points, over real sizes and all six rotations. A hint; people override it.

After Crainic, Perboli and Tadei, "Extreme Point-Based Heuristics for Three-Dimensional Bin Packing" (2008).
Millimeters, grams; the same things and boxes always give the same answer, in whatever order they come.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MANY = 40  # rigid things; more are judged by volume alone, or a tap would wait for it
LOOSELY = (3, 4)  # of a box's volume is what many things fill

Triple = tuple[int, int, int]


@dataclass(frozen=True)
class Thing:
    """One unit to be packed. `key` tells it apart for the caller: a line's id."""

    key: int
    size: Triple
    weight_g: int = 0
    folds: bool = False  # takes any shape: only its volume counts

    @property
    def volume(self) -> int:
        return self.size[0] * self.size[1] * self.size[2]


@dataclass(frozen=True)
class Space:
    """The inside of a box, and what it carries."""

    code: str
    size: Triple
    max_g: int
    is_mailer: bool = False

    @property
    def volume(self) -> int:
        return self.size[0] * self.size[1] * self.size[2]


@dataclass(frozen=True)
class Chosen:
    box: str
    things: tuple[Thing, ...]


@dataclass(frozen=True)
class Suggestion:
    """One box, or several where one isn't enough; `left` fits into none of them."""

    boxes: tuple[Chosen, ...]
    left: tuple[Thing, ...] = ()

    @property
    def is_whole(self) -> bool:
        return len(self.boxes) == 1 and not self.left


@dataclass(frozen=True)
class _Placed:
    at: Triple
    size: Triple

    def overlaps(self, at: Triple, size: Triple) -> bool:
        return all(self.at[i] < at[i] + size[i] and at[i] < self.at[i] + self.size[i] for i in range(3))


def suggest(things: Sequence[Thing], spaces: Sequence[Space]) -> Suggestion:
    """The smallest box that holds all of it; else a split, the largest box filled first."""
    if not things:
        return Suggestion(())
    todo, ranked = _ranked(things), sorted(spaces, key=_by_size)
    if one := smallest(todo, ranked):
        return Suggestion((Chosen(one.code, tuple(todo)),))
    return _split(todo, ranked)


def smallest(things: Sequence[Thing], spaces: Sequence[Space]) -> Space | None:
    """What folds goes into a mailer where one is large enough; nothing rigid does."""
    ranked = sorted(spaces, key=_by_size)
    return next((space for space in ranked if fits(things, space)), None)


def fits(things: Sequence[Thing], space: Space) -> bool:
    rigid = [thing for thing in _ranked(things) if not thing.folds]
    if sum(thing.weight_g for thing in things) > space.max_g or (space.is_mailer and rigid):
        return False
    volume = sum(thing.volume for thing in things)
    if volume > space.volume:
        return False
    if len(rigid) > MANY:
        part, whole = LOOSELY
        return volume * whole <= space.volume * part and all(_alone(thing, space) for thing in rigid)
    return _place(rigid, space.size)


def _split(todo: list[Thing], ranked: list[Space]) -> Suggestion:
    """Each time as much as goes into the largest box, which is then exchanged for the smallest that does."""
    chosen, left = list[Chosen](), [thing for thing in todo if not smallest([thing], ranked)]
    todo = [thing for thing in todo if thing not in left]
    largest = sorted((space for space in ranked if not space.is_mailer), key=_by_size) or ranked
    while todo:
        group = _fill(todo, largest[-1]) or [todo[0]]
        box = smallest(group, ranked)
        assert box is not None  # each of them fits alone, and the group into the largest
        chosen.append(Chosen(box.code, tuple(group)))
        for thing in group:
            todo.remove(thing)
    return Suggestion(tuple(chosen), tuple(left))


def _fill(todo: list[Thing], space: Space) -> list[Thing]:
    group: list[Thing] = []
    for thing in todo:
        if fits([*group, thing], space):
            group.append(thing)
    return group


def _place(things: Sequence[Thing], room: Triple) -> bool:
    """The largest first, each at the first point where one of its rotations fits."""
    placed, points = list[_Placed](), [(0, 0, 0)]
    for thing in things:
        found = next(_spots(thing, placed, points, room), None)
        if found is None:
            return False
        placed.append(found)
        points.remove(found.at)
        points = sorted({*points, *_new_points(found, placed)}, key=lambda at: (at[2], at[1], at[0]))
    return True


def _spots(thing: Thing, placed: list[_Placed], points: list[Triple], room: Triple) -> Iterator[_Placed]:
    for at in points:
        for size in _rotations(thing.size):
            inside = all(at[i] + size[i] <= room[i] for i in range(3))
            if inside and not any(other.overlaps(at, size) for other in placed):
                yield _Placed(at, size)


def _rotations(size: Triple) -> list[Triple]:
    a, b, c = size
    return sorted({(a, b, c), (a, c, b), (b, a, c), (b, c, a), (c, a, b), (c, b, a)})


def _new_points(new: _Placed, placed: list[_Placed]) -> Iterator[Triple]:
    """Beside, before and on top of it, each slid along both other axes until something stops it."""
    for axis in range(3):
        corner = list(new.at)
        corner[axis] += new.size[axis]
        yield (corner[0], corner[1], corner[2])
        for along in {0, 1, 2} - {axis}:
            slid = list(corner)
            slid[along] = _stop(corner, along, placed)
            yield (slid[0], slid[1], slid[2])


def _stop(corner: list[int], along: int, placed: list[_Placed]) -> int:
    """Where a point that moves down this axis meets a thing, or the wall."""
    others = {0, 1, 2} - {along}
    ends = [
        each.at[along] + each.size[along]
        for each in placed
        if each.at[along] + each.size[along] <= corner[along]
        and all(each.at[i] <= corner[i] < each.at[i] + each.size[i] for i in others)
    ]
    return max(ends, default=0)


def _alone(thing: Thing, space: Space) -> bool:
    return all(a <= b for a, b in zip(sorted(thing.size), sorted(space.size), strict=True))


def _ranked(things: Sequence[Thing]) -> list[Thing]:
    return sorted(things, key=lambda thing: (-thing.volume, -max(thing.size), sorted(thing.size), thing.key))


def _by_size(space: Space) -> tuple[bool, int, int, str]:
    """Mailers first: only what folds goes into them."""
    return not space.is_mailer, space.volume, space.max_g, space.code
