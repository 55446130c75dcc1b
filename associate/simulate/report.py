"""What is said at the end, and whether all is well."""

from collections.abc import Iterator

from associate.simulate import judge
from associate.simulate.player import Played
from associate.upkeep.checks import run_check

MOST = 20  # of a kind of sentence


def report(played: Played) -> tuple[bool, list[str]]:
    """(all is well, the lines to print). Runs what `flask check` runs."""
    diary, found = played.diary, list(judge.faults(played.customers))
    books, errors = run_check(), played.diary.server_errors()
    orders = len(played.customers)
    lines = [f"{orders} orders in {played.seconds:.0f} s, {sum(diary.statuses.values())} answers"]
    lines += ["", "What became of them, by the books", *_counted(judge.outcomes(played.customers.values()))]
    lines += ["", "Mishaps", *_counted(diary.counts)]
    lines += ["", f"{'Screen':44} {'count':>7} {'p50 ms':>8} {'p95 ms':>8} {'slowest':>8}", *_screens(played)]
    lines += [
        "",
        "Not simply done",
        *_rows(f"  {name} {status} {code}: {n}" for name, status, code, n in diary.refusals()),
    ]
    lines += ["", *_verdict("unexpected answers", diary.unexpected)]
    lines += _verdict("orders lost, doubled or otherwise than people saw them", found)
    lines += _verdict("mismatches in the books", books)
    lines += [f"{errors} server errors"]
    lines += [] if played.is_over else ["Not everybody had gone home when the time was up."]
    return not (found or books or errors or diary.unexpected) and played.is_over, lines


def _counted(counts: dict[str, int]) -> list[str]:
    return [f"  {what}: {count}" for what, count in sorted(counts.items())]


def _screens(played: Played) -> Iterator[str]:
    for screen in played.diary.screens():
        yield (f"{screen.name:44} {screen.count:7} {screen.p50:8.1f} {screen.p95:8.1f} {screen.slowest:8.0f}")


def _rows(found: Iterator[str]) -> list[str]:
    return list(found) or ["  nothing"]


def _verdict(what: str, found: list[str]) -> list[str]:
    return [f"{len(found)} {what}", *(f"  {sentence}" for sentence in found[:MOST])]
