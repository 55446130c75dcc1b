"""How far one walks and how many units an hour one picks in each mode, on days that are made up. No database.

A store of 48 places in a row, numbered in walking order; eight of them, 33 to 40, are cold. From one place to
another it is as many places as their numbers are apart, from the bench (0) too. What a walk has to find is
visited in the order of those numbers, cold goods last: each change of direction is a turn back, the way home
too.

A day: baskets as large as in a retailer's log of 155,848 (the figures below), spread over the hours as there,
one thing in a hundred making 32 % of the lines; then one of its small baskets only, and one of small baskets
with ten things that everybody wants. Each hour's orders are picked in that hour. A walk takes what a
wave may take: a batch twice the units, for no totes stand on its cart ("batch 25": as many as the others).
Everything is done by one person at a time, so units an hour are a person's. Seconds are stated, not measured.

Zone by zone, as it is built (pick and pass): six zones of eight places, the cold one last. Whoever picks in
one stays there: their walk begins at its first place, ends at its last one, where they put down what goes on
(DROP, however many) and turn back. The next one scans the tag of each tote they fetch. Orders that are whole
are brought to the bench, and back it goes. "zone 0" is the same without the ways to the bench: as if somebody
who passes by took the whole ones along.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from associate.workflows.waves.rules.starting import IN_A_BATCH, MOST_ORDERS, MOST_UNITS
from tests.bench.stage import say
from tests.support.shared import shared_files

# seconds
STEP = 2.5  # from a place to the next one
FIND = 7.0  # at a place: the thing among its neighbors
SCAN = 2.5  # take or put a unit and scan it
LABEL = 5.0  # an empty tote or bag, and its tag
START = 20.0  # take the cart, open the walk
DROP = 10.0  # put down what was brought, scan the place
REACH = 2.0  # to the tote that the screen names

PLACES, COLD, ZONES, ORDERS, THINGS = 48, range(33, 41), 6, 240, 3000
SIZES = {0.25: 2, 0.5: 5, 0.75: 12, 0.9: 24, 0.99: 59}  # lines of a basket, by share of the baskets
MORE_THAN_ONE = 0.2061577328631797  # of the lines
TOP = 0.3186692774212605  # of the lines are of the first hundredth of the things
OPEN = range(9, 20)
HOURS = {  # share of the orders
    9: 0.002,
    10: 0.0053,
    11: 0.0119,
    12: 0.019,
    13: 0.0267,
    14: 0.0393,
    15: 0.0543,
    16: 0.0648,
    17: 0.0669,
    18: 0.0705,
    19: 0.0748,
}
BENCH, SEED = 0, 1
SMALL = 3  # lines of a small basket, at most


@dataclass(frozen=True)
class Day:
    """Figures that a day is made from: `top` of the lines are of the `loved` first things."""

    sizes: dict[float, float]
    hours: dict[int, float]
    more: float
    loved: int = THINGS // 100
    top: float = TOP


@dataclass(frozen=True)
class Order:
    hour: int
    units: Counter[int]  # thing → units
    number: int = 0  # of the day, where it is picked in parts

    @property
    def size(self) -> int:
        return sum(self.units.values())


@dataclass
class Walked:
    """What a day in one mode comes to. `path` in places passed."""

    walks: int = 0
    path: int = 0
    turns: int = 0
    stops: int = 0
    units: int = 0
    seconds: float = 0.0

    @property
    def an_hour(self) -> float:
        return self.units / self.seconds * 3600

    def walk(self, things: Collection[int], ends: Sequence[int] = (BENCH, BENCH)) -> None:
        """From the bench past all of these and back; or between other `ends`: where it begins, and then on
        to the others."""
        path = [ends[0], *sorted({_place(thing) for thing in things}, key=_turn), *ends[1:]]
        legs = [b - a for a, b in zip(path, path[1:], strict=False) if a != b]
        self.walks += 1
        self.path += sum(map(abs, legs))
        self.turns += sum((a > 0) != (b > 0) for a, b in zip(legs, legs[1:], strict=False))
        self.stops += len(things)
        self.seconds += START + DROP + STEP * sum(map(abs, legs)) + FIND * len(things)


def run() -> None:
    sizes, hours, more = _figures()
    small = {share: min(lines, SMALL) for share, lines in sizes.items()}
    everybodys = Day(small, hours, more, loved=10, top=0.9)
    for title, kind in (
        ("as logged", Day(sizes, hours, more)),
        ("small orders", Day(small, hours, more)),
        ("small, ten things in demand", everybodys),
    ):
        _compare(title, made_day(random.Random(SEED), kind))


def _compare(title: str, day: Sequence[Order]) -> None:
    units = sum(order.size for order in day)
    say(f"modes    {title}: {len(day)} orders, {units:,} units")
    first = single(day)
    for name, mode in MODES.items():
        found = mode(day)
        assert found.units == units, f"{name} loses units"
        path, rate = found.path / first.path, found.an_hour / first.an_hour
        say(
            f"modes    {name:8} {path:5.2f} × the path, {rate:5.2f} × the units an hour",
            f"({found.walks} walks, {found.path:,} places passed, {found.turns} turns back,",
            f"{found.stops:,} finds, {found.seconds / 3600:.1f} h, {found.an_hour:.0f} units an hour)",
        )


def single(day: Sequence[Order]) -> Walked:
    """One order a walk: a scan a unit, a bag or two and its place."""
    done = Walked()
    for order in day:
        done.walk(order.units)
        _counts(done, order.size, SCAN * order.size + LABEL)
    return done


def totes(day: Sequence[Order]) -> Walked:
    """Several orders, sorted at the shelf: each unit is scanned, put into its tote, and that is scanned."""
    done = Walked()
    for wave in _waves(day):
        done.walk(_together(wave))
        units = sum(order.size for order in wave)
        _counts(done, units, (2 * SCAN + REACH) * units + LABEL * len(wave))
    return done


def batch(day: Sequence[Order], most: int = IN_A_BATCH) -> Walked:
    """Several orders, all of a thing at once; sorted at the bench, where each unit is scanned again."""
    done = Walked()
    for wave in _waves(day, most):
        done.walk(_together(wave))
        units = sum(order.size for order in wave)
        _counts(done, units, SCAN * units + (SCAN + REACH) * units + LABEL * len(wave))
    return done


def zone(day: Sequence[Order], *, brings: bool = True) -> Walked:
    """Pick and pass: the hour's orders zone after zone, sorted at the shelf, each in the same tote."""
    done, zones = Walked(), sorted(range(ZONES), key=lambda n: _turn(_ends(n)[0]))
    begun: set[int] = set()
    lacking = [Counter(order.units) for order in day]
    for n in zones:
        parts = [_part(order, n, number) for number, order in enumerate(day)]
        for wave in _waves([part for part in parts if part.units]):
            for part in wave:
                lacking[part.number] -= part.units
            goes_on = sum(bool(lacking[part.number]) for part in wave)
            fetched = sum(part.number in begun for part in wave)
            first, last = _ends(n)
            is_whole = brings and goes_on < len(wave)
            done.walk(_together(wave), (first, last, *([BENCH] if is_whole else []), first))
            units = sum(part.size for part in wave)
            totes = LABEL * (len(wave) - fetched) + (SCAN + REACH) * fetched
            passes = DROP if goes_on and goes_on < len(wave) else 0  # beside what the walk puts down
            _counts(done, units, (2 * SCAN + REACH) * units + totes + passes)
            begun |= {part.number for part in wave}
    return done


MODES: dict[str, Callable[[Sequence[Order]], Walked]] = {
    "single": single,
    "totes": totes,
    "batch": batch,
    "batch 25": partial(batch, most=MOST_UNITS),
    "zone": zone,
    "zone 0": partial(zone, brings=False),
}


def made_day(dice: random.Random, kind: Day) -> list[Order]:
    """The same dice give the same day. By hour."""
    hours = [hour for hour in OPEN if kind.hours.get(hour)]
    weights = [kind.hours[hour] for hour in hours]
    made = [Order(dice.choices(hours, weights)[0], _basket(dice, kind)) for _order in range(ORDERS)]
    return sorted(made, key=lambda order: order.hour)


def _basket(dice: random.Random, kind: Day) -> Counter[int]:
    units: Counter[int] = Counter()
    for _line in range(_lines(dice.random(), kind.sizes)):
        is_loved = dice.random() < kind.top
        thing = dice.randrange(kind.loved) if is_loved else dice.randrange(kind.loved, THINGS)
        units[thing] += 2 if dice.random() < kind.more else 1
    return units


def _lines(at: float, sizes: dict[float, float]) -> int:
    """The quantiles joined by straight lines, from one line up."""
    known = [(0.0, 1.0), *sorted(sizes.items())]
    for (low, least), (high, most) in zip(known, known[1:], strict=False):
        if at <= high:
            return round(least + (most - least) * (at - low) / (high - low))
    return round(known[-1][1])


def _figures() -> tuple[dict[float, float], dict[int, float], float]:
    """Of the log itself where it lies beside the project; else the same, as they stand above."""
    found = shared_files("retail/_stats_for_simulation.json")
    if not found:
        return dict(SIZES), dict(HOURS), MORE_THAN_ONE
    told = json.loads(found[0].read_text())
    sizes = {float(share): lines for share, lines in told["lines_per_basket"].items()}
    return sizes, {int(hour): share for hour, share in told["hour"].items()}, told["units_gt1_share"]


def _waves(day: Sequence[Order], most: int = MOST_UNITS) -> Iterator[list[Order]]:
    """In the order they came, within the hour, as many as one walk takes."""
    wave: list[Order] = []
    for order in day:
        full = len(wave) == MOST_ORDERS or sum(each.size for each in wave) + order.size > most
        if wave and (full or wave[0].hour != order.hour):
            yield wave
            wave = []
        wave.append(order)
    if wave:
        yield wave


def _together(wave: Sequence[Order]) -> list[int]:
    return sorted({thing for order in wave for thing in order.units})


def _part(order: Order, zone: int, number: int) -> Order:
    first, last = _ends(zone)
    mine = {thing: units for thing, units in order.units.items() if first <= _place(thing) <= last}
    return Order(order.hour, Counter(mine), number)


def _ends(zone: int) -> tuple[int, int]:
    """Its first place and its last one."""
    return zone * PLACES // ZONES + 1, (zone + 1) * PLACES // ZONES


def _place(thing: int) -> int:
    """Where it lives, 1 to PLACES: neighbors in the catalog don't live side by side."""
    return thing * 31 % PLACES + 1


def _turn(place: int) -> tuple[bool, int]:
    return place in COLD, place


def _counts(done: Walked, units: int, seconds: float) -> None:
    done.units += units
    done.seconds += seconds
