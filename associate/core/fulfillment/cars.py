"""What a customer tells of their car, and where it stands."""

from associate.core.fulfillment.visits import Load, Visit
from associate.core.stores.models import Location, LocationKind
from associate.db import db
from associate.errors import Refused
from associate.words import _


def describe(
    visit: Visit,
    bay: Location | None,
    make: str,
    color: str,
    plate: str,
    load: Load | None,
    needs_help: bool,
) -> bool:
    """Inside atomic(visit): keep it, and say whether anything of it is news. Raises Refused("no_bay")."""
    if bay and (bay.store_id != visit.store_id or bay.kind != LocationKind.BAY or not bay.is_active):
        raise Refused("no_bay", _("There’s no such bay here. Choose one from the list."))
    told = {
        "bay_id": bay.id if bay else None,
        "make": _one_line(make, 40),
        "color": _one_line(color, 20),
        "plate": tail(plate),
        "load": load,
        "needs_help": needs_help,
        "to_counter": visit.to_counter and bay is None,
    }
    news = {name: value for name, value in told.items() if getattr(visit, name) != value}
    for name, value in news.items():
        setattr(visit, name, value)
    db.session.flush()
    if "bay_id" in news:
        db.session.refresh(visit, ["bay"])
    return bool(news)


def tail(plate: str) -> str:
    """The last four letters and digits of a number plate: enough to find a car, not its owner."""
    return "".join(c for c in plate.upper() if c.isascii() and c.isalnum())[-4:]


def _one_line(text: str, most: int) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most]
