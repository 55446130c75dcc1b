"""From a sent form to the draft that the page shows: its problems, or its changes and what they do."""

from collections.abc import Callable
from typing import Any

from associate.core.events.record import Referable
from associate.core.stores.settings import Snapshot, differences, last_change, must_be_current
from associate.workflows.settings.forms.draft import Draft, is_agreed, mark_of
from associate.workflows.settings.forms.reading import Reader


def draft_of(
    reader: Reader,
    values: dict[str, Any],
    *,
    about: Referable,
    section: str,
    before: Snapshot,
    after: Callable[[], Snapshot],
    effects: Callable[[], list[str]],
    thing: str = "",
) -> Draft:
    """Raises OutOfDate("changed_since") unless it was agreed: then the rule asks, under its lock.

    `after` and `effects` are asked only where everything typed can be taken.
    """
    form, fine = reader.form, not reader.problems
    seen, agreed = form.get("seen", ""), is_agreed(form)
    if not agreed:
        must_be_current(about, section, seen, before, thing)
    changes = differences(before, after()) if fine else {}
    return Draft(
        typed=form,
        seen=seen,
        mark=mark_of(form) if changes else "",
        is_agreed=agreed and fine,
        problems=reader.problems,
        values=values,
        changes=changes,
        effects=effects() if changes and not agreed else [],
        last=last_change(about, section, thing),
        is_sent=True,
    )
