"""Change what people choose from where they must say why."""

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.stores.models import Store
from associate.core.stores.reasons import Family, Offered, all_reasons, put_reasons
from associate.core.stores.settings import Snapshot, changing, differences, keep_change, must_be_current
from associate.words import _
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "reasons"


def state_of(reasons: list[Offered]) -> Snapshot:
    """What is offered, in order, as people read it."""
    return {"reasons": [reason.label for reason in reasons if reason.is_active]}


def full_state(reasons: list[Offered]) -> Snapshot:
    """All of it: two forms with the same stamp show the same."""
    return {"reasons": [[r.code, r.label, r.effect, r.is_active] for r in reasons]}


def save(
    store: Store, family: Family, reasons: list[Offered], *, seen: str, intent: Intent, by: Actor
) -> Said:
    """Raises OutOfDate("changed_since")."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        known = all_reasons(store.id, family)
        must_be_current(store, SECTION, seen, full_state(known), family.value)
        put_reasons(store.id, family, reasons)
        changes = differences(state_of(known), state_of(reasons))
        keep_change(store, SECTION, changes, by=by, thing=family.value)
        return answer(intent, **{**saved(), "what": _("People choose from these now.")})
