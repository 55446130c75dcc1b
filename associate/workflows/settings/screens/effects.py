"""What a change does, in sentences, before it is saved."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.promises import Moved, Moves, moves_between, twin
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import ON_THE_FLOOR, OPEN, WITH_CUSTOMER_TO_COME
from associate.core.fulfillment.waves import PickMode
from associate.core.routing.promise import ready_by
from associate.core.stores.closing_words import wall
from associate.core.stores.models import Store
from associate.core.stores.settings import FIELDS
from associate.core.stores.zones import zones_to_pick
from associate.db import db
from associate.words import _, later, ngettext

NAMED = 5  # orders that one preview lists


def effects_of(section: str, store: Store, values: dict[str, Any]) -> list[str]:
    """The sentences for this section's new values; `values` as the form's reader gave them."""
    return EFFECTS[section](store, values)


def moves_words(moves: Moves, store: Store, *, each: bool = True) -> list[str]:
    """ "4 promises move.", then each of the first few. `each`: customers are told of each by itself."""
    words = []
    if n := len(moves.promises):
        words.append(ngettext("%(num)d promise moves.", "%(num)d promises move.", n))
        words += [moved_words(moved, store) for moved in moves.promises[:NAMED]]
        words.append(_("The customer’s page says the new time at once."))
    if n := len(moves.holds):
        words.append(
            ngettext(
                "%(num)d ready order waits longer: its last day would be closed.",
                "%(num)d ready orders wait longer: their last day would be closed.",
                n,
            )
        )
        words += [moved_words(moved, store) for moved in moves.holds[:NAMED]]
        if each:
            words.append(_("Their customers are told."))
    return words


def told_words(moves: Moves) -> list[str]:
    n = len(moves.told)
    return [ngettext("%(num)d customer is told.", "%(num)d customers are told.", n)] if n else []


def moved_words(moved: Moved, store: Store) -> str:
    """ "HW-1001: 14:00 → Mon 23 Nov 10:00"."""
    before, after = wall(store, moved.before), wall(store, moved.after)
    return str(_("%(number)s: %(before)s → %(after)s", number=moved.job.number, before=before, after=after))


def _of_store(store: Store, values: dict[str, Any]) -> list[str]:
    words = []
    if values["zone"] != store.zone:
        after = twin(store, zone=values["zone"])
        words.append(
            _("The clock on the wall there says %(at)s now.", at=f"{now().astimezone(after.timezone):%H:%M}")
        )
        words += moves_words(moves_between(twin(store), after), after)
    if values["name"] != store.name:
        words.append(_("Messages and customers’ pages say %(name)s from now.", name=values["name"]))
    address = ("street", "postcode", "city", "country", "phone", "latitude", "longitude")
    if any(values[field] != getattr(store, field) for field in address):
        words.append(_("Customers’ pages and new messages send people there from now."))
    if values["locale"] != store.locale:
        words.append(_("Whoever chose no language of their own reads the new one."))
    return words


def _of_pickups(store: Store, values: dict[str, Any]) -> list[str]:
    was, will = ready_by(store, now()), ready_by(twin(store, **_rules(values)), now())
    words = [
        _(
            "An order placed now would be promised for %(at)s. Today’s rule says %(was)s.",
            at=wall(store, will),
            was=wall(store, was),
        )
    ]
    if n := _count(store, *ON_THE_FLOOR):
        words.append(
            ngettext("%(num)d open order keeps its promise.", "%(num)d open orders keep their promise.", n)
        )
    return words


def _rules(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in FIELDS["pickups"]}


def _of_parcels(store: Store, values: dict[str, Any]) -> list[str]:
    words = []
    if values["groups"] != store.groups:
        words.append(_("Rules that name a group know the new ones at once."))
    if values["pick_mode"] != store.pick_mode:
        words.append(_("The next walk begins so. Whoever starts it may still choose."))
        if values["pick_mode"] == PickMode.ZONE and not zones_to_pick(store.id):
            words.append(_("The shelves need two zones first. Until then things are sorted while picking."))
    return words


def _of_methods(store: Store, values: dict[str, Any]) -> list[str]:
    said = {column: words for column, words in SWITCHED.items() if values[column] != getattr(store, column)}
    return [str(on if values[column] else off) for column, (on, off) in said.items()]


SWITCHED = {
    "pickups": (
        later("New pickups are taken in from now, and those that waited for it."),
        later("New pickups wait for a manager to choose a store. What is begun goes on."),
    ),
    "curbside": (
        later("Customers can say from now that they come by car."),
        later("Customers only come to the counter from now. Who is on the way is still served."),
    ),
    "ships": (
        later("New parcels may be routed here from now."),
        later("No new parcel is routed here. What is begun goes on."),
    ),
    "takes_returns": (
        later("Returns are opened at the counter from now."),
        later("No return is opened here, and links say so. What is begun goes on."),
    ),
}
"""Column of a way → what it means to switch it on, and off."""


def _of_counter(store: Store, values: dict[str, Any]) -> list[str]:
    words = []
    if values["typing_allowed"] != store.typing_allowed:
        words.append(
            _("Codes can be typed where they don’t scan.")
            if values["typing_allowed"]
            else _("Codes can only be scanned: nobody can type one.")
        )
    if values["cash_on_pickup"] != store.cash_on_pickup:
        words.append(
            _("Orders to be paid at pickup start at once.")
            if values["cash_on_pickup"]
            else _("New orders to be paid at pickup wait for their payment. What is begun goes on.")
        )
    if gone := [how for how in store.verify_by if how not in values["verify_by"]]:
        words.append(
            ngettext(
                "%(num)d way to know a customer goes away, from the next handover.",
                "%(num)d ways to know a customer go away, from the next handover.",
                len(gone),
            )
        )
    if values["undo_minutes"] != store.undo_minutes:
        words.append(
            ngettext(
                "Anyone can take a handover back for %(num)d minute, a lead also later.",
                "Anyone can take a handover back for %(num)d minutes, a lead also later.",
                values["undo_minutes"],
            )
        )
    return words


def _of_hold(store: Store, values: dict[str, Any]) -> list[str]:
    words = []
    if values["hold_days"] != store.hold_days and (n := _count(store, *WITH_CUSTOMER_TO_COME)):
        words.append(
            ngettext("%(num)d ready order keeps its date.", "%(num)d ready orders keep their date.", n)
        )
    if values["hold_days"] != store.hold_days:
        words.append(
            ngettext("New ones wait %(num)d day.", "New ones wait %(num)d days.", values["hold_days"])
        )
    if values["refunds_uncollected"] != store.refunds_uncollected:
        words.append(_("It counts for what goes back from now on."))
    if values["messages_by"] != store.messages_by:
        words.append(_("A customer who chose a way of their own keeps it."))
    return words


def _count(store: Store, *states: Any) -> int:
    find = sa.select(sa.func.count()).where(Fulfillment.store_id == store.id, Fulfillment.state.in_(states))
    return db.session.scalar(find) or 0


def _of_shorts(store: Store, values: dict[str, Any]) -> list[str]:
    words = []
    if values["vote_minutes"] != store.vote_minutes or values["vote_default"] != store.vote_default:
        words.append(_("Who is asked already keeps what their page says."))
    if values["honors_price"] != store.honors_price:
        words.append(
            _("You pay what a substitute costs more.")
            if values["honors_price"]
            else _("Dearer substitutes aren’t offered any more.")
        )
    return words


def _of_curbside(store: Store, values: dict[str, Any]) -> list[str]:
    words = []
    if any(values[name] != getattr(store, name) for name in CLOCKS):
        words.append(_("The new minutes hold at once, also for cars that wait now."))
    if values["window_minutes"] != store.window_minutes and (n := _with_a_time(store)):
        words.append(
            ngettext(
                "%(num)d customer keeps the time they chose.",
                "%(num)d customers keep the time they chose.",
                n,
            )
        )
    if values["pickups_a_window"] != store.pickups_a_window:
        words.append(_("What is full shows as full. Nobody loses a time they chose."))
    return words


CLOCKS = (
    "car_minutes",
    "car_minutes_unannounced",
    "lead_alarm_minutes",
    "manager_alarm_minutes",
    "claim_minutes",
)


def _with_a_time(store: Store) -> int:
    find = sa.select(sa.func.count()).where(Fulfillment.store_id == store.id, Fulfillment.state.in_(OPEN))
    return db.session.scalar(find.where(Fulfillment.window_at > now())) or 0


EFFECTS: dict[str, Callable[[Store, dict[str, Any]], list[str]]] = {
    "store": _of_store,
    "methods": _of_methods,
    "pickups": _of_pickups,
    "counter": _of_counter,
    "parcels": _of_parcels,
    "hold": _of_hold,
    "curbside": _of_curbside,
    "shorts": _of_shorts,
}
