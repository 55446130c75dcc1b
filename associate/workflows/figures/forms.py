"""What somebody asks of the figures: everything is in the address, so that it can be sent to a colleague."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from associate.asked import day_in, number_in
from associate.core.figures.reading import Asked, By
from associate.core.orders.incoming import Method
from associate.core.stores.models import Store
from associate.errors import Missing
from associate.words import _

MOST_DAYS = 92
SPANS = ("today", "yesterday", "7", "28")
USUAL = "7"


@dataclass(frozen=True)
class Filters:
    """`span` names the days, or is empty where they were typed. `stores` are those within sight."""

    stores: tuple[Store, ...]
    store: Store | None  # None: all of them together
    today: date
    since: date
    until: date
    span: str
    channel: int | None = None
    method: str = ""
    by: By = By.DAY

    @property
    def asked(self) -> Asked:
        ids = (self.store.id,) if self.store else tuple(store.id for store in self.stores)
        return Asked(ids, self.since, self.until, self.channel, self.method)

    @property
    def args(self) -> dict[str, Any]:
        """As they stand in an address; what is usual is left out."""
        known = {"store": self.store.code if self.store and len(self.stores) > 1 else None}
        if self.span:
            known["span"] = self.span if self.span != USUAL else None
        else:
            known |= {"from": self.since.isoformat(), "to": self.until.isoformat()}
        return known | {"channel": self.channel, "method": self.method or None}

    def over(self, span: str) -> "Filters":
        since, until = _days(span, self.today)
        return replace(self, span=span, since=since, until=until)


def read_filters(args: Any, stores: Sequence[Store], usual: Store | None, today: date) -> Filters:
    """Raises Missing for a store out of sight. What else can’t be read is taken as usual."""
    code, span = args.get("store"), args.get("span", "")
    store = next((each for each in stores if each.code == code), None)
    if code and code != "all" and store is None:
        raise Missing("no_such_store", _("There’s no such store here."))
    typed = day_in(args.get("from", "")), day_in(args.get("to", ""))
    if typed[0] and typed[1]:
        span, (since, until) = "", _in_order(typed[0], typed[1])
    else:
        span = span if span in SPANS else USUAL
        since, until = _days(span, today)
    return Filters(
        stores=tuple(stores),
        store=store if code else usual if usual in stores else None,
        today=today,
        since=since,
        until=until,
        span=span,
        channel=number_in(args.get("channel", "")),
        method=method if (method := args.get("method", "")) in set(Method) else "",
        by=By(by) if (by := args.get("by", "")) in set(By) else By.DAY,
    )


def _days(span: str, today: date) -> tuple[date, date]:
    """Of whole days, but for today."""
    if span == "today":
        return today, today
    yesterday = today - timedelta(days=1)
    return (yesterday if span == "yesterday" else today - timedelta(days=int(span))), yesterday


def _in_order(one: date, other: date) -> tuple[date, date]:
    since, until = min(one, other), max(one, other)
    return max(since, until - timedelta(days=MOST_DAYS - 1)), until
