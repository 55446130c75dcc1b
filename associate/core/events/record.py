"""The shop's diary: who did what to which thing, written in the same transaction as the deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from associate.bulk import insert_all
from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.publish import pass_on, pass_on_all
from associate.db import db, touch


class Referable(Protocol):
    @property
    def ref(self) -> str: ...


@dataclass(frozen=True)
class Actor:
    """Who does it. `ref` is "staff:7", "customer:12", "channel:2" or "system"; never a name. `source` is how
    a scan came in, where it is known: "wedge", "camera" or "typed". What was done without a network, or on
    paper, and comes now bears when that was (`made_at`, ISO) and by whom it is sent (`sent_by`, a ref)."""

    ref: str
    device_id: int | None = None
    source: str = ""
    made_at: str = ""
    sent_by: str = ""

    @property
    def told(self) -> dict[str, str]:
        """What it adds to the facts of each entry."""
        facts = {"source": self.source, "made_at": self.made_at, "sent_by": self.sent_by}
        return {name: said for name, said in facts.items() if said}

    @property
    def staff_id(self) -> int | None:
        kind, _, number = self.ref.partition(":")
        return int(number) if kind == "staff" else None


SYSTEM = Actor("system")


@dataclass(frozen=True)
class Entry:
    """What one of many events is about: a ref, and the order and store it belongs to."""

    about: str
    order_id: int | None
    store_id: int | None
    facts: dict[str, Any]


def record(kind: str, *, about: Referable, by: Actor, **facts: Any) -> Event:
    """Append one event, in the caller's transaction, and let the store's screens know.

    The thing it is about tells its `order_id` and `store_id` where it has them. Facts hold ids, codes
    and figures, never names or addresses: the journal can't be erased.
    """
    order_id = about.id if about.ref.startswith("order:") else getattr(about, "order_id", None)  # type: ignore[attr-defined]
    store_id = about.id if about.ref.startswith("store:") else getattr(about, "store_id", None)  # type: ignore[attr-defined]
    event = Event(
        kind=kind,
        about=about.ref,
        order_id=order_id,
        store_id=store_id,
        by=by.ref,
        device_id=by.device_id,
        facts=facts | by.told,
    )
    db.session.add(event)
    pass_on(kind, about.ref, order_id, store_id, facts, by=by.ref)
    touch(store_id)
    return event


def record_all(kind: str, entries: Sequence[Entry], *, by: Actor) -> None:
    """Append one event of this kind for each entry, in one statement: for what machines do in numbers."""
    at = now()
    actor = {"kind": kind, "by": by.ref, "device_id": by.device_id, "at": at}
    insert_all(Event, [{**vars(entry), **actor} for entry in entries])
    pass_on_all(kind, entries, by=by.ref)
    for store_id in {entry.store_id for entry in entries}:
        touch(store_id)
