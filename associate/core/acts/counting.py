"""Count what lies on the shelf, have it reviewed, and let the books follow.

A figure is compared with what should lie there in the very transaction that writes it down, and only the
difference goes to the books: sales while people count, or while a count waits for its review, change nothing.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.conflicts import look_for_conflict
from associate.core.events.record import Actor, record
from associate.core.fulfillment.shelf import shelf
from associate.core.inventory import ledger
from associate.core.inventory.counts import Count, CountLine, CountState, being_counted, own_units_accepted
from associate.core.inventory.models import Bucket, Kind, Movement, StockLevel
from associate.core.stores.models import Store
from associate.core.stores.shifts import on_shift
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.words import _

LIMIT = 2  # units that a person may be off by and still accept their own count
MOST = 9999  # units of one thing on one shelf; more is a barcode in the wrong field


def start_count(store_id: int, name: str, level_ids: Iterable[int], *, why: str, by: Actor) -> Count:
    """Inside atomic(): a count over these levels, less those that somebody counts already."""
    level_ids = list(level_ids)
    busy = being_counted(level_ids)
    count = Count(store_id=store_id, name=name[:80], why=why, created_by=by.ref)
    count.lines = [CountLine(level_id=level_id) for level_id in level_ids if level_id not in busy]
    db.session.add(count)
    db.session.flush()
    record("count.started", about=count, by=by, why=why, lines=len(count.lines))
    return count


def ask_for_count(level_id: int, *, why: str, by: Actor) -> Count:
    """Inside atomic(): somebody should count this thing. Once per level for as long as that is open."""
    level = db.session.get_one(StockLevel, level_id)
    name = level.variant.name
    count = being_counted([level_id]).get(level_id) or start_count(
        level.store_id, name, [level_id], why=why, by=by
    )
    open_task(
        TaskKind.COUNT,
        str(level_id),
        by=by,
        store_id=level.store_id,
        about=count.ref,
        count=count.id,
        level_id=level_id,
        variant_id=level.variant_id,
        sku=level.variant.sku,
        why=why,
    )
    return count


def add_line(count: Count, level_id: int) -> CountLine:
    """Inside atomic(count): this level is counted too. Raises Refused("counted_elsewhere")."""
    if other := being_counted([level_id]).get(level_id):
        raise Refused("counted_elsewhere", _("That is being counted already: %(name)s.", name=other.name))
    line = CountLine(level_id=level_id)
    count.lines.append(line)
    db.session.flush()
    return line


def write_figure(line: CountLine, units: int, *, by: Actor) -> None:
    """Inside atomic(count): this many lie on the shelf now. Raises Refused("too_many"), OutOfDate."""
    _must_be(line.count, CountState.OPEN)
    if line.accepted_at:
        raise OutOfDate("accepted", _("That one is accepted already. Look at the count again."))
    if not 0 <= units <= MOST:
        raise Refused("too_many", _("Type how many lie there, from 0 to %(most)s.", most=MOST))
    line.times += line.counted is None
    line.counted, line.expected = units, _should_lie_there(line.level_id)
    line.counted_at, line.counted_by = now(), by.ref


def hand_in(count: Count, *, by: Actor) -> None:
    """Inside atomic(count): on to the review. What agrees with the books needs none.

    Raises Refused("nothing_counted").
    """
    _must_be(count, CountState.OPEN)
    if all(line.counted is None for line in count.lines):
        raise Refused("nothing_counted", _("Nothing is counted yet. Scan the first thing."))
    count.state = CountState.REVIEW
    record("count.handed_in", about=count, by=by, lines=len(count.lines))
    for line in _in_order(count):
        if line.difference == 0 and not line.accepted_at:
            _write(line, by)
    _close_if_done(count, by)


def accept(line: CountLine, *, by: Actor) -> None:
    """Inside atomic(count): the books follow what was counted. One Movement.

    Raises Refused("own_count") for one's own count of a large difference while somebody else is at work,
    Refused("own_counts") beyond what one person may set right alone in a day (`own_count_units`),
    OutOfDate("changed_since") when the books were set right by somebody else after it was counted.
    """
    count = line.count
    _must_be(count, CountState.REVIEW)
    if line.accepted_at:
        return
    if line.counted is None:
        raise Refused("not_counted", _("That one isn’t counted yet."))
    own = line.counted_by == by.ref
    if own and abs(line.difference or 0) > LIMIT and _others_on_shift(count.store_id, by):
        raise Refused(
            "own_count",
            _("You counted this yourself. Somebody else at work has to accept a difference this large."),
        )
    if own:
        _must_be_few(line, by)
    _must_be_last_word(line)
    _write(line, by)
    record(
        "count.accepted",
        about=count,
        by=by,
        variant_id=line.level.variant_id,
        difference=line.difference,
        own=own,
    )
    look_for_conflict(line.level_id, by=by)
    _close_if_done(count, by)


def count_again(line: CountLine, *, by: Actor) -> None:
    """Inside atomic(count): this figure is not believed; the line is to be counted once more."""
    _must_be(line.count, CountState.REVIEW)
    if line.accepted_at:
        raise OutOfDate("accepted", _("That one is accepted already. Look at the count again."))
    line.counted = line.expected = line.counted_at = line.counted_by = None
    line.count.state = CountState.OPEN
    record("count.again", about=line.count, by=by, variant_id=line.level.variant_id)


def leave_out(count: Count, *, by: Actor) -> None:
    """Inside atomic(count), in review: what nobody counted stays as the books have it."""
    _must_be(count, CountState.REVIEW)
    for line in [line for line in count.lines if line.counted is None]:
        close_tasks(TaskKind.COUNT, str(line.level_id), "not counted", by=by)
        count.lines.remove(line)
        db.session.delete(line)
    db.session.flush()
    _close_if_done(count, by)


def cancel_count(count: Count, *, by: Actor) -> None:
    """Inside atomic(count): nothing of it goes to the books, but what was accepted before."""
    _must_be(count, CountState.OPEN, CountState.REVIEW)
    for line in count.lines:
        close_tasks(TaskKind.COUNT, str(line.level_id), "canceled", by=by)
    _close(count, CountState.CANCELED, by)
    record("count.canceled", about=count, by=by)


def _write(line: CountLine, by: Actor) -> None:
    ledger.count(line.level_id, line.difference or 0, cause=line.ref, by=by)
    line.accepted_at, line.accepted_by = now(), by.ref
    close_tasks(TaskKind.COUNT, str(line.level_id), "counted", by=by)


def _should_lie_there(level_id: int) -> int:
    """What the shelf figure is, with the balance locked until the figure is written."""
    db.session.flush()
    ledger.lock([level_id])
    return shelf(db.session.get_one(StockLevel, level_id, populate_existing=True))


def _must_be_last_word(line: CountLine) -> None:
    """Two counts, or a count and a short, would write one difference twice. Under the balance's lock."""
    ledger.lock([line.level_id])
    set_right = sa.select(Movement.id).where(
        Movement.level_id == line.level_id,
        Movement.bucket == Bucket.ON_HAND,
        Movement.kind.in_((Kind.COUNTED, Kind.ADJUSTED)),
        Movement.at > line.counted_at,
    )
    if db.session.scalar(set_right.limit(1)):
        raise OutOfDate(
            "changed_since", _("The books were set right after this was counted. Have it counted again.")
        )


def _must_be_few(line: CountLine, by: Actor) -> None:
    """Small differences add up: whoever counts and accepts alone could take things home every day."""
    store = db.session.get_one(Store, line.count.store_id)
    midnight = now().astimezone(store.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    db.session.flush()
    alone = own_units_accepted(store.id, by.ref, midnight)
    if alone + abs(line.difference or 0) > store.own_count_units:
        raise Refused(
            "own_counts",
            _(
                "Your own counts changed %(n)s units today, and %(most)s a day is the most. Somebody else "
                "has to accept this one.",
                n=alone,
                most=store.own_count_units,
            ),
        )


def _others_on_shift(store_id: int, by: Actor) -> bool:
    return any(staff.ref != by.ref and staff.can("review_counts") for staff in on_shift(store_id))


def _close_if_done(count: Count, by: Actor) -> None:
    if count.lines and all(line.accepted_at for line in count.lines):
        _close(count, CountState.DONE, by)
        record("count.done", about=count, by=by, lines=len(count.lines))


def _close(count: Count, state: CountState, by: Actor) -> None:
    count.state, count.closed_at, count.closed_by = state, now(), by.ref


def _in_order(count: Count) -> list[CountLine]:
    return sorted(count.lines, key=lambda line: (line.level.variant_id, line.id))


def _must_be(count: Count, *states: CountState) -> None:
    if count.state not in states:
        raise OutOfDate("count_moved_on", _("This count has moved on. Look at it again."))
