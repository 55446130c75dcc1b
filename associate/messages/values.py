"""What the placeholders stand for: the same plain values for the built-in texts and a store's own."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from flask import current_app

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.sets import counted
from associate.core.fulfillment.votes import open_votes_of
from associate.core.orders.models import Order
from associate.core.stores.closing import is_closed
from associate.core.stores.hours import closing_of, local_day, next_open_span
from associate.core.stores.models import Store
from associate.messages.parcels import labels_told, next_visit, parcel_lines
from associate.words import _

NOT_IN_A_NAME = set("/@:<>\\")  # a name that holds an address is somebody's advertisement


def values(
    kind: str, order: Order, job: Fulfillment | None, store: Store | None, link: str
) -> dict[str, str]:
    """One for each placeholder; "" where there is nothing to say. In the language that is forced now."""
    zone = store.zone if store else "UTC"
    return {
        "name": first_name(order),
        "order": order.number,
        "store": one_line(store.name) if store else "",
        "retailer": current_app.config["RETAILER"],
        "address": ", ".join(filter(None, map(one_line, (store.street, store.city)))) if store else "",
        "phone": one_line(store.phone) if store else "",
        "hours": _hours(store),
        "link": link,
        "hold_until": _moment(job.hold_until if job else None, zone),
        "promise": _moment(job.promise_at if job else None, zone),
        "closed_until": _moment(_closed_until(kind, store), zone),
        "parcels": parcel_lines(labels_told(job)) if kind == "shipped" else "",
        "comes_on": _day(next_visit(job)) if kind == "not_fetched" else "",
        **_asked(kind, order, zone),
        "instead": _instead(job) if kind == "replaced" else "",
        "items": things(job, "handed_over" if kind == "picked_up" else "to_hand_over"),
    }


def first_name(order: Order) -> str:
    name = one_line(order.first_name)
    return "" if NOT_IN_A_NAME & set(name) else name


def things(job: Fulfillment | None, amount: str) -> str:
    """ "2 × Kettle, Cream", a line each; `amount` names the quantity that counts: to_hand_over, short, …"""
    lines = job.lines if job else []
    return "\n".join(f"{units} × {one_line(name)}" for units, name in counted(lines, attrgetter(amount)))


def _asked(kind: str, order: Order, zone: str) -> dict[str, str]:
    """What the customer is asked about now, and until when; for a look at the words, the first thing."""
    votes = open_votes_of(order.id) if kind == "missing" and order.id else []
    names = [one_line(vote.line.variant.name) for vote in votes]
    if kind == "missing" and not votes:
        names = [one_line(line.title) for line in order.lines[:1]]
    until = min((vote.ends_at for vote in votes), default=None)
    if kind == "missing" and until is None:
        until = now() + timedelta(minutes=15)
    return {"missing": ", ".join(names), "answer_by": _written("clock_time")(until, zone) if until else ""}


def _instead(job: Fulfillment | None) -> str:
    lines = [line for line in job.lines if line.is_substitute and line.wanted > line.canceled] if job else []
    return ", ".join(one_line(line.variant.name) for line in lines)


def one_line(text: str) -> str:
    """Without line breaks and control characters: what a stranger typed can't add a header or a paragraph."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _is_late(job: Fulfillment | None) -> bool:
    """Did its promise pass already, or was it put off?"""
    return job is not None and job.promise_at <= now()


def _closed_until(kind: str, store: Store | None) -> datetime | None:
    """For a look at the words, a store that is open closes for the rest of the day."""
    if kind != "closed" or store is None:
        return None
    return store.closed_until if is_closed(store) else closing_of(store, local_day(store, now()))


def _hours(store: Store | None) -> str:
    span = next_open_span(store, now()) if store else None
    if store is None or span is None:
        return ""
    day, clock = _written("day"), _written("clock_time")
    return str(
        _(
            "%(day)s, %(opens)s to %(closes)s",
            day=day(span[0], store.zone),
            opens=clock(span[0], store.zone),
            closes=clock(span[1], store.zone),
        )
    )


def _moment(at: datetime | None, zone: str) -> str:
    if at is None:
        return ""
    return f"{_written('day')(at, zone)}, {_written('clock_time')(at, zone)}"


def _day(on: date | None) -> str:
    return _written("day")(on) if on else ""


def _written(name: str) -> Callable[..., str]:
    """The filter that writes times everywhere else too."""
    written: Callable[..., str] = current_app.jinja_env.filters[name]
    return written


def context(order: Order, job: Fulfillment | None, store: Store | None) -> dict[str, Any]:
    """What the built-in texts may look at beyond the plain values."""
    return {
        "job": job,
        "shop": store,
        "things": lambda amount: things(job, amount),
        "is_late": _is_late(job),
        "labels": lambda: labels_told(job),
    }
