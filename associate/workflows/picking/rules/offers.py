"""Offer the customer something else, or note what they agreed to."""

from collections.abc import Collection

from associate.core.acts.deciding import Choice, Way, carry_out
from associate.core.acts.floor import Said
from associate.core.acts.returning.desk import must_not_be_own
from associate.core.acts.voting import ask_customer, must_cost_no_more
from associate.core.catalog.models import Variant
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.stores.hours import wall_time
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.picking.rules.unscans import line_here


def short_task(line: FulfillmentLine) -> Task:
    """Raises OutOfDate("task_done") where it was decided what becomes of it, or nothing of it is missing."""
    task = task_of(TaskKind.SHORT, str(line.id))
    if task is None:
        raise OutOfDate(
            "task_done", _("Nothing of the %(name)s is missing any more.", name=line.variant.name)
        )
    return task


def offer(job: Fulfillment, line_id: int, variant_ids: Collection[int], *, intent: Intent, by: Actor) -> Said:
    """The customer is asked. Raises what line_here, short_task and ask_customer raise."""
    with atomic(job.order, job):
        if (done := answered(intent)) is not None:
            return done
        vote = ask_customer(short_task(line_here(job, line_id)), _variants(variant_ids), by=by)
        until = wall_time(job.store, vote.ends_at)
        what = _("They choose until %(at)s. Go on with the rest.", at=until)
        return answer(intent, kind="ok", word=_("Customer asked"), what=what)


def agree(job: Fulfillment, line_id: int, variant_ids: Collection[int], *, intent: Intent, by: Actor) -> Said:
    """The customer said yes to this one, on the phone or in the store. Raises Refused("choose_one") for
    none or several, "own_order", "dearer", and what take_instead raises."""
    with atomic(job.order, job):
        if (done := answered(intent)) is not None:
            return done
        chosen = _variants(variant_ids)
        if len(chosen) != 1:
            raise Refused("choose_one", _("Choose the one thing they agreed to."))
        line = line_here(job, line_id)
        task = short_task(line)
        must_not_be_own(job.order, by)
        must_cost_no_more(line.order_line, chosen[0], job)
        carry_out(task, Choice(Way.SUBSTITUTE, chosen[0], chosen[0].price), by=by)
        return answer(intent, kind="ok", word=_("Noted"), what=_("Pick the %(name)s.", name=chosen[0].name))


def _variants(ids: Collection[int]) -> list[Variant]:
    found = [db.session.get(Variant, each) for each in dict.fromkeys(ids)]
    return [variant for variant in found if variant is not None]
