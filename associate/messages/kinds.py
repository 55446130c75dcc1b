"""Which messages there are, by which media, and what a store's own words may name in each."""

from collections.abc import Callable, Collection

from associate.words import _

CUSTOMER_MEDIA = ("email", "sms")
CUSTOMER_KINDS = (
    "ready",
    "partly_ready",
    "reminder",
    "last_day",
    "extended",
    "delayed",
    "missing",
    "replaced",
    "closed",
    "picked_up",
    "uncollected",
    "canceled",
    "recalled",
    "shipped",
    "not_fetched",
    "returned",
    "door_code",
    "wrong_bag",
    "bag_away",
)
CAR_KINDS = ("on_the_way", "car_here", "car_waits", "car_waits_long")  # the last two to leads, to managers
STAFF_KINDS = ("new_order", "soon_late", "failed_message", *CAR_KINDS)  # pushed to people on shift
QUIET_KINDS = {"on_the_way"}
WAITING = {"ready", "partly_ready", "reminder", "last_day", "extended"}  # the goods lie there
MONEY_MOVES = {"picked_up", "uncollected", "canceled", "recalled"}
LINK_NEEDED = {"ready", "partly_ready", "missing"}  # the code for the counter, or what to choose, is there
CODE_NEEDED = {"door_code"}
MOST_SEGMENTS = 2  # of one text message

PLACEHOLDERS: dict[str, Callable[[], str]] = {
    "name": lambda: _("The customer’s first name"),
    "order": lambda: _("The order’s number"),
    "store": lambda: _("Your store’s name"),
    "retailer": lambda: _("The retailer’s name"),
    "address": lambda: _("Your store’s street and city"),
    "phone": lambda: _("Your store’s phone"),
    "hours": lambda: _("When you’re open next"),
    "link": lambda: _("The customer’s page"),
    "hold_until": lambda: _("Until when it waits"),
    "items": lambda: _("What is in the bags"),
    "promise": lambda: _("When it was promised for"),
    "closed_until": lambda: _("Until when the store is closed"),
    "missing": lambda: _("What couldn’t be found"),
    "instead": lambda: _("What comes instead"),
    "answer_by": lambda: _("Until when they may choose"),
    "money": lambda: _("What happens with their money"),
    "parcels": lambda: _("Its parcels: carrier, number, and the carrier’s page"),
    "comes_on": lambda: _("When the carrier comes for it"),
    "refunded": lambda: _("How much goes back to them"),
    "refund": lambda: _("What goes back, line by line"),
    "code": lambda: _("The code that opens their page again"),
}
"""Everything a store's own words may name, as {name}, with what it stands for."""


ONLY_IN: dict[str, Collection[str]] = {
    "hold_until": WAITING,
    "items": WAITING | {"picked_up"},
    "promise": {"delayed", "ready", "partly_ready"},
    "missing": {"missing"},
    "instead": {"replaced"},
    "answer_by": {"missing"},
    "money": MONEY_MOVES,
    "closed_until": {"closed"},
    "parcels": {"shipped"},
    "comes_on": {"not_fetched"},
    "refunded": {"returned"},
    "refund": {"returned"},
    "code": CODE_NEEDED,
}
"""The messages that have a value for it; what isn’t here every message has."""


def placeholders_for(kind: str) -> tuple[str, ...]:
    """What has a value in this message."""
    return tuple(name for name in PLACEHOLDERS if kind in ONLY_IN.get(name, (kind,)))
