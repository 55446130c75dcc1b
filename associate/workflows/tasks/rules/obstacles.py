"""Somebody who works here says what keeps them from it: two taps, a case for a manager."""

from typing import Any

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.events.task_words import OBSTACLES
from associate.core.orders.cards import mask_cards
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import note_on, open_task
from associate.db import atomic
from associate.errors import Refused
from associate.words import _

LONGEST = 80  # characters of a page's path


def say_so(
    what: str, words: str, page: str, store: Store | None, *, intent: Intent, by: Actor
) -> dict[str, Any]:
    """One open task for one cause and page of a store, however many say it. `words` may be empty.

    Raises Refused("no_cause").
    """
    if what not in OBSTACLES:
        raise Refused("no_cause", _("Choose what it is."))
    store_id, page = store.id if store else None, page[:LONGEST]
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        key = f"{store_id or 0}:{what}:{page}"
        task = open_task(TaskKind.GOT_IN_WAY, key, by=by, store_id=store_id, what=what, page=page)
        note_on(task, "said", by=by, words=mask_cards(words.strip())[:200])
        return answer(intent, task=task.id)
