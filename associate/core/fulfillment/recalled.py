"""What is recalled stays here, also in a bag: by what its scans say of each unit, or by who looked."""

from collections.abc import Mapping

import sqlalchemy as sa

from associate.core.catalog.codes import marks_in
from associate.core.catalog.stop_sales import StopSale, Verdict, open_stops, refusal
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.fulfillment.contents import OUT_AGAIN
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine, Scan
from associate.db import db
from associate.errors import Refused
from associate.words import _

LOOKED = "recall.looked"
TAKEN_OUT = "line.recalled"


def must_hold_nothing_recalled(job: Fulfillment, going: Mapping[int, int] | None = None) -> None:
    """Call where picked units are about to go on. `going`: line id → units; without it all that is here.

    What nobody recalls costs no statement. Raises Refused: "stop_sale" for what is recalled; "look_at_lot"
    where a lot or serial is, the scans don't tell, and nobody looked yet.
    """
    lines = [
        line
        for line in job.lines
        if line.variant.product.stopped and (line.to_hand_over if going is None else going.get(line.id))
    ]
    stops = open_stops({line.variant.product_id for line in lines}) if lines else []
    for stop in stops:
        for line in lines:
            if line.variant.product_id == stop.product_id:
                _must_not_be_it(stop, line)


def verdict_on(stop: StopSale, line: FulfillmentLine) -> Verdict:
    """On the units of this line that were picked."""
    if stop.is_whole:
        return Verdict.STOP
    said = _marks(line)
    verdicts = {stop.verdict(*marks) for marks in said.values()}
    if len(said) < line.to_hand_over:
        verdicts.add(Verdict.LOOK)
    if Verdict.STOP in verdicts:
        return Verdict.STOP
    return Verdict.LOOK if Verdict.LOOK in verdicts and not was_looked_at(stop, line) else Verdict.FINE


def recalled_in(stop: StopSale, line: FulfillmentLine) -> tuple[int, list[int]]:
    """(units, ids of their scans) to take out: those known to be it, else those nobody can tell."""
    said, verdict = _marks(line), verdict_on(stop, line)
    if verdict == Verdict.FINE:
        return 0, []
    if stop.is_whole:
        return line.to_hand_over, list(said)
    meant = [scan for scan, marks in said.items() if stop.verdict(*marks) == verdict]
    if verdict == Verdict.STOP:
        return min(len(meant), line.to_hand_over), meant
    fine = sum(stop.verdict(*marks) == Verdict.FINE for marks in said.values())
    return max(0, line.to_hand_over - fine), meant


def say_looked(stop: StopSale, job: Fulfillment, *, by: Actor) -> None:
    """Somebody looked at what is in its bags: it’s another lot."""
    record(LOOKED, about=job, by=by, stop=stop.id)


def was_looked_at(stop: StopSale, line: FulfillmentLine) -> bool:
    about = f"fulfillment:{line.fulfillment_id}"
    looked = sa.select(Event).where(Event.about == about, Event.kind == LOOKED)
    return any(event.facts["stop"] == stop.id for event in db.session.scalars(looked))


def _must_not_be_it(stop: StopSale, line: FulfillmentLine) -> None:
    verdict = verdict_on(stop, line)
    if verdict == Verdict.FINE:
        return
    name = line.variant.product.title
    if verdict == Verdict.STOP:
        told = refusal(verdict, stop)
        raise Refused(told.code, _("%(name)s: %(why)s", name=name, why=told.message))
    raise Refused(
        "look_at_lot",
        _(
            "%(name)s: %(mark)s is recalled. Look into the bag; a lead says in Recalls if it’s another.",
            name=name,
            mark=stop.lot or stop.serial,
        ),
    )


def _marks(line: FulfillmentLine) -> dict[int, tuple[str, str]]:
    """Scan id → (lot, serial) of each unit that was scanned into it and neither put back nor taken out."""
    about = f"fulfillment:{line.fulfillment_id}"
    out = sa.select(Event).where(Event.about == about, Event.kind.in_((*OUT_AGAIN, TAKEN_OUT)))
    undone = {
        scan
        for event in db.session.scalars(out)
        for scan in event.facts.get("scans", [event.facts.get("scan")])
    }
    scans = db.session.execute(sa.select(Scan.id, Scan.code).where(Scan.line_id == line.id))
    return {scan_id: marks_in(code) for scan_id, code in scans if scan_id not in undone}
