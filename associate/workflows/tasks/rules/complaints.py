"""A complaint is written down, and made good."""

from typing import Any

from associate.core.acts.complaints import complain, make_good
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.orders.cards import mask_cards
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _
from associate.workflows.tasks.rules.owning import must_be_open, must_have_words


def note(
    order: Order, what: str, words: str, store: Store | None, *, intent: Intent, by: Actor
) -> dict[str, Any]:
    """Raises Refused: "no_cause", "note_missing"."""
    must_have_words(words)
    with atomic(order):
        if (done := answered(intent)) is not None:
            return done
        said = mask_cards(words.strip())[:200]
        task = complain(order, what, said, store_id=store.id if store else None, by=by)
        return answer(intent, task=task.id)


def see_to(
    task: Task, outcome: str, amount: int, words: str, staff: Staff, *, intent: Intent, by: Actor
) -> dict[str, Any]:
    """Raises Refused("other_kind"), ("note_missing"), and what make_good raises."""
    if task.kind != TaskKind.COMPLAINT:
        raise Refused("other_kind", _("This task asks for something else. Open it again."))
    must_have_words(words)
    with atomic(db.session.get_one(Order, task.order_id), task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        make_good(task, outcome, amount, mask_cards(words.strip())[:200], staff=staff, by=by)
        return answer(intent, task=task.id)
