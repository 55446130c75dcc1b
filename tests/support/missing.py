"""Something that can’t be found, and what could go instead."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from associate.clock import as_of
from associate.core.acts.voting import ask_customer, run_out
from associate.core.catalog.models import Variant
from associate.core.events.commands import intent
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.votes import Vote
from associate.core.inventory import ledger
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.workflows.picking.forms import ShortForm
from associate.workflows.picking.rules.shorts import report_short

EVERYWHERE = ["floor", "back", "fitting", "returns"]


def slate(
    shop, units: int = 5, *, price: int = 8900, color: str = "Slate", sku: str = "HW-RJ-204-S"
) -> Variant:
    """The jacket in another color, with so many of it on Mill Quay’s floor."""
    with atomic():
        made = Variant(
            product_id=shop.jacket.product_id, sku=sku, size="M", color=color, price=price, currency="EUR"
        )
        db.session.add(made)
        db.session.flush()
        level_id = ledger.level_of(shop.mill_quay.id, made.id)
        ledger.receive(level_id, units, cause="test", by=SYSTEM)
    return made


def report(job: Fulfillment, variant: Variant, by: Staff, reason: str = "not_found") -> Task:
    """Looked everywhere: what is left of it isn’t here."""
    line = next(each for each in job.lines if each.variant_id == variant.id)
    meant = intent(uuid.uuid4().hex, "pick.short", by.actor, {})
    form = ShortForm(line=line.id, reason=reason, looked=EVERYWHERE)
    report_short(job, form, intent=meant, by=by.actor)
    find = sa.select(Task).where(Task.kind == TaskKind.SHORT, Task.done_at.is_(None))
    return db.session.scalars(find.order_by(Task.id.desc())).first()


def ask(task: Task, *offers: Variant, by: Staff) -> Vote:
    with atomic():
        return ask_customer(task, offers, by=by.actor)


def let_time_pass(vote: Vote) -> None:
    """Its time is over, and the worker comes by."""
    with as_of(vote.ends_at + timedelta(seconds=1)):
        run_out(vote)


def chosen_by_now(vote: Vote) -> tuple[str, str]:
    db.session.refresh(vote)
    return vote.state.value, vote.way


def open_short(job: Fulfillment) -> Task:
    find = sa.select(Task).where(Task.kind == TaskKind.SHORT, Task.done_at.is_(None), Task.about == job.ref)
    return db.session.scalars(find).one()
