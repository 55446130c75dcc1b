"""What is known of a unit that comes back, as the rules look at it: rows in, plain facts out."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from associate.clock import now
from associate.core.catalog.models import Product
from associate.core.catalog.stop_sales import Verdict, open_stops
from associate.core.events.record import Actor
from associate.core.orders.models import Order, OrderState
from associate.core.orders.whose import is_of_household
from associate.core.returns.eligibility import Check, Facts, is_withdrawal, judge
from associate.core.returns.left import left_to_return
from associate.core.returns.models import Return, ReturnLine
from associate.core.returns.policy import Terms, day_in, terms_for
from associate.core.returns.recent import units_of_customer
from associate.core.returns.wanted import Restocking
from associate.core.returns.went import Went, went_of
from associate.core.shipping.serials import normal_serial, serials_sent
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import db
from associate.money import units_of


def checks_of(line: ReturnLine, *, by: Actor | None = None) -> tuple[Check, ...]:
    """Every check that applies to this unit. `by` takes it back; if not told, whoever opened the return."""
    return checks_of_all(line.return_, by=by)[line]


def checks_of_all(return_: Return, *, by: Actor | None = None) -> dict[ReturnLine, tuple[Check, ...]]:
    """The same for all units of a return, read together."""
    db.session.flush()
    known = _known(return_, by)
    found, terms = {}, dict[tuple[int | None, int | None], Terms]()
    for line in return_.lines:
        thing = (line.order_line_id, line.variant_id)
        terms[thing] = terms.get(thing) or _terms(line)
        found[line] = judge(_facts(line, terms[thing], known), terms[thing])
    return found


def terms_of(line: ReturnLine) -> Terms:
    """What holds for this unit. Within the days of withdrawal nothing is kept for restocking: of goods that
    are whole the law gives all of it back (2011/83/EU Art. 13 and 14)."""
    terms = _terms(line)
    is_kept = terms.restocking != Restocking()
    return replace(terms, restocking=Restocking()) if is_kept and _is_withdrawal(line, terms) else terms


def is_in_withdrawal(line: ReturnLine) -> bool:
    """Does it come back within the days of withdrawal? Then standard shipping may go back, too."""
    return _is_withdrawal(line, _terms(line))


def _is_withdrawal(line: ReturnLine, terms: Terms) -> bool:
    return_, order = line.return_, line.return_.order
    if not terms.withdrawal_days or order is None:
        return False
    store = store_of(return_)
    begins = _withdraws_from(order, terms, store, went_of(order))
    facts = Facts(day_in(store, now()), kind=return_.kind, withdraws_from=begins)
    return is_withdrawal(facts, terms)


def store_of(return_: Return) -> Store | None:
    """Where it is taken back; while that is open, the store that leads the order."""
    if return_.store or not return_.order or not return_.order.store_id:
        return return_.store
    return db.session.get_one(Store, return_.order.store_id)


def _terms(line: ReturnLine) -> Terms:
    return terms_for(product_of(line), store=store_of(line.return_), order=line.return_.order)


def product_of(line: ReturnLine) -> Product | None:
    variant = line.variant or (line.order_line.variant if line.order_line else None)
    return variant.product if variant else None


@dataclass(frozen=True)
class _Known:
    """What all units of a return have in common."""

    store: Store | None
    went: dict[int, Went]
    left: dict[int, int]  # by order line: units that are out and nobody gave money for
    is_own: bool
    recent: dict[int, int]  # days → units; found out where a rule asks for it


def _known(return_: Return, by: Actor | None) -> _Known:
    order = return_.order
    went = went_of(order) if order else {}
    left = left_to_return(order, return_.id) if order else {}
    return _Known(store_of(return_), went, left, _is_own(return_, by or Actor(return_.opened_by)), {})


def _is_own(return_: Return, by: Actor) -> bool:
    staff = db.session.get(Staff, by.staff_id) if by.staff_id else None
    if staff is None:
        return False
    if return_.order and is_of_household(staff.email, return_.order):
        return True
    return bool(return_.customer and return_.customer.email.casefold() == staff.email.casefold())


def _facts(line: ReturnLine, terms: Terms, known: _Known) -> Facts:
    return_, bought = line.return_, line.order_line
    before = [each for each in return_.lines[: return_.lines.index(line)] if each.here_at or not line.here_at]
    same = [each for each in before if each.order_line_id == line.order_line_id]
    facts = Facts(
        today=day_in(known.store, now()),
        kind=return_.kind,
        is_goods=bought is None or (bought.is_physical and not bought.is_gift_card),
        price=_price(line),
        currency=return_.currency,
        reason=line.reason,
        note=line.note,
        condition=line.condition,
        has_photo=line.photo_id is not None,
        recent=len(before) + _recent(return_, terms, known),
        is_own=known.is_own,
        stopped=_stopped(line),
    )
    facts = _with_serial(facts, line, same)
    return facts if bought is None else _with_order(facts, line, terms, known, len(same))


def _with_order(facts: Facts, line: ReturnLine, terms: Terms, known: _Known, before: int) -> Facts:
    bought, order = line.order_line, line.return_.order
    if bought is None or order is None:
        return facts
    went = known.went.get(bought.id, Went())
    return replace(
        facts,
        had_on=_day(known.store, went.had_at),
        had_by=went.had_by,
        sent_on=_day(known.store, went.sent_at),
        is_here=went.is_here,
        withdraws_from=_withdraws_from(order, terms, known.store, known.went),
        bought=bought.quantity,
        left=known.left.get(bought.id, 0) - before,
    )


def _with_serial(facts: Facts, line: ReturnLine, before: list[ReturnLine]) -> Facts:
    product = product_of(line)
    if product is None or not product.asks_serial:
        return facts
    sent = serials_sent(line.order_line_id) if line.order_line_id else None
    used = {normal_serial(each.serial) for each in before}
    left = None if sent is None else sent - used
    return replace(facts, asks_serial=True, serial=normal_serial(line.serial), serials=left)


def _withdraws_from(order: Order, terms: Terms, store: Store | None, went: dict[int, Went]) -> date | None:
    """The day on which the last of the order came (2011/83/EU Art. 9(2)(b)); None while some is to come."""
    if order.state in (OrderState.WAITING, OrderState.OPEN):
        return None
    wait = timedelta(days=terms.days_after_shipping)
    came = [day_in(store, each.had_at) for each in went.values() if each.had_at]
    came += [day_in(store, each.sent_at) + wait for each in went.values() if each.sent_at]
    return max(came, default=None)


def _day(store: Store | None, at: datetime | None) -> date | None:
    return day_in(store, at) if at else None


def _price(line: ReturnLine) -> int | None:
    """What one unit cost; None where nobody knows."""
    bought = line.order_line
    return line.price if bought is None else units_of(bought.total, bought.quantity, 0, 1)


def _recent(return_: Return, terms: Terms, known: _Known) -> int:
    """In all other returns of this person."""
    if terms.per_customer_units is None:
        return 0
    days = terms.per_customer_days
    if days not in known.recent:
        known.recent[days] = units_of_customer(return_, days)
    return known.recent[days]


def _stopped(line: ReturnLine) -> str | None:
    product = product_of(line)
    if product is None or not product.stopped:
        return None
    stops = (stop for stop in open_stops([product.id]) if stop.verdict("", line.serial) == Verdict.STOP)
    return next((stop.reason for stop in stops), None)
