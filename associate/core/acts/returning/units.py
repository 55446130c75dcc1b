"""Unit by unit: a scan says which one is here."""

from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.exchanging.choosing import drop_swaps
from associate.core.acts.returning.desk import at_the_desk, must_be_open, must_be_verified, unit_of
from associate.core.acts.returning.without_receipt import scan_anything
from associate.core.catalog.codes import Code, read_code
from associate.core.catalog.kits import is_kit
from associate.core.catalog.queries import matches, variant_by_code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.sets import is_set_of
from associate.core.orders.models import Order, OrderLine
from associate.core.returns.left import left_to_return
from associate.core.returns.models import Return, ReturnLine
from associate.core.shipping.serials import normal_serial, serial_out
from associate.db import db
from associate.errors import Refused
from associate.words import _


def scan_unit(return_: Return, raw: str, *, intent: Intent, by: Actor) -> int:
    """One more unit is here: the id of its line. By barcode, SKU or serial number; without an order anything.

    Raises Refused: "not_in_order" for what isn’t on the order, "none_left" where all of it came back, what
    read_code raises.
    """
    if return_.order_id is None:
        return scan_anything(return_, raw, intent=intent, by=by)
    with at_the_desk(return_):
        if (done := answered(intent)) is not None:
            return int(done["unit"])
        _must_go_on(return_)
        assert return_.order is not None
        code = read_code(raw, may_be_serial=True)
        line = _meant(return_, return_.order, code)
        return _keep(_take(return_, return_.order, line, code, by), intent)


def choose_unit(return_: Return, order_line_id: int, *, intent: Intent, by: Actor) -> int:
    """The same for what has no barcode any more: chosen from the list. Raises what scan_unit raises."""
    with at_the_desk(return_):
        if (done := answered(intent)) is not None:
            return int(done["unit"])
        _must_go_on(return_)
        order = return_.order
        bought = order.lines if order else []
        line = next((each for each in bought if each.id == order_line_id and each.is_physical), None)
        if order is None or line is None:
            raise Refused("not_in_order", _("That isn’t on this order."))
        return _keep(_take(return_, order, line, None, by), intent)


def take_out(return_: Return, number: int, *, intent: Intent, by: Actor) -> None:
    """They keep it after all. Raises Missing for a unit that isn’t part of it."""
    with at_the_desk(return_):
        if answered(intent) is not None:
            return
        must_be_open(return_)
        unit = unit_of(return_, number)
        record("return.unit_out", about=return_, by=by, variant_id=unit.variant_id)
        drop_swaps(return_, unit)
        return_.lines.remove(unit)
        answer(intent, **{"return": return_.id})


def here(return_: Return) -> list[ReturnLine]:
    """The units that somebody had in their hands; not what was only announced."""
    return [line for line in return_.lines if line.here_at is not None]


def _must_go_on(return_: Return) -> None:
    must_be_open(return_)
    must_be_verified(return_)


def _meant(return_: Return, order: Order, code: Code) -> OrderLine:
    """The line this scan is a unit of, one with units left before one without."""
    goods = [line for line in order.lines if line.is_physical]
    fits = [line for line in goods if _is(line, code)] or _by_serial(goods, code.text)
    if not fits and any(is_set_of(line, code) for line in goods):
        raise Refused("scan_parts", _("That’s a set: scan its parts. Each has a code of its own."))
    if not fits:
        raise Refused("not_in_order", _not_bought(order, code))
    if len(fits) == 1:
        return fits[0]
    counted = _counted(return_)
    left = left_to_return(order, return_.id)
    return next((line for line in fits if left.get(line.id, 0) > counted[line.id]), fits[0])


def _is(line: OrderLine, code: Code) -> bool:
    if line.variant is not None:
        return matches(line.variant, code)
    return bool(line.sku) and code.text.casefold() == line.sku.casefold() or line.gtin in code.gtins


def _by_serial(lines: Iterable[OrderLine], text: str) -> list[OrderLine]:
    serial = normal_serial(text)
    return [line for line in lines if line.variant_id and serial_out(line.variant_id, serial)]


def _not_bought(order: Order, code: Code) -> str:
    known = variant_by_code(code)
    if known is None:
        return str(_("Nobody here knows that code. Give the thing back, or choose it from the list."))
    return str(
        _("That’s the %(name)s. It isn’t on %(number)s: give it back.", name=known.name, number=order.number)
    )


def _counted(return_: Return) -> Counter[int]:
    return Counter(line.order_line_id for line in here(return_) if line.order_line_id)


def _take(return_: Return, order: Order, line: OrderLine, code: Code | None, by: Actor) -> ReturnLine:
    announced = [each for each in return_.lines if each.order_line_id == line.id and each.here_at is None]
    if line.variant_id and not line.kit_id and is_kit(line.variant_id):
        raise Refused("kit_stock", _("The till sold it as one set, so it takes it back. Bring it there."))
    left, counted = left_to_return(order, return_.id).get(line.id, 0), _counted(return_)[line.id]
    if counted >= left:
        raise Refused("none_left", _none_left(line, left))
    unit = announced[0] if announced else _new_unit(return_, line)
    unit.here_at, unit.fulfillment_line_id = now(), sent_as(return_, line)
    if code and line.variant and line.variant.product.asks_serial:
        unit.serial = _serial_in(line, code)
    db.session.flush()
    record("return.unit_in", about=return_, by=by, variant_id=line.variant_id, line=line.id)
    return unit


def _none_left(line: OrderLine, left: int) -> str:
    if left:
        return str(_("All %(n)d of the %(name)s are here already.", n=left, name=line.name))
    return str(_("None of the %(name)s is left to come back. Give it back.", name=line.name))


def _serial_in(line: OrderLine, code: Code) -> str:
    said = normal_serial(code.serial or code.text)
    return said if line.variant_id and serial_out(line.variant_id, said) else code.serial


def _new_unit(return_: Return, line: OrderLine) -> ReturnLine:
    unit = ReturnLine(order_line_id=line.id, variant_id=line.variant_id)
    return_.lines.append(unit)
    return unit


def sent_as(return_: Return, line: OrderLine) -> int | None:
    """The line of the job that gave this unit out, where one of ours did: the first that has some left."""
    taken = Counter(each.fulfillment_line_id for each in return_.lines)
    find = sa.select(FulfillmentLine).where(FulfillmentLine.order_line_id == line.id)
    sent = db.session.scalars(find.order_by(FulfillmentLine.id)).all()
    return next((each.id for each in sent if each.handed_over - each.returned > taken[each.id]), None)


def _keep(unit: ReturnLine, intent: Intent) -> int:
    return int(answer(intent, unit=unit.id)["unit"])
