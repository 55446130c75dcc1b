"""The fewest stores that together have what is wanted: pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

EXACT = 3  # stores: up to so many every combination is looked at
LOOKED_AT = 30  # stores, the best ranked, where several share: 4,495 combinations

Units = Mapping[int, int]
"""Variant → units."""


class Have(NamedTuple):
    """What one store could send, and what a parcel from it costs."""

    store: str
    units: Units
    cost: int = 0


def fewest(
    wanted: Units, haves: Sequence[Have], *, may_split: bool, by_cost: bool = False
) -> list[tuple[str, dict[int, int]]]:
    """(store, its units) of as few stores as can be; nothing where not all of it is there.

    `haves` come in the order of preference: of equally few stores the most preferred first, or with `by_cost`
    the cheapest together. Beyond EXACT stores it takes whoever adds the most, one after the other.
    """
    useful = [have for have in haves if any(have.units.get(variant) for variant in wanted)]
    if alone := next((have for have in useful if _cover(wanted, [have])), None):
        return _deal(wanted, [alone])
    if not may_split or not _cover(wanted, useful):
        return []
    for size in range(2, EXACT + 1):
        covering = [chosen for chosen in combinations(useful[:LOOKED_AT], size) if _cover(wanted, chosen)]
        if covering:
            return _deal(wanted, min(covering, key=_cost) if by_cost else covering[0])
    return _deal(wanted, list(_greedy(wanted, useful)))


def _cover(wanted: Units, chosen: Sequence[Have]) -> bool:
    return all(sum(have.units.get(each, 0) for have in chosen) >= units for each, units in wanted.items())


def _cost(chosen: Sequence[Have]) -> int:
    return sum(have.cost for have in chosen)


def _greedy(wanted: Units, haves: Sequence[Have]) -> Iterator[Have]:
    left, rest = dict(wanted), list(haves)
    while any(left.values()):
        best = max(rest, key=lambda have: sum(min(n, have.units.get(each, 0)) for each, n in left.items()))
        rest.remove(best)
        left = {each: max(0, n - best.units.get(each, 0)) for each, n in left.items()}
        yield best


def _deal(wanted: Units, chosen: Sequence[Have]) -> list[tuple[str, dict[int, int]]]:
    """Each store in turn gives what it has of what is still wanted."""
    left, dealt = dict(wanted), []
    for have in chosen:
        gives = {each: min(n, have.units.get(each, 0)) for each, n in left.items()}
        left = {each: n - gives[each] for each, n in left.items()}
        dealt.append((have.store, {each: n for each, n in gives.items() if n}))
    return [(store, units) for store, units in dealt if units]
