"""What was sent of what was done offline: one's own of a day, and what waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.floor import is_anothers
from associate.core.acts.offline import step_words
from associate.core.events.models import Event
from associate.core.fulfillment.journal_words import sentences
from associate.core.fulfillment.offline import Fate, OfflineStep
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.staff import Staff
from associate.db import db
from associate.errors import Missing
from associate.words import _, ngettext

SHOWN = timedelta(days=1)
MOST = 200


@dataclass(frozen=True)
class Row:
    """One step. `theirs` is what somebody else did meanwhile, latest last."""

    step: OfflineStep
    words: str
    is_mine: bool
    sender: str  # empty: whoever made it
    other: str
    theirs: Sequence[str] = ()
    is_anothers: bool = False  # somebody else works at it now: it has to be taken over first


@dataclass(frozen=True)
class Outbox:
    rows: list[Row]

    @property
    def headline(self) -> str:
        """ "6 sent. 1 needs you, 1 was refused."."""
        fates = [row.step.fate for row in self.rows if row.step.fate == Fate.APPLIED or row.step.is_open]
        n, conflicts, refused = (fates.count(fate) for fate in (Fate.APPLIED, Fate.CONFLICT, Fate.REFUSED))
        if not (n or conflicts or refused):
            return str(_("All of it is settled") if self.rows else _("Nothing was done offline"))
        sent = ngettext("%(num)d sent.", "%(num)d sent.", n)
        more = [
            ngettext("%(num)d needs you", "%(num)d need you", conflicts) if conflicts else "",
            ngettext("%(num)d was refused", "%(num)d were refused", refused) if refused else "",
        ]
        rest = ", ".join(str(each) for each in more if each)
        return f"{sent} {rest}." if rest else str(sent)

    @property
    def since(self) -> datetime | None:
        return min((row.step.done_at for row in self.rows), default=None)

    @property
    def until(self) -> datetime | None:
        return max((row.step.done_at for row in self.rows), default=None)


def outbox(store: Store, me: Staff) -> Outbox:
    """What waits for a person comes first, then the latest."""
    waits = sa.and_(OfflineStep.fate != Fate.APPLIED, OfflineStep.settled_at.is_(None))
    mine = OfflineStep.staff_id == me.id
    recent = sa.and_(mine, OfflineStep.sent_at > now() - SHOWN)
    whose = waits if me.can("see_tasks") else sa.and_(waits, mine)
    find = sa.select(OfflineStep).where(OfflineStep.store_id == store.id, sa.or_(recent, whose))
    steps = list(db.session.scalars(find.order_by(OfflineStep.id.desc()).limit(MOST)).unique())
    steps.sort(key=lambda step: (not step.is_open, step.fate == Fate.REFUSED))
    names = first_names({step.sent_by for step in steps} | {step.changed_by for step in steps})
    return Outbox([_row(step, me, names) for step in steps])


def step_here(step_id: int, store: Store, me: Staff) -> OfflineStep:
    """One's own, or any of the store for whoever sees its tasks. Raises Missing."""
    step = db.session.get(OfflineStep, step_id)
    if step is None or step.store_id != store.id or not (step.staff_id == me.id or me.can("see_tasks")):
        raise Missing("no_step", _("There’s no such step here."))
    return step


def _row(step: OfflineStep, me: Staff, names: dict[str, str]) -> Row:
    sender = "" if step.sent_by == step.staff.ref else names.get(step.sent_by, "")
    other = names.get(step.changed_by, "")
    theirs = _theirs(step) if step.is_open and step.fate == Fate.CONFLICT else ()
    owned = step.is_open and is_anothers(step.fulfillment, me.actor)
    return Row(step, step_words(step), step.staff_id == me.id, sender, other, theirs, owned)


def _theirs(step: OfflineStep) -> Sequence[str]:
    """What the journal says that the other one did with the job since that screen was drawn."""
    find = sa.select(Event).where(Event.about == step.fulfillment.ref, Event.by == step.changed_by)
    find = find.where(Event.at > step.seen_at, Event.at <= step.sent_at)
    events = db.session.scalars(find.order_by(Event.id.desc()).limit(3)).all()
    return sentences(events[::-1])
