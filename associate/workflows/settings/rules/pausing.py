"""Close a store to new work until a moment, and open it again before."""

from datetime import datetime

from associate.clock import now
from associate.core.acts.promises import Moves, carry_out, moves_between, moves_of_resuming, twin
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.stores.models import Store
from associate.core.stores.settings import changing, must_be_current, snapshot
from associate.errors import OutOfDate
from associate.words import _, later
from associate.workflows.settings.rules.columns import Said, saved

REASONS = {
    "weather": later("Weather"),
    "staff": later("Too few people"),
    "stocktake": later("Stocktake"),
    "building": later("Something with the building"),
    "other": later("Something else"),
}


def moves_of_pausing(store: Store, until: datetime) -> Moves:
    """What the pause moves; of ready orders nothing, they stay collectable."""
    return Moves(moves_between(twin(store), twin(store, paused_until=until)).promises, [])


def pause(store: Store, until: datetime, why: str, *, seen: str, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate("changed_since") where somebody else paused or resumed it meanwhile."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        must_be_current(store, "pause", seen, snapshot(store, "pause"))
        moves = moves_of_pausing(store, until)
        store.paused_until = until
        carry_out(moves, by=by)
        wall = f"{until.astimezone(store.timezone):%Y-%m-%d %H:%M}"
        record("store.paused", about=store, by=by, section="pause", until=wall, why=why)
        return answer(intent, **{**saved(len(moves.promises)), "word": _("Paused")})


def resume(store: Store, *, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate("not_paused") when it goes on already."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        if not store.is_paused():
            raise OutOfDate("not_paused", _("%(store)s isn’t paused any more.", store=store.name))
        moves = moves_of_resuming(store)
        store.paused_until = None
        carry_out(moves, by=by)
        record("store.resumed", about=store, by=by, section="pause", at=now().isoformat())
        return answer(intent, **{**saved(len(moves.promises)), "word": _("Pickups go on")})
