"""Stop new work until a moment, of one method or all, or close the store now; and go on before that."""

from datetime import datetime

from associate.clock import now
from associate.core.acts.promises import (
    Moves,
    carry_out,
    holds_through,
    moves_of_resuming,
    promises_later,
    twin,
)
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import open_here
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.orders.incoming import Method
from associate.core.stores.closing import COLLECTABLE, UNTIL, lasting
from associate.core.stores.models import Closing, Store
from associate.core.stores.settings import changing, must_be_current, snapshot
from associate.errors import OutOfDate
from associate.words import _, later
from associate.workflows.settings.rules.columns import Said, saved

REASONS = {
    "weather": later("Weather"),
    "evacuation": later("Evacuation"),
    "stocktake": later("Stocktake"),
    "staff": later("Too few people"),
    "building": later("Something with the building"),
    "other": later("Something else"),
}


def moves_of_stopping(store: Store, what: str, until: datetime, why: str) -> Moves:
    """What it moves, and, of a closing, who is told. A hold that would end in it lasts longer."""
    after = twin(store, **_columns(what, until, why))
    promises = promises_later(twin(store), after)
    holds = holds_through(store, until) if what != "ship" else []
    moves = Moves(promises, holds)
    return Moves(promises, holds, _told(store, moves, why)) if what == "closed" else moves


def pause(
    store: Store, what: str, until: datetime, why: str, *, seen: str, intent: Intent, by: Actor
) -> Said:
    """`what`: a word of UNTIL. Raises OutOfDate("changed_since") where somebody changed it meanwhile."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        must_be_current(store, "pause", seen, snapshot(store, "pause"))
        moves = moves_of_stopping(store, what, until, why)
        for name, value in _columns(what, until, why).items():
            setattr(store, name, value)
        _carry_out(what, moves, until, by)
        wall = f"{until.astimezone(store.timezone):%Y-%m-%d %H:%M}"
        kind = "store.closed" if what == "closed" else "store.paused"
        record(kind, about=store, by=by, section="pause", what=what, until=wall, why=why)
        word = _("Closed") if what == "closed" else _("Paused")
        return answer(intent, **{**saved(len(moves.promises)), "word": word})


def resume(store: Store, what: str, *, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate("not_paused") when it goes on already."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        if what not in {each for each, _until in lasting(store)}:
            raise OutOfDate("not_paused", _("%(store)s isn’t paused any more.", store=store.name))
        moves = moves_of_resuming(store, what=[what])
        for name, value in _columns(what, None, "").items():
            setattr(store, name, value)
        carry_out(moves, by=by, why=_why(what))
        record("store.resumed", about=store, by=by, section="pause", what=what, at=now().isoformat())
        word = _("Open again") if what == "closed" else _("Goes on")
        return answer(intent, **{**saved(len(moves.promises)), "word": word})


def _carry_out(what: str, moves: Moves, until: datetime, by: Actor) -> None:
    """Of a closing each customer hears once, however much of it is theirs."""
    if what == "closed":
        carry_out(moves, by=by, why=_why(what), word="closed", cause=f"{until:%Y%m%d%H%M}")
    else:
        carry_out(moves, by=by, why=_why(what))


def _told(store: Store, moves: Moves, why: str) -> list[Fulfillment]:
    """Whose promise or hold moves, and who would stand before a closed door."""
    waiting = [] if why == COLLECTABLE else open_here(store, *WITH_CUSTOMER_TO_COME)
    moved = [move.job for move in (*moves.promises, *moves.holds)]
    return list({job.id: job for job in (*moved, *waiting) if job.method == Method.PICKUP}.values())


def _columns(what: str, until: datetime | None, why: str) -> dict[str, object]:
    known: dict[str, object] = {UNTIL[what]: until}
    if what != "closed":
        return known
    reason = (why if why in set(Closing) else Closing.OTHER) if until else ""
    return {**known, "closed_why": str(reason)}


def _why(what: str) -> str:
    return "closing" if what == "closed" else "pause"
