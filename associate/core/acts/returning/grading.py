"""What somebody sees and hears of one unit: why it comes back, in which condition, and what else it says."""

from collections.abc import Mapping

from associate.clock import now
from associate.core.acts import crossdock
from associate.core.acts.returning.desk import at_the_desk, must_be_open, unit_of
from associate.core.acts.returning.units import sent_as
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.orders.cards import mask_cards
from associate.core.returns.eligibility import Check
from associate.core.returns.facts import checks_of_all, is_in_withdrawal, product_of, terms_of
from associate.core.returns.models import Condition, Disposition, Return, ReturnLine
from associate.core.returns.policy import disposition_of
from associate.core.shipping.documents import store_document
from associate.core.shipping.serials import normal_serial
from associate.core.stores.reasons import Family, find_offered
from associate.db import db
from associate.errors import Refused
from associate.words import _

LONGEST = 300  # characters of a note
UNSAID = "unsaid"  # the reason of who gives none


def grade(return_: Return, number: int, said: Mapping[str, str], *, intent: Intent, by: Actor) -> None:
    """Keep what was said of a unit: any of `reason`, `condition`, `note`, `serial`. A let-through that was
    given for other rules is void.

    Raises Refused: "no_reason", "no_condition" for what isn’t offered here.
    """
    with at_the_desk(return_):
        if answered(intent) is not None:
            return
        must_be_open(return_)
        unit = unit_of(return_, number)
        for name, keep in _KEEP.items():
            if name in said:
                keep(return_, unit, said[name])
        if unit.here_at is None:
            unit.here_at = now()
            unit.fulfillment_line_id = sent_as(return_, unit.order_line) if unit.order_line else None
        _place(return_, unit, look_again(return_, by)[unit])
        record("return.graded", about=return_, by=by, unit=unit.id, **_known(unit))
        answer(intent, unit=unit.id)


def add_photo(return_: Return, number: int, picture: bytes, *, intent: Intent, by: Actor) -> None:
    """A JPEG that was drawn anew here; the last one counts."""
    with at_the_desk(return_):
        if answered(intent) is not None:
            return
        must_be_open(return_)
        unit = unit_of(return_, number)
        unit.photo_id = store_document("photo", unit.ref, picture, media="jpg").id
        look_again(return_, by)
        record("return.photo", about=return_, by=by, unit=unit.id)
        answer(intent, unit=unit.id)


def give_to(return_: Return, number: int, line_id: int | None, *, intent: Intent, by: Actor) -> None:
    """To an order that waits for it, or to the shelf after all (`line_id` None).

    Raises OutOfDate("not_needed") where nobody waits for it any more, Refused("not_sound") for what its
    condition keeps from the shelf.
    """
    with at_the_desk(return_):
        if answered(intent) is not None:
            return
        must_be_open(return_)
        unit = unit_of(return_, number)
        place = _by_policy(unit, checks_of_all(return_, by=by)[unit])
        if line_id is None:
            unit.goes_to_id, unit.disposition = None, place
        elif place != Disposition.SHELF:
            raise crossdock.not_sound()
        else:
            need = crossdock.still_needed(line_id, unit.variant_id)
            unit.goes_to_id, unit.disposition = need.line.id, Disposition.CROSS_DOCK
        answer(intent, unit=unit.id)


def look_again(return_: Return, by: Actor) -> dict[ReturnLine, tuple[Check, ...]]:
    """Inside atomic(order, return): every unit keeps the rules that say no of it."""
    found = checks_of_all(return_, by=by)
    for unit, checks in found.items():
        no = [check.row for check in checks if not check.ok]
        if _names(no) - _names(unit.checks):
            unit.approval_id = None  # it was given for less
        unit.checks = no
    return found


def is_graded(unit: ReturnLine) -> bool:
    return unit.condition is not None and unit.here_at is not None


def _names(rows: list[list[object]]) -> set[object]:
    return {name for name, _facts in rows}


def _reason(return_: Return, unit: ReturnLine, text: str) -> None:
    if text == UNSAID and may_stay_unsaid(unit):
        unit.reason = UNSAID
    elif find_offered(return_.store_id, Family.RETURN, text) is None:
        raise Refused("no_reason", _("Choose why it comes back."))
    unit.reason = text


def may_stay_unsaid(unit: ReturnLine) -> bool:
    """Nobody has to give a reason where the rules don’t ask for one, or within the days of withdrawal."""
    return not terms_of(unit).needs_reason or is_in_withdrawal(unit)


def _condition(return_: Return, unit: ReturnLine, text: str) -> None:
    if text not in {each.value for each in Condition}:
        raise Refused("no_condition", _("Choose how it looks."))
    unit.condition = Condition(text)


def _note(return_: Return, unit: ReturnLine, text: str) -> None:
    unit.note = mask_cards("".join(c for c in text if c.isprintable()).strip())[:LONGEST]


def _serial(return_: Return, unit: ReturnLine, text: str) -> None:
    unit.serial = normal_serial("".join(c for c in text if c.isprintable()))[:40]


_KEEP = {"reason": _reason, "condition": _condition, "note": _note, "serial": _serial}


def _known(unit: ReturnLine) -> dict[str, str]:
    condition = unit.condition.value if unit.condition else ""
    return {"reason": unit.reason, "condition": condition}


def _place(return_: Return, unit: ReturnLine, checks: tuple[Check, ...]) -> None:
    """Where it goes by the policy; what would go to the shelf goes first to whom it is missing here."""
    unit.disposition, unit.goes_to_id = _by_policy(unit, checks), None
    if unit.disposition == Disposition.SHELF and unit.variant_id and return_.store:
        others = [each.goes_to_id for each in return_.lines if each.goes_to_id]
        if need := crossdock.needed_here(unit.variant_id, return_.store, besides=others):
            unit.disposition, unit.goes_to_id = Disposition.CROSS_DOCK, need.line.id
    db.session.flush()


def _by_policy(unit: ReturnLine, checks: tuple[Check, ...]) -> Disposition | None:
    if unit.condition is None:
        return None
    stopped = any(check.name == "stopped" for check in checks)
    return disposition_of(terms_of(unit), unit.condition, product=product_of(unit), stopped=stopped)
