"""A tap (scan, ready, handover) over HTTP against a null POST that renders the same fragment, in one run.

Both have the same session, CSRF check and fragment; the null POST reads and writes nothing of the shop.
Goal: at most 3 times its CPU.
"""

from collections.abc import Callable
from dataclasses import dataclass

from associate.core.fulfillment.links import current_pass, qr_code
from associate.core.fulfillment.models import Fulfillment
from associate.db import db
from tests.bench.measure import Series, in_turn
from tests.bench.stage import Stage, each_engine, say, stage

ROUNDS, BATCH, GOAL = 6, 10, 3.0
GTINS = ("96385074", "4006381333931", "036000291452")


@dataclass
class Tap:
    name: str
    prepare: Callable[[Stage, int, str], None]  # everything before the tap, outside the clock
    deed: Callable[[Stage, int, str], object]


def start(set_: Stage, at: int, number: str) -> None:
    set_.client.post(f"/pick/{number}/start")


def scan(set_: Stage, at: int, number: str) -> object:
    return set_.client.post(f"/pick/{number}/scans", code=GTINS[0])


def pick_the_rest(set_: Stage, at: int, number: str) -> None:
    for code in (*GTINS[1:], f"BAG-{at:03}"):
        set_.client.post(f"/pick/{number}/scans", code=code)


def place(set_: Stage, at: int, number: str) -> object:
    return set_.client.post(f"/pick/{number}/scans", code="LOC-R-1")


def open_and_scan(set_: Stage, at: int, number: str) -> None:
    db.session.rollback()  # see what the server has written
    job = db.session.scalars(db.select(Fulfillment).filter_by(number=number)).one()
    nonce = current_pass(job).nonce  # type: ignore[union-attr]
    answer = set_.client.post("/handover/scans", code="PUP-" + qr_code(nonce, key="tests"))
    set_.counters[number] = answer.headers["HX-Redirect"]
    set_.client.post(f"{set_.counters[number]}/bags", code=f"BAG-{at:03}")


def hand_over(set_: Stage, at: int, number: str) -> object:
    return set_.client.post(f"{set_.counters[number]}/completion")


TAPS = (
    Tap("scan", start, scan),
    Tap("ready", pick_the_rest, place),
    Tap("handover", open_and_scan, hand_over),
)


def run() -> None:
    for engine, url in each_engine():
        with stage(url) as set_:
            numbers = [order.number for order in set_.orders(ROUNDS * BATCH)]
            for tap in TAPS:
                for at, number in enumerate(numbers):
                    tap.prepare(set_, at, number)
                report(engine, tap, *compare(set_, tap, numbers))


def compare(set_: Stage, tap: Tap, numbers: list[str]) -> tuple[Series, Series]:
    """Ten taps, ten null POSTs, ten taps …: the null POST renders what the last tap rendered."""
    product, null = Series(tap.name), Series("null")
    floor = [lambda: set_.client.post("/bench/null")] * BATCH
    for first in range(0, len(numbers), BATCH):
        ten = [
            lambda at=at: tap.deed(set_, at, numbers[at])  # type: ignore[misc]
            for at in range(first, first + BATCH)
        ]
        in_turn(set_.pids, 1, (product, ten), (null, floor))
    return product, null


def report(engine: str, tap: Tap, product: Series, null: Series) -> None:
    ratio = sum(product.cpu) / sum(null.cpu)
    say(
        f"tap      {engine:10} {tap.name:8} {ratio:5.2f} × the CPU of null (goal ≤ {GOAL:g});",
        f"cpu {product.mean_cpu():.1f} against {null.mean_cpu():.1f} ms,",
        f"p50 {product.median():.1f} against {null.median():.1f} ms, p95 {product.p95():.1f} ms",
    )
