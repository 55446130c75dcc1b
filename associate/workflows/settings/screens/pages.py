"""The pages about a store's own columns, and its pause."""

from datetime import datetime, timedelta
from typing import Any

from associate.clock import now
from associate.core.acts.promises import moves_of_resuming, twin
from associate.core.events.setting_words import OPTIONS
from associate.core.events.words import setting_words
from associate.core.routing.promise import ready_by
from associate.core.stores.models import Store
from associate.core.stores.settings import last_change, must_be_current, snapshot, stamp
from associate.words import _, language
from associate.workflows.settings.forms.columns import (
    MEDIA,
    READERS,
    VERIFY_BY,
    country_names,
    read_store,
    zones,
)
from associate.workflows.settings.forms.draft import Draft, is_agreed, mark_of, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.rules.columns import as_kept, has_orders
from associate.workflows.settings.rules.pausing import REASONS, moves_of_pausing
from associate.workflows.settings.screens.drafting import draft_of
from associate.workflows.settings.screens.effects import effects_of, moves_words, wall
from associate.workflows.settings.screens.example import example

LONGEST_PAUSE = timedelta(days=30)


def open_page(section: str, store: Store) -> Draft:
    known = snapshot(store, section)
    shown = dict(known)
    if section == "hold":
        shown |= {f"by_{place}": medium for place, medium in enumerate(store.messages_by, 1)}
    return opened(shown, stamp(known), last_change(store, section))


def draft_page(section: str, store: Store, form: Any) -> Draft:
    reader = Reader(form)
    if section == "store":
        values = read_store(reader, store, has_orders=has_orders(store))
    else:
        values = READERS[section](reader, store)
    return draft_of(
        reader,
        values,
        about=store,
        section=section,
        before=snapshot(store, section),
        after=lambda: as_kept(values),
        effects=lambda: effects_of(section, store, values),
    )


def open_pause(store: Store) -> Draft:
    tomorrow = (now() + timedelta(days=1)).astimezone(store.timezone)
    return opened(
        {"until_day": f"{tomorrow:%Y-%m-%d}", "until_time": "09:00"},
        stamp(snapshot(store, "pause")),
        last_change(store, "pause"),
    )


def draft_pause(store: Store, form: Any) -> Draft:
    reader = Reader(form)
    until, why = _until(reader, store), reader.choice("why", REASONS)
    state, agreed = snapshot(store, "pause"), is_agreed(form)
    if not agreed:
        must_be_current(store, "pause", form.get("seen", ""), state)
    fine = until is not None and not reader.problems
    return Draft(
        typed=form,
        seen=form.get("seen", ""),
        mark=mark_of(form) if fine else "",
        is_agreed=agreed and fine,
        problems=reader.problems,
        values={"until": until, "why": why},
        changes={"paused_until": [None, wall(store, until)]} if until and fine else {},
        effects=pause_words(store, until) if until and fine and not agreed else [],
        last=last_change(store, "pause"),
        is_sent=True,
    )


def pause_words(store: Store, until: datetime) -> list[str]:
    moves = moves_of_pausing(store, until)
    return [
        _("This closes the store to new work now."),
        *(moves_words(moves, store) or [_("No promise moves.")]),
        _(
            "New orders are promised from %(at)s on.",
            at=wall(store, ready_by(twin(store, paused_until=until), now())),
        ),
        _("Ready orders can still be picked up."),
    ]


def _until(reader: Reader, store: Store) -> datetime | None:
    """The moment on the store's wall; where the clocks skip it, what they show instead."""
    day, clock = reader.day("until_day"), reader.clock("until_time")
    if day is None or clock is None:
        return None
    until = datetime.combine(day, clock, store.timezone)
    if until <= now():
        reader.wrong("until_time", _("That has passed. It is %(at)s there now.", at=wall(store, now())))
    elif until > now() + LONGEST_PAUSE:
        reader.wrong("until_day", _("At most %(days)d days.", days=LONGEST_PAUSE.days))
    return until


def around(section: str, store: Store, draft: Draft) -> dict[str, Any]:
    """What else a page shows: the choices of its fields, what is so today, an example."""
    if section == "store":
        return {
            "countries": country_names(language()),
            "zones": [(name, name.replace("_", " ")) for name in zones()],
            "has_orders": has_orders(store),
        }
    if section == "hold":
        fine = {} if draft.problems else draft.values
        return {"steps": example(store, fine), "media": [(medium, OPTIONS[medium]) for medium in MEDIA]}
    if section == "pickups":
        resumed = moves_words(moves_of_resuming(store), store) if store.is_paused() else []
        return {"promised": wall(store, ready_by(store, now())), "resumed": resumed}
    return {"ways": [(way, setting_words(way), "") for way in VERIFY_BY]}


def pause_reasons() -> list[tuple[str, str, str]]:
    return [(code, str(words), "") for code, words in REASONS.items()]
