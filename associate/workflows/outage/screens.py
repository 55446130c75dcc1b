"""What people see: when the list was made, what was entered from it, and both sides of what doesn’t fit."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.core.fulfillment.delegates import delegates
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.outages import Fate, Happened, OutageEntry, OutagePack, pack_of
from associate.core.fulfillment.proof_words import IDS
from associate.core.fulfillment.states import State
from associate.core.fulfillment.walk import Stop, walk
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.reasons import Family, offered
from associate.core.stores.staff import Staff
from associate.db import db
from associate.words import _
from associate.workflows.outage.forms import WAYS

LATEST = 60  # entries on the page
TO_PICK = (State.RELEASED, State.PICKING)


@dataclass(frozen=True)
class Row:
    entry: OutageEntry
    who: str
    entered_by: str

    @property
    def paper(self) -> str:
        """ "Ana picked it at 14:20": one of the two sides."""
        at = wall_time(self.entry.fulfillment.store, self.entry.happened_at)
        facts = {"who": self.who, "at": at, "taker": self.entry.taken_by or _("somebody")}
        return {
            Happened.PICKED: lambda: _("%(who)s picked it at %(at)s.", **facts),
            Happened.NOT_FOUND: lambda: _("%(who)s couldn’t find it at %(at)s.", **facts),
            Happened.HANDED_OVER: lambda: _("%(who)s gave it to %(taker)s at %(at)s.", **facts),
            Happened.STAYED: lambda: _("%(who)s handed nothing over, %(at)s.", **facts),
        }[self.entry.kind]()


@dataclass(frozen=True)
class Page:
    pack: OutagePack | None
    open: list[Row]
    done: list[Row]


@dataclass(frozen=True)
class Form:
    """What may have happened to one order, as the list asks for it."""

    job: Fulfillment
    stops: list[Stop]
    people: list[Staff]
    reasons: list[tuple[str, str]]
    ways: list[str]
    again: Row | None
    names: list[str]

    @property
    def is_to_pick(self) -> bool:
        return self.job.state in TO_PICK and bool(self.stops)

    @property
    def ids(self) -> dict[str, str]:
        return {kind: str(words) for kind, words in IDS.items()}

    @property
    def shop_side(self) -> str:
        return shop_side(self.job)


def page(store: Store) -> Page:
    find = sa.select(OutageEntry).filter_by(store_id=store.id).options(joinedload(OutageEntry.fulfillment))
    latest = list(db.session.scalars(find.order_by(OutageEntry.id.desc()).limit(LATEST)))
    waits = find.where(OutageEntry.fate == Fate.CONFLICT, OutageEntry.settled_at.is_(None))
    still = list(db.session.scalars(waits.order_by(OutageEntry.id)))
    open_ = _rows(still)
    return Page(pack_of(store.id), open_, _rows([each for each in latest if each not in still]))


def form(job: Fulfillment, store: Store, again: OutageEntry | None) -> Form:
    stops = [stop for stop in walk(job) if stop.line.left]
    ways = [way for way in WAYS if way in store.verify_by]
    waits = again if again and again.is_open and again.fulfillment_id == job.id else None
    again_ = _rows([waits])[0] if waits else None
    return Form(job, stops, _people(store), _reasons(store), ways, again_, _names(job))


def _names(job: Fulfillment) -> list[str]:
    """Who may take it: the customer, whom they named, and whoever has a code of their own."""
    order = job.order
    known = (f"{order.first_name} {order.last_name}".strip(), order.pickup_person)
    return list(dict.fromkeys(filter(None, (*known, *(each.name for each in delegates(job))))))


def shop_side(job: Fulfillment) -> str:
    """ "HW-1001 is being picked since 14:09, by Priya": the other side."""
    facts = {"number": job.number, "state": job.state.words, "at": wall_time(job.store, job.state_since)}
    if job.state == State.PICKING and job.owner:
        return _("%(number)s is %(state)s since %(at)s, by %(who)s.", who=job.owner.first_name, **facts)
    return _("%(number)s is %(state)s since %(at)s.", **facts)


def _rows(entries: list[OutageEntry]) -> list[Row]:
    names = first_names([ref for each in entries for ref in (each.done_by, each.entered_by)])
    return [Row(each, names.get(each.done_by, ""), names.get(each.entered_by, "")) for each in entries]


def _people(store: Store) -> list[Staff]:
    """Who may have written on it, by first name."""
    here = sa.or_(Staff.store_id == store.id, Staff.store_id.is_(None))
    find = sa.select(Staff).where(Staff.is_active, here).order_by(Staff.first_name, Staff.id)
    return [staff for staff in db.session.scalars(find) if staff.can("pick")]


def _reasons(store: Store) -> list[tuple[str, str]]:
    return [(each.code, each.label) for each in offered(store.id, Family.SHORT)]
