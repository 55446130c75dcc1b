"""The customer says what comes back: a code for any store’s counter, to be changed or called off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.orders.models import Order, OrderLine
from associate.core.returns.check_words import check_sentence
from associate.core.returns.eligibility import Check
from associate.core.returns.facts import checks_of_all
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState
from associate.core.stores.methods import taking_back
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _, ngettext

FINAL = ("not_delivered", "quantity", "window", "not_returnable", "final_sale", "reason", "note")
"""What can be said before anybody looks at it. A photo, a serial and who agrees are for the counter."""


@dataclass(frozen=True)
class Brings:
    """So many units of one line, and why."""

    units: int
    reason: str = ""
    note: str = ""


class NotLikeThis(Refused):
    """Some of it doesn’t come back. `problems`: sentences by the id of the order’s line."""

    def __init__(self, problems: Mapping[int, str]) -> None:
        sentence = ngettext(
            "%(num)d thing can’t come back like this. Look at what it says beside it.",
            "%(num)d things can’t come back like this. Look at what it says beside them.",
            len(problems),
        )
        super().__init__("not_like_this", str(sentence))
        self.problems = problems


def expected_of(order: Order) -> Return | None:
    """What the customer announced and hasn’t brought yet."""
    find = sa.select(Return).filter_by(order_id=order.id, state=ReturnState.EXPECTED)
    return db.session.scalar(find.order_by(Return.id.desc()).limit(1))


def announce(order: Order, brings: Mapping[int, Brings], *, intent: Intent, by: Actor) -> None:
    """These units come back, by the id of their line; what was announced before is no more. The code stays.

    Raises Refused: "no_returns", "nothing_chosen", "not_like_this" with a sentence for each line;
    OutOfDate("at_counter").
    """
    with atomic(order, *_these(order)):
        if answered(intent) is not None:
            return
        if not taking_back()[0]:
            raise Refused("no_returns", _("Our stores take nothing back just now. Call us."))
        _must_not_be_at_counter(order)
        chosen = {line: brings[line.id] for line in order.lines if line.id in brings}
        if not any(each.units for each in chosen.values()):
            raise Refused("nothing_chosen", _("Choose what you want to bring back."))
        must_be_fine(thought_of(order, chosen, by))
        announced = expected_of(order)
        kept = _put(announced or _new(order, by), chosen)
        kind = "return.changed" if announced else "return.expected"
        record(kind, about=kept, by=by, code=kept.code, units=len(kept.lines))
        answer(intent, code=kept.code)


def call_off(order: Order, *, intent: Intent, by: Actor) -> None:
    """They keep it. Called off twice is called off once. Raises OutOfDate("at_counter")."""
    with atomic(order, *_these(order)):
        if answered(intent) is not None:
            return
        _must_not_be_at_counter(order)
        if announced := expected_of(order):
            announced.state = ReturnState.LEFT
            record("return.called_off", about=announced, by=by, code=announced.code)
        answer(intent)


def thought_of(order: Order, chosen: Mapping[OrderLine, Brings], by: Actor) -> Return:
    """The same as a return that nobody keeps, for the rules to look at."""
    thought = Return(
        order=order,
        customer=order.customer,
        currency=order.currency,
        opened_by=by.ref,
        kind=ReturnKind.RETURN,
    )
    thought.lines = [unit for line, each in chosen.items() for unit in _units(line, each)]
    return thought


def must_be_fine(thought: Return) -> None:
    """Raises NotLikeThis."""
    problems: dict[int, str] = {}
    for unit, checks in checks_of_all(thought).items():
        if no := stands_in_the_way(checks):
            problems.setdefault(int(unit.order_line_id or 0), check_sentence(no[0]))
    if problems:
        raise NotLikeThis(problems)


def stands_in_the_way(checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if not check.ok and check.name in FINAL]


def _new(order: Order, by: Actor) -> Return:
    made = Return(
        state=ReturnState.EXPECTED,
        order_id=order.id,
        customer_id=order.customer_id,
        currency=order.currency,
        opened_by=by.ref,
    )
    db.session.add(made)
    return made


def _put(kept: Return, chosen: Mapping[OrderLine, Brings]) -> Return:
    kept.lines = [unit for line, each in chosen.items() for unit in _units(line, each)]
    db.session.flush()
    return kept


def _units(line: OrderLine, brings: Brings) -> list[ReturnLine]:
    """One row for each unit."""
    known = {"order_line_id": line.id, "variant_id": line.variant_id}
    said = {"reason": brings.reason, "note": brings.note}
    return [
        ReturnLine(**known, **said, order_line=line, variant=line.variant) for _each in range(brings.units)
    ]


def _these(order: Order) -> list[Return]:
    find = sa.select(Return).where(
        Return.order_id == order.id, Return.state.in_((ReturnState.EXPECTED, ReturnState.OPEN))
    )
    return list(db.session.scalars(find.order_by(Return.id)))


def is_at_counter(order: Order) -> bool:
    return any(each.state == ReturnState.OPEN for each in _these(order))


def _must_not_be_at_counter(order: Order) -> None:
    if is_at_counter(order):
        raise OutOfDate("at_counter", _("It’s at the counter just now. Tell them there what you want."))
