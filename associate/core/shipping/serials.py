"""Serial numbers of what is sent: one for each unit of a product that asks for them, read at the bench."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.shipping.models import Parcel, ParcelLine, UnitSerial
from associate.db import db
from associate.errors import Refused
from associate.words import _

LONGEST = 40  # characters


def awaited(parcel: Parcel) -> ParcelLine | None:
    """The line with a unit in this parcel whose serial nobody read yet."""
    asking = (each for each in parcel.lines if each.line.variant.product.asks_serial)
    return next((each for each in asking if len(each.serials) < each.quantity), None)


def keep(lies: ParcelLine, text: str, *, by: Actor) -> UnitSerial:
    """Inside atomic(parcel): the serial of a unit that lies there.

    Raises Refused: "no_serial" for what can't be one, "serial_known" for one that is out already.
    """
    serial = normal_serial(text)
    if not serial.isprintable() or not 0 < len(serial) <= LONGEST:
        raise Refused("no_serial", _("That’s no serial number. Scan the one on the thing."))
    if (out := serial_out(lies.line.variant_id, serial)) is not None:
        raise _known(out.lies.parcel.number, serial)
    told = {"number": lies.parcel.number, "line": lies.fulfillment_line_id, "serial": serial}
    record("parcel.serial_in", about=lies.parcel, by=by, **told)
    kept = UnitSerial(variant_id=lies.line.variant_id, serial=serial)
    lies.serials.append(kept)
    try:
        db.session.flush()
    except IntegrityError as taken:  # at the same moment, into another parcel
        raise _known("", serial) from taken
    return kept


def _known(number: str, serial: str) -> Refused:
    words = (
        _("Parcel %(number)s has serial %(serial)s.", number=number, serial=serial)
        if number
        else _("Another parcel has serial %(serial)s.", serial=serial)
    )
    return Refused("serial_known", words + " " + _("Look at the one on this."))


def serial_out(variant_id: int, serial: str) -> UnitSerial | None:
    """The unit with this serial that lies in a parcel, or left in one and didn’t come back."""
    find = sa.select(UnitSerial).filter_by(variant_id=variant_id, serial=serial)
    return db.session.scalar(find.where(UnitSerial.back_at.is_(None)))


def serials_sent(order_line_id: int) -> frozenset[str] | None:
    """Those that left with this line and haven’t come back; None where none was ever read."""
    find = sa.select(UnitSerial.serial, UnitSerial.back_at).join(UnitSerial.lies).join(ParcelLine.line)
    rows = db.session.execute(find.where(FulfillmentLine.order_line_id == order_line_id)).all()
    return frozenset(serial for serial, back_at in rows if back_at is None) if rows else None


def normal_serial(text: str) -> str:
    return "".join(text.split()).upper()
