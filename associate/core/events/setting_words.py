"""A changed setting as people read it: what it is called, what it was, what it is."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.core.events.method_words import WHYS
from associate.core.events.return_rule_words import RULE_LABELS, RULE_OPTIONS
from associate.words import _, later, ngettext

MOST = 4  # changes that one sentence names
LONGEST = 80  # characters of a value

CHANGED = (
    "routing_rule.changed",
    "buffer_rule.changed",
    "return_rule.changed",
    "store.changed",
    "channel.changed",
    "box.changed",
    "carrier_account.changed",
    "payment_account.changed",
)
"""What a settings page writes down as before → after."""

LABELS: dict[str, Any] = {
    "name": later("Name"),
    "street": later("Street"),
    "postcode": later("Postcode"),
    "city": later("City"),
    "region": later("State or province"),
    "country": later("Country"),
    "phone": later("Phone"),
    "latitude": later("Latitude"),
    "longitude": later("Longitude"),
    "zone": later("Time zone"),
    "shelf_zone": later("Zone"),
    "zones": later("Zones"),
    "currency": later("Currency"),
    "locale": later("Language"),
    "paused_until": later("All new orders paused until"),
    "pickup_paused_until": later("Pickups paused until"),
    "shipping_paused_until": later("Parcels paused until"),
    "closed_until": later("Closed until"),
    "lead_minutes": later("Minutes from order to promise"),
    "cutoff_minutes": later("Minutes before close for the last order of the day"),
    "minutes_an_order": later("Minutes of work for an order"),
    "people_percent": later("Percent of the people on shift who pick"),
    "orders_a_day": later("Orders a day at most"),
    "orders_an_hour": later("Orders an hour at most"),
    "pickups": later("Hands out pickups"),
    "ships": later("Sends parcels"),
    "takes_returns": later("Takes returns"),
    "methods_why": later("Why not"),
    "ship_cost": later("Cost of a usual parcel"),
    "paper": later("Paper of its page printer"),
    "pick_mode": later("Several orders at once are"),
    "transfer_days": later("Days things are set aside for another store"),
    "groups": later("Groups"),
    "typing_allowed": later("Codes may be typed"),
    "cash_on_pickup": later("Pay at pickup"),
    "captures_at_ready": later("Take the money when it’s ready"),
    "reserve_hours": later("Hours unpaid things are put aside"),
    "own_count_units": later("Units a day of their own counts that a person accepts alone"),
    "verify_by": later("Ways to know a customer"),
    "undo_minutes": later("Minutes to undo a handover"),
    "curbside": later("Brings orders out to cars"),
    "car_minutes": later("Minutes to be at an announced car"),
    "car_minutes_unannounced": later("Minutes to be at a car that came without notice"),
    "lead_alarm_minutes": later("Minutes until the lead hears of a car nobody took"),
    "manager_alarm_minutes": later("Minutes until a manager does"),
    "claim_minutes": later("Minutes a runner has to get to the car"),
    "window_minutes": later("Minutes of a pickup time"),
    "pickups_a_window": later("Pickups in one pickup time"),
    "vote_minutes": later("Minutes to choose a substitute"),
    "vote_default": later("If nobody chooses"),
    "honors_price": later("Dearer things may be offered at the old price"),
    "hold_days": later("Days a ready order waits"),
    "hot_minutes": later("Minutes hot food waits"),
    "extend_days": later("Days an extension adds"),
    "refunds_uncollected": later("Gives the money back when nobody came"),
    "remind_hours": later("Hours until the reminder"),
    "remind_last_day": later("Reminder on the last day"),
    "quiet_from": later("Quiet from"),
    "quiet_until": later("Quiet until"),
    "messages_by": later("Messages go by"),
    "day_0": later("Monday"),
    "day_1": later("Tuesday"),
    "day_2": later("Wednesday"),
    "day_3": later("Thursday"),
    "day_4": later("Friday"),
    "day_5": later("Saturday"),
    "day_6": later("Sunday"),
    "code": later("Code"),
    "kind": later("Kind"),
    "temperature": later("Temperature"),
    "capacity": later("Spaces"),
    "is_active": later("In use"),
    "walk": later("Walking order"),
    "reasons": later("Reasons"),
    "short": later("Why an item can’t be picked"),
    "refusal": later("Why a customer doesn’t take something"),
    "cancel": later("Why an order is canceled"),
    "override": later("Why a manager lets something pass"),
    "return": later("Why a customer brings something back"),
    "prefix": later("Prefix"),
    "base_url": later("Address of its API"),
    "access_token": later("Key of its API"),
    "locations": later("Its places"),
    "gift_flags": later("What says that it’s a gift"),
    "gift_notes": later("What holds the words to a gift"),
    "ships_from_stores": later("Our stores send its orders"),
    "action": later("What it does"),
    "units": later("Units kept back"),
    "category": later("Category"),
    "tag": later("Tag"),
    "store": later("Store"),
    "store_group": later("Store group"),
    "channel": later("Web shop"),
    "safety": later("Safety stock"),
    "threshold": later("Not shown to a web shop"),
    "minimum": later("Minimum to route"),
    "filter_all_items": later("Only with all items"),
    "filter_groups_in": later("Only in these groups"),
    "filter_groups_out": later("Not in these groups"),
    "filter_min_stock": later("Only with the minimum to route"),
    "filter_open": later("Only those open now"),
    "filter_safety": later("Leaves the safety stock"),
    "filter_same_country": later("Only in the customer’s country"),
    "filter_within_km": later("Within so many km"),
    "park_days": later("Canceled after so many days"),
    "rules": later("Rules, in order"),
    "sorts": later("Whom it prefers"),
    "split_above": later("Split from this order value on"),
    "wins_stock": later("Whose stock stands"),
    "wins_price": later("Whose prices stand"),
    "wins_tax": later("Whose taxes stand"),
    "wins_customer": later("Whose customers stand"),
    "tax_class": later("Tax class"),
    "basis_points": later("Hundredths of a percent"),
    "since": later("From this day on"),
    "inner_length_mm": later("Length inside, mm"),
    "inner_width_mm": later("Width inside, mm"),
    "inner_height_mm": later("Height inside, mm"),
    "outer_length_mm": later("Length outside, mm"),
    "outer_width_mm": later("Width outside, mm"),
    "outer_height_mm": later("Height outside, mm"),
    "weight_g": later("Weight when empty, g"),
    "max_g": later("What it carries, g"),
    "is_mailer": later("A soft mailer"),
    "key": later("Name in its webhook address"),
    "platform": later("Platform"),
    "api_key": later("Key of its API"),
    "label": later("File of its labels"),
    "service": later("Service without another choice"),
    "carrier": later("Whose rule weighs size"),
    "has_forms": later("It has a manifest of its own"),
    "subject": later("Subject"),
    "body": later("Text"),
    **RULE_LABELS,
}

OPTIONS: dict[str, Any] = {
    "email": later("email"),
    "sms": later("text message"),
    "push": later("push"),
    "closed": later("closed"),
    "shelf": later("shelf"),
    "staging": later("place for bags"),
    "put_back": later("put-back place"),
    "bay": later("bay"),
    "ambient": later("room temperature"),
    "chilled": later("chilled"),
    "frozen": later("frozen"),
    "hot": later("hot"),
    "assign": later("one store sends all of it"),
    "split": later("several stores may share it"),
    "park": later("it waits"),
    "distance": later("nearest first"),
    "balance": later("most of it left first"),
    "capacity": later("most room in its day first"),
    "cost": later("cheapest parcel first"),
    "a4": "A4",
    "letter": "Letter",
    "totes": later("sorted while picking"),
    "batch": later("sorted after the walk"),
    "zone": later("picked zone by zone"),
    "ours": later("ours"),
    "theirs": later("the web shop’s"),
    "best": later("the best substitute"),
    "cancel": later("take it off"),
    "ask": later("a person decides"),
    **WHYS,
    **RULE_OPTIONS,
}


def label_of(key: str) -> str:
    """ "Days a ready order waits"; a date, a code or a name reads as it is."""
    return str(LABELS[key]) if key in LABELS else key


def value_words(value: Any, methods: Mapping[str, Callable[[], str]]) -> str:
    """ "yes", "email, text message", "nothing": one value of a setting."""
    if isinstance(value, dict):
        return value_words(list(value.values()), methods)
    if value is None or value in ("", []):
        return str(_("nothing"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(value_words(each, methods) for each in value)
    if value in methods:
        return methods[value]()
    text = str(OPTIONS.get(value, value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def settings_changed(facts: Mapping[str, Any], methods: Mapping[str, Callable[[], str]]) -> str:
    """ "Settings, B-12: Name Rack → Rack B-12"."""
    changes = facts.get("changes") or {}
    told = [_change(key, *pair, methods=methods) for key, pair in list(changes.items())[:MOST]]
    if (more := len(changes) - MOST) > 0:
        told.append(str(ngettext("%(num)d more", "%(num)d more", more)))
    thing = facts.get("thing")
    head = _("Settings, %(thing)s", thing=label_of(str(thing))) if thing else _("Settings")
    return f"{head}: {', '.join(told)}"


def _change(key: str, before: Any, after: Any, *, methods: Mapping[str, Callable[[], str]]) -> str:
    return str(
        _(
            "%(label)s %(before)s → %(after)s",
            label=label_of(key),
            before=value_words(before, methods),
            after=value_words(after, methods),
        )
    )
