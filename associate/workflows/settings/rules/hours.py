"""Change when a store is open; what was promised for a time it is closed moves."""

from datetime import date

from associate.core.acts.promises import Moves, carry_out, moves_between, twin
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.stores.models import OpeningHours, SpecialDay, Store
from associate.core.stores.settings import Snapshot, changing, differences, keep_change, must_be_current
from associate.core.stores.week import (
    Special,
    Week,
    put_special,
    put_week,
    span_words,
    special_of,
    week_of,
)
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "hours"


def state_of(week: Week, special: Special) -> Snapshot:
    """Hours as the journal keeps them: "day_0" and "2026-12-24" → "09:00–20:00"."""
    days = {f"day_{day}": span_words(span) for day, span in week.items()}
    return days | {
        day.isoformat(): f"{span_words(span)} {name}".strip() for day, (name, span) in special.items()
    }


def kept_state(store: Store) -> Snapshot:
    return state_of(week_of(store), special_of(store))


def moves_of(store: Store, week: Week, special: Special) -> Moves:
    hours = [OpeningHours(weekday=day, opens=span[0], closes=span[1]) for day, span in week.items() if span]
    return moves_between(twin(store), twin(store, hours=hours, exceptions=_rows(special)))


def save(store: Store, week: Week, special: Special, *, seen: str, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate("changed_since")."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        before = kept_state(store)
        must_be_current(store, SECTION, seen, before)
        moves = moves_of(store, week, special)
        put_week(store, week)
        put_special(store, special)
        carry_out(moves, by=by)
        keep_change(store, SECTION, differences(before, state_of(week, special)), by=by)
        return answer(intent, **saved(len(moves.promises)))


def _rows(special: Special) -> list[SpecialDay]:
    return [_row(day, name, *(span or (None, None))) for day, (name, span) in special.items()]


def _row(day: date, name: str, opens, closes) -> SpecialDay:  # type: ignore[no-untyped-def]
    return SpecialDay(day=day, name=name, opens=opens, closes=closes)
