"""What enters from paper, read and bounded before a rule sees it."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from associate.core.acts.afterwards import Told
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.outages import Happened
from associate.core.stores.hours import wall_time
from associate.errors import Refused
from associate.words import _

PICKS = (Happened.PICKED, Happened.NOT_FOUND)
HANDOVERS = (Happened.HANDED_OVER, Happened.STAYED)
LONGEST = 60  # characters of a name
WAYS = ("code", "photo_id")
"""How a customer can be known on paper; no screen was there to sign on or to scan with."""


def read_told(form: Any, among: tuple[Happened, ...]) -> Told:
    """Raises Refused("choose_what") where none of these was chosen."""
    kind = next((kind for kind in among if kind == form.get("kind")), None)
    if kind is None:
        raise Refused("choose_what", _("Choose what happened first."))
    how = form.get("how", "") if form.get("how") in WAYS else ""
    proof = form.get("said" if how == "code" else "id_type", "")
    return Told(
        kind,
        re.sub(r"^BAG-?|[^A-Z0-9]", "", form.get("tag", "").strip().upper())[:8],
        _units(form, kind),
        form.get("reason", "")[:40],
        how,
        proof.strip()[:40],
        form.get("age_seen", "")[:40],
        form.get("take_over") == "yes",
        _name(form.get("taker", "")) if kind == Happened.HANDED_OVER else "",
    )


def read_who(form: Mapping[str, str]) -> int:
    """Raises Refused("choose_who")."""
    text = form.get("who", "")
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise Refused("choose_who", _("Choose whose initials stand there."))
    return int(text)


def read_when(form: Mapping[str, str], job: Fulfillment, now: datetime) -> datetime:
    """The time on the list: today's by the store’s clock, or yesterday's where that is still to come.

    Raises Refused("no_time"), Refused("too_early") for one before the order was placed.
    """
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.h]?([0-5][0-9])", form.get("at", "").strip())
    if not found:
        raise Refused("no_time", _("Type when it was, as on the list: 14:20."))
    zone = job.store.timezone
    here, placed_at = now.astimezone(zone), job.order.placed_at.astimezone(zone)
    at = datetime.combine(here.date(), time(int(found[1]), int(found[2])), zone)
    at = at if at <= here else at - timedelta(days=1)
    if at < placed_at.replace(second=0, microsecond=0):
        came = _("%(number)s was ordered at %(at)s.", number=job.number, at=wall_time(job.store, placed_at))
        raise Refused("too_early", came + " " + _("Look at the time on the list again."))
    return at


def read_again(form: Mapping[str, str]) -> int:
    """The conflict that this entry is to settle; 0 for none."""
    text = form.get("again", "")
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else 0


def _name(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST]


def _units(form: Any, kind: Happened) -> dict[int, int]:
    """Of what was picked how many of each line; of what was not found, the lines."""
    if kind == Happened.NOT_FOUND:
        return {int(line): 1 for line in form.getlist("line") if re.fullmatch(r"[0-9]{1,12}", line)}
    named = ((name.removeprefix("units-"), n) for name, n in form.items() if name.startswith("units-"))
    read = {
        int(i): int(n) for i, n in named if re.fullmatch(r"[0-9]{1,12}", i) and re.fullmatch(r"[0-9]{1,4}", n)
    }
    return {line: n for line, n in read.items() if n}
