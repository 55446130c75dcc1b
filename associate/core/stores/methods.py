"""What a store does for customers: each way is switched on by itself, and one that is off says why."""

import sqlalchemy as sa

from associate.core.events.method_words import WHYS
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Refused
from associate.words import _, later

COLUMNS = {"pickup": "pickups", "curbside": "curbside", "ship": "ships", "returns": "takes_returns"}
"""A way, and the column that says whether the store goes it."""

METHOD_WORDS = {
    "pickup": later("Pickup"),
    "curbside": later("Out to the car"),
    "ship": later("Parcels"),
    "returns": later("Returns over the counter"),
}


def does(store: Store, method: str) -> bool:
    return bool(getattr(store, COLUMNS[method]))


def why_not(store: Store, method: str) -> str:
    """In words; empty for a way that is on, and where nobody said."""
    code = "" if does(store, method) else str(store.methods_why.get(method) or "")
    return str(WHYS.get(code, code))


def must_hand_out(store: Store) -> None:
    """Raises Refused("no_pickups")."""
    if not store.pickups:
        raise Refused(
            "no_pickups",
            _("%(store)s hands out no pickups. Choose another store, or let it ship.", store=store.name),
        )


def must_take_back(store: Store) -> None:
    """Raises Refused("no_returns"). What was opened before goes on."""
    if not store.takes_returns:
        raise Refused(
            "no_returns",
            _("%(store)s takes nothing back over the counter. Another store may.", store=store.name),
        )


def taking_back() -> tuple[list[str], bool]:
    """The names of the stores that take things back, and whether that is all of them."""
    found = db.session.execute(sa.select(Store.name, Store.takes_returns).order_by(Store.name)).all()
    names = [name for name, takes in found if takes]
    return names, len(names) == len(found)
