"""Count a shelf, a category or what is scanned; review it line by line."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from associate.core.acts import counting
from associate.core.catalog.codes import read_code
from associate.core.catalog.kits import every_kit, must_have_stock
from associate.core.catalog.models import Product, Variant
from associate.core.catalog.queries import variant_by_code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.inventory import ledger
from associate.core.inventory.counts import Count, CountLine, line_of
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Location, Store
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _

Answer = dict[str, Any]
LONGEST = 300  # things in one count: a walk that somebody finishes


def begin(store: Store, by_what: str, value: str, *, intent: Intent, by: Actor) -> Answer:
    """A count by shelf, by category or of what will be scanned. Answers with its id.

    Raises Refused("nothing_to_count", "list_too_long", "no_such_list").
    """
    name, levels = _list_of(store, by_what, value)
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        count = counting.start_count(store.id, name, levels, why="list", by=by)
        if by_what != "scans" and not count.lines:
            raise Refused("nothing_to_count", _("Everything there is being counted already."))
        return answer(intent, count=count.id)


def count_this(store: Store, variant_id: int, *, intent: Intent, by: Actor) -> Answer:
    """One thing, because somebody doubts its figure. Answers with the count it is in.

    Raises Refused("no_such_product", "kit_stock").
    """
    if db.session.get(Variant, variant_id) is None:
        raise Refused("no_such_product", _("That product isn’t in the catalog any more."))
    must_have_stock(variant_id)
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        count = counting.ask_for_count(ledger.level_of(store.id, variant_id), why="doubt", by=by)
        return answer(intent, count=count.id)


def scan(count: Count, raw: str, *, intent: Intent, by: Actor) -> Answer:
    """One more of this lies here. What isn't on the list yet comes onto it. Answers with its line.

    Raises Refused("unknown_code", "kit_stock") and what read_code raises.
    """
    code = read_code(raw)
    variant = variant_by_code(code)
    if variant is None:
        raise Refused("unknown_code", _("We don’t know that code. Put the thing aside and go on."))
    must_have_stock(variant.id)
    with atomic(count):
        if (done := answered(intent)) is not None:
            return done
        level_id = ledger.level_of(count.store_id, variant.id)
        line = next((each for each in count.lines if each.level_id == level_id), None)
        line = line or counting.add_line(count, level_id)
        counting.write_figure(line, (line.counted or 0) + 1, by=by)
        return answer(intent, line=line.id, counted=line.counted)


def write_figure(count: Count, line_id: int, units: int, *, intent: Intent, by: Actor) -> Answer:
    """This many lie there. Raises Missing, Refused("too_many")."""
    with atomic(count):
        if (done := answered(intent)) is not None:
            return done
        line = line_of(count, line_id)
        counting.write_figure(line, units, by=by)
        return answer(intent, line=line.id, counted=units)


def hand_in(count: Count, *, intent: Intent, by: Actor) -> Answer:
    return _deed(count, intent, lambda: counting.hand_in(count, by=by))


def accept(count: Count, line_id: int, *, intent: Intent, by: Actor) -> Answer:
    return _deed(count, intent, lambda: counting.accept(line_of(count, line_id), by=by))


def accept_all(count: Count, *, intent: Intent, by: Actor) -> Answer:
    """Every line that was counted, by rising variant."""

    def each() -> None:
        for line in sorted(count.lines, key=_in_order):
            if line.counted is not None and not line.accepted_at:
                counting.accept(line, by=by)

    return _deed(count, intent, each)


def count_again(count: Count, line_id: int, *, intent: Intent, by: Actor) -> Answer:
    return _deed(count, intent, lambda: counting.count_again(line_of(count, line_id), by=by))


def leave_out(count: Count, *, intent: Intent, by: Actor) -> Answer:
    return _deed(count, intent, lambda: counting.leave_out(count, by=by))


def cancel(count: Count, *, intent: Intent, by: Actor) -> Answer:
    return _deed(count, intent, lambda: counting.cancel_count(count, by=by))


def _deed(count: Count, intent: Intent, deed: Callable[[], None]) -> Answer:
    with atomic(count):
        if (done := answered(intent)) is not None:
            return done
        deed()
        return answer(intent, count=count.id)


def _list_of(store: Store, by_what: str, value: str) -> tuple[str, list[int]]:
    """(name, level ids) in walking order."""
    if by_what == "scans":
        return _("What was scanned"), []
    find = sa.select(StockLevel.id).where(StockLevel.store_id == store.id)
    find = find.outerjoin(Location, Location.id == StockLevel.location_id)
    if by_what == "location":
        find = find.where(Location.code == value, Location.store_id == store.id)
    elif by_what == "category":
        find = find.join(Variant, Variant.id == StockLevel.variant_id).join(Product)
        find = find.where(Product.category == value, Variant.id.not_in(every_kit()))
    else:
        raise Refused("no_such_list", _("Choose a shelf or a category."))
    levels = list(
        db.session.scalars(find.order_by(sa.func.coalesce(Location.sequence, 10**6), StockLevel.id))
    )
    if not levels:
        raise Refused("nothing_to_count", _("Nothing has its place there. Choose another one."))
    if len(levels) > LONGEST:
        raise Refused("list_too_long", _("That’s %(n)s things. Count it shelf by shelf.", n=len(levels)))
    return value, levels


def _in_order(line: CountLine) -> tuple[int, int]:
    return line.level.variant_id, line.id
