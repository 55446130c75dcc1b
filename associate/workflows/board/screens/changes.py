"""What was changed lately in this store: who, what, why; and whether it can still be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.fulfillment.interventions import (
    LATELY,
    Intervention,
    InterventionKind,
    interventions_lately,
)
from associate.core.stores.closing_words import wall
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.reasons import Family, all_reasons
from associate.db import db
from associate.words import _
from associate.workflows.board.rules.undoing import last_events

MOST = 8
STOPPING = ("store.paused", "store.closed", "store.resumed")


@dataclass(frozen=True)
class Changed:
    """`id`: of what can be taken back still, else 0."""

    at: datetime
    what: str
    by: str
    why: str = ""
    number: str = ""
    id: int = 0
    undone_by: str = ""


def changed_lately(store: Store) -> list[Changed]:
    """Of the last day, the newest first."""
    found, stops = interventions_lately(store, most=MOST), _stops(store)
    names = first_names(_refs(found) | {event.by for event in stops})
    labels = {reason.code: reason.label for reason in all_reasons(store.id, Family.WORK)} if found else {}
    last = last_events([change.fulfillment for change in found])
    changes = [_changed(change, store, names, labels, last) for change in found]
    changes += [Changed(e.at, describe(e.kind, e.facts), names.get(e.by, "")) for e in stops]
    return sorted(changes, key=lambda change: change.at, reverse=True)[:MOST]


def _changed(
    change: Intervention,
    store: Store,
    names: Mapping[str, str],
    labels: Mapping[str, str],
    last: Mapping[tuple[str, str], int],
) -> Changed:
    job = change.fulfillment
    can_undo = change.undone_at is None and last.get((job.ref, change.kind.aspect)) == change.event_id
    why = ": ".join(filter(None, (labels.get(change.reason, change.reason), change.note)))
    return Changed(
        change.at,
        _what(change, store, names),
        names.get(change.by, ""),
        why,
        job.number,
        change.id if can_undo else 0,
        names.get(change.undone_by, "") if change.undone_at else "",
    )


def _what(change: Intervention, store: Store, names: Mapping[str, str]) -> str:
    number = change.fulfillment.number
    if change.kind == InterventionKind.GIVEN:
        to = names.get(f"staff:{change.after['owner']}", "")
        if to:
            return _("%(number)s given to %(name)s", number=number, name=to)
        return _("%(number)s is anybody’s again", number=number)
    if change.kind == InterventionKind.PROMISED:
        at = wall(store, datetime.fromisoformat(change.after["at"]))
        return _("%(number)s promised for %(at)s", number=number, at=at)
    if change.kind == InterventionKind.PAUSED:
        at = wall(store, datetime.fromisoformat(change.after["until"]))
        return _("%(number)s paused until %(at)s", number=number, at=at)
    if change.kind == InterventionKind.WENT_ON:
        return _("%(number)s goes on", number=number)
    if change.kind == InterventionKind.FIRST:
        return _("%(number)s put first", number=number)
    return _("%(number)s back in its turn", number=number)


def _refs(found: list[Intervention]) -> set[str]:
    owners = {f"staff:{change.after['owner']}" for change in found if change.after.get("owner")}
    return (
        owners | {change.by for change in found} | {change.undone_by for change in found if change.undone_by}
    )


def _stops(store: Store) -> list[Event]:
    """Of the store alone there are few events: its settings, and what stopped it."""
    find = sa.select(Event).where(
        Event.about == store.ref, Event.kind.in_(STOPPING), Event.at > now() - LATELY
    )
    return list(db.session.scalars(find.order_by(Event.id.desc()).limit(MOST)))
