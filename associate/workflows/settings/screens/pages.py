"""The pages about a store's own columns, and its pause."""

from datetime import datetime, timedelta
from typing import Any

from associate.clock import now
from associate.core.acts.promises import moves_of_resuming, twin
from associate.core.events.setting_words import OPTIONS
from associate.core.events.words import setting_words
from associate.core.fulfillment.coming import bay_places
from associate.core.fulfillment.waves import MODE_CHOICES
from associate.core.orders.incoming import Method
from associate.core.orders.wishes import OTHERWISE_WORDS
from associate.core.routing.promise import Promise, goal_by, ready_by
from associate.core.stores.closing import COLLECTABLE, UNTIL
from associate.core.stores.closing_words import WHAT, stops_of, wall
from associate.core.stores.methods import COLUMNS, METHOD_WORDS, WHYS
from associate.core.stores.models import Store
from associate.core.stores.settings import last_change, must_be_current, snapshot, stamp
from associate.money import to_major
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
from associate.workflows.settings.rules.columns import as_kept, has_orders, known_groups
from associate.workflows.settings.rules.pausing import REASONS, moves_of_stopping
from associate.workflows.settings.screens.drafting import draft_of
from associate.workflows.settings.screens.effects import effects_of, moves_words, told_words
from associate.workflows.settings.screens.example import example

LONGEST_PAUSE = timedelta(days=30)
USUAL_PAUSE = timedelta(hours=3)  # what the form begins with, cut to the hour


def open_page(section: str, store: Store) -> Draft:
    known = snapshot(store, section)
    shown = dict(known)
    if section == "parcels":
        shown |= {
            "groups": ", ".join(map(str, store.groups)),
            "ship_cost": to_major(store.ship_cost, store.currency),
        }
    if section == "methods":
        shown |= {f"why_{method}": why for method, why in store.methods_why.items()}
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
    soon = (now() + USUAL_PAUSE).astimezone(store.timezone)
    return opened(
        {"what": "pickup", "until_day": f"{soon:%Y-%m-%d}", "until_time": f"{soon:%H}:00"},
        stamp(snapshot(store, "pause")),
        last_change(store, "pause"),
    )


def draft_pause(store: Store, form: Any) -> Draft:
    reader = Reader(form)
    what = reader.choice("what", WHAT)
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
        values={"what": what, "until": until, "why": why},
        changes={UNTIL[what]: [None, wall(store, until)]} if until and fine else {},
        effects=pause_words(store, what, until, why) if until and fine and not agreed else [],
        last=last_change(store, "pause"),
        is_sent=True,
    )


def pause_words(store: Store, what: str, until: datetime, why: str) -> list[str]:
    moves = moves_of_stopping(store, what, until, why)
    method = Method.SHIP if what == "ship" else Method.PICKUP
    after = Promise(twin(store, **{UNTIL[what]: until}), Promise.of(store, method).load, method)
    return [
        _FIRST[what](),
        *(moves_words(moves, store, each=not moves.told) or [_("No promise moves.")]),
        *told_words(moves),
        _("New orders are promised from %(at)s on.", at=wall(store, after.ready_by(now()))),
        _("Ready orders can still be picked up.")
        if what != "closed" or why == COLLECTABLE
        else _("Nobody is asked to come before that. What is ready waits."),
    ]


_FIRST = {
    "pickup": lambda: _("This stops new pickups now."),
    "ship": lambda: _("No more parcels are sent here from now."),
    "all": lambda: _("This closes the store to new work now."),
    "closed": lambda: _("This closes the store now, whatever its hours say."),
}


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
        promised, goal = ready_by(store, now()), goal_by(store, now())
        return {
            "promised": wall(store, promised),
            "goal": wall(store, goal),
            "learned": store.learned_minutes,
        }
    if section == "shorts":
        return {"wishes": [(wish.value, words) for wish, words in OTHERWISE_WORDS.items()]}
    if section == "curbside":
        return {"bays": len(bay_places(store))}
    if section == "methods":
        return {"ways": [(way, COLUMNS[way], words) for way, words in METHOD_WORDS.items()], "whys": WHYS}
    if section == "parcels":
        return {"currency": store.currency, "known": known_groups(), "modes": MODE_CHOICES}
    return {"ways": [(way, setting_words(way), "") for way in VERIFY_BY]}


def pausing(store: Store) -> dict[str, Any]:
    """What stands still now with what going on moves, and the choices of the form."""
    stops = list(stops_of(store))
    return {
        "stopped": [(stop, moves_words(moves_of_resuming(store, what=[stop.what]), store)) for stop in stops],
        "whats": [(what, str(words), "") for what, words in WHAT.items()],
        "reasons": [(code, str(words), "") for code, words in REASONS.items()],
    }
