"""The queue page with 50 orders against the same bytes, unchanging, through the same app and session."""

from tests.bench.measure import Series, in_turn
from tests.bench.stage import Stage, each_engine, say, stage

ORDERS, ROUNDS, BATCH = 50, 6, 10


def run() -> None:
    for engine, url in each_engine():
        with stage(url) as set_:
            set_.orders(ORDERS)
            report(engine, *compare(set_))


def compare(set_: Stage) -> tuple[Series, Series, Series]:
    page, same, poll = Series("page"), Series("bytes"), Series("204")
    set_.client.get("/pick")
    version = set_.version("/pick")
    sides = ((page, "/pick"), (same, "/bench/bytes"), (poll, f"/pick/cards?v={version}"))
    in_turn(
        set_.pids,
        ROUNDS,
        *((series, [lambda path=path: set_.client.get(path)] * BATCH) for series, path in sides),
    )  # type: ignore[misc]
    return page, same, poll


def report(engine: str, page: Series, same: Series, poll: Series) -> None:
    say(
        f"queue    {engine:10} {ORDERS} orders {sum(page.cpu) / sum(same.cpu):5.2f} × the CPU of",
        "the same bytes;",
        f"p50 {page.median():.1f} against {same.median():.1f} ms, p95 {page.p95():.1f} ms;",
        f"a poll with nothing new {poll.median():.1f} ms",
    )
