"""What somebody asks of the journal: everything is in the address, so that it can be sent to a colleague."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from associate.asked import day_in, number_in
from associate.core.stores.models import Store
from associate.errors import Missing
from associate.words import _

USUAL_DAYS = 7  # with today, where no order says how far back
FAMILIES: dict[str, tuple[str, ...]] = {
    "orders": (
        "order", "fulfillment", "line", "pick", "wave", "bag", "bag_walk", "vote", "outage", "offline",
    ),
    "handover": ("handover", "visit", "pass", "link"),
    "parcels": ("parcel", "label", "manifest"),
    "returns": ("return",),
    "money": ("money", "refund", "charge", "slip"),
    "stock": ("stock", "count", "transfer", "recall", "product", "variant", "import", "till"),
    "messages": ("message",),
    "tasks": ("task",),
    "people": ("staff", "device", "approval", "evidence", "practice"),
    "customers": ("customer", "complaint"),
    "settings": (
        "store", "channel", "routing_rule", "buffer_rule", "return_rule", "box", "carrier_account",
        "payment_account", "tax_rate", "api_token", "subscriber", "retention", "installation",
    ),
}  # fmt: skip
"""What kinds of the journal begin with, by the word in the address. A test holds every kind against it."""


@dataclass(frozen=True)
class Filters:
    """`stores` are those within sight; `since` and `until` days of the store’s calendar, or None."""

    stores: tuple[Store, ...]
    everywhere: bool  # also what belongs to no store
    store: Store | None  # None: all of them together
    since: date | None
    until: date | None
    order: str = ""
    person: int | None = None
    device: int | None = None
    family: str = ""
    before: int | None = None

    @property
    def args(self) -> dict[str, Any]:
        """As they stand in an address, but for the page."""
        return {
            "store": (self.store.code if self.store else "all") if self.everywhere else None,
            "order": self.order or None,
            "person": self.person,
            "device": self.device,
            "about": self.family or None,
            "from": self.since.isoformat() if self.since else None,
            "to": self.until.isoformat() if self.until else None,
        }

    @property
    def is_narrow(self) -> bool:
        """Was anything asked for but the days?"""
        return bool(self.order or self.person or self.device or self.family or self.until)

    def on_from(self, number: int) -> "Filters":
        return replace(self, before=number)


def read_filters(
    args: Any, stores: Sequence[Store], usual: Store | None, today: date, *, everywhere: bool
) -> Filters:
    """`usual` is the store that they work in. What can’t be read is left out.

    Raises Missing for a store out of sight.
    """
    code, order = args.get("store", ""), args.get("order", "").strip()[:60]
    store = next((each for each in stores if each.code == code), None)
    if code and code != "all" and store is None:
        raise Missing("no_such_store", _("There’s no such store here."))
    since, until = day_in(args.get("from", "")), day_in(args.get("to", ""))
    if since is None and not order:
        since = (until or today) - timedelta(days=USUAL_DAYS - 1)
    if since and until and until < since:
        since, until = until, since
    return Filters(
        stores=tuple(stores),
        everywhere=everywhere,
        store=store if code else None if everywhere and order else usual,
        since=since,
        until=until,
        order=order,
        person=number_in(args.get("person", "")),
        device=number_in(args.get("device", "")),
        family=family if (family := args.get("about", "")) in FAMILIES else "",
        before=number_in(args.get("before", "")),
    )
