"""Why a store was chosen or not, and what a rule says, as people read it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_currency

from associate.clock import now
from associate.core.routing.choose import Filters, Rule, Sort
from associate.core.routing.rules import Action
from associate.money import to_major
from associate.words import _, language, later, ngettext

Facts = Mapping[str, Any]

SORT_WORDS: dict[Sort, Any] = {
    Sort.DISTANCE: later("nearest first"),
    Sort.CAPACITY: later("most room in its day first"),
    Sort.BALANCE: later("most of it left first"),
    Sort.COST: later("cheapest parcel first"),
}


def reason_words(facts: Facts) -> str:
    """ "4 km, all items, 12 of 40 orders today"; "closed until Monday". `facts`: see decisions.facts_of."""
    because = str(facts.get("because") or "")
    if because in BECAUSE:
        return str(BECAUSE[because](facts))
    parts = [_far(facts), _stock(facts), _orders(facts)]
    return ", ".join(part for part in parts if part)


def _far(facts: Facts) -> str:
    km = facts.get("km")
    if km is None:
        return str(_("distance unknown"))
    return str(_("under 1 km")) if km < 1 else str(_("%(km)d km", km=round(km)))


def _stock(facts: Facts) -> str:
    has, wants = facts.get("has", 0), facts.get("wants", 0)
    if has >= wants:
        return str(_("all items"))
    return str(_("%(has)d of %(wants)d items", has=has, wants=wants))


def _orders(facts: Facts) -> str:
    today, a_day = facts.get("today", 0), facts.get("a_day")
    if a_day is not None:
        return str(_("%(today)d of %(most)d orders today", today=today, most=a_day))
    return str(ngettext("%(num)d order today", "%(num)d orders today", today))


def _moment(at: datetime) -> str:
    days = (at.date() - now().astimezone(at.tzinfo).date()).days
    form = "HH:mm" if days <= 0 else "EEEE" if days < 7 else "d MMMM"
    return format_datetime(at, form, locale=language(), tzinfo=at.tzinfo)


BECAUSE: dict[str, Callable[[Facts], str]] = {
    "sent_on": lambda f: _("sent it on"),
    "ships_not": lambda f: _("doesn’t ship"),
    "paused": lambda f: _until_words(f, _("paused until %(at)s", at=_at(f)), _("paused")),
    "closed": lambda f: _until_words(f, _("closed until %(at)s", at=_at(f)), _("closed")),
    "full_today": lambda f: _("full: %(orders)s", orders=_orders(f)),
    "full_hour": lambda f: _("full for this hour"),
    "other_country": lambda f: _("in another country"),
    "km_unknown": lambda f: _("distance unknown"),
    "too_far": lambda f: _("too far: %(far)s", far=_far(f)),
    "not_in_group": lambda f: _("not in the group"),
    "in_group": lambda f: _("in a group that’s left out"),
    "under_minimum": lambda f: _("too few to be given an order"),
    "too_few": lambda f: _stock(f) if f.get("has") else _("none of it"),
}


def _at(facts: Facts) -> str:
    told = facts.get("until")
    return _moment(datetime.fromisoformat(told)) if told else ""


def _until_words(facts: Facts, known: str, endless: str) -> str:
    return known if facts.get("until") else endless


def filter_words(filters: Filters) -> str:
    """ "open now, in the customer’s country, within 50 km"; empty where any store will do."""
    told = [
        filters.open and _("open now"),
        filters.same_country and _("in the customer’s country"),
        filters.within_km and _("within %(km)d km", km=filters.within_km),
        filters.groups_in and _("in %(groups)s", groups=" · ".join(filters.groups_in)),
        filters.groups_out and _("not in %(groups)s", groups=" · ".join(filters.groups_out)),
        filters.min_stock and _("with the minimum to route"),
        filters.all_items and _("with all items"),
        not filters.safety and _("safety stock too"),
    ]
    return ", ".join(str(words) for words in told if words)


def rule_words(rule: Rule, currency: str) -> str:
    """The rule as a sentence or three; its order value in this currency."""
    if rule.action == Action.PARK:
        if rule.park_days is None:
            return str(_("The order waits for stock or a person."))
        days = ngettext("%(num)d day", "%(num)d days", rule.park_days)
        return str(_("The order waits for stock or a person, and is canceled after %(days)s.", days=days))
    stores = filter_words(rule.filters)
    told = [str(_("Stores: %(which)s.", which=stores) if stores else _("Any store."))]
    if rule.sorts:
        order = str(_(", then ")).join(str(SORT_WORDS[sort]) for sort in rule.sorts)
        told.append(order[:1].upper() + order[1:] + ".")
    return " ".join([*told, _action(rule, currency)])


def _action(rule: Rule, currency: str) -> str:
    if rule.action == Action.ASSIGN:
        return str(_("All of it goes to the first that has all."))
    if rule.split_above:
        sum_ = format_currency(to_major(rule.split_above, currency), currency, locale=language())
        return str(_("From %(sum)s on it may be split, over as few as can be.", sum=sum_))
    return str(_("It may be split, over as few as can be."))
