"""What a task of each kind asks for, in a few words, and the journal’s sentences about them."""

from collections.abc import Callable, Mapping
from typing import Any

from babel.numbers import format_currency

from associate.money import to_major
from associate.words import _, language

TASKS: dict[str, Callable[[], str]] = {
    "map_product": lambda: _("map a product"),
    "method_unclear": lambda: _("pickup or shipping"),
    "choose_store": lambda: _("choose the store"),
    "no_stock": lambda: _("not enough stock"),
    "parked": lambda: _("no store can send it"),
    "short": lambda: _("short"),
    "refund": lambda: _("money to give back"),
    "money_stuck": lambda: _("money that didn’t move"),
    "collected_already": lambda: _("collected already?"),
    "message_failed": lambda: _("a message failed"),
    "bag_missing": lambda: _("a bag is missing"),
    "wrong_bag": lambda: _("the wrong bag"),
    "outage_conflict": lambda: _("paper and shop differ"),
    "stock_conflict": lambda: _("more promised than here"),
    "inbound_failed": lambda: _("not taken in"),
    "changed_late": lambda: _("changed after work began"),
    "damaged_held": lambda: _("damaged units to look at"),
    "count": lambda: _("count the shelf"),
    "transfer": lambda: _("a transfer"),
    "stop_sale": lambda: _("bags with something recalled"),
    "ship_preflight": lambda: _("look before it’s packed"),
    "label_failed": lambda: _("no label"),
    "manifest_overdue": lambda: _("the carrier didn’t come"),
    "parcel_trouble": lambda: _("trouble with a parcel"),
    "unpaid": lambda: _("the payment isn’t there"),
    "personal": lambda: _("a customer asks about their data"),
    "sync_failed": lambda: _("a web shop isn’t told"),
    "held": lambda: _("the order is on hold"),
    "worker_stuck": lambda: _("a chore doesn’t get done"),
    "books_differ": lambda: _("the books don’t agree"),
    "offline_conflict": lambda: _("done offline, and otherwise meanwhile"),
    "complaint": lambda: _("a complaint"),
    "got_in_way": lambda: _("this got in the way"),
    "webhook_failed": lambda: _("a webhook doesn’t arrive"),
}


def task_words(kind: str) -> str:
    """ "choose the store": what a task of this kind asks for."""
    return TASKS[kind]() if kind in TASKS else kind


Facts = Mapping[str, Any]


def _task(facts: Facts) -> str:
    return task_words(str(facts.get("task") or ""))


def _made_good(facts: Facts) -> str:
    how = OUTCOMES.get(str(facts.get("outcome")), OUTCOMES["none"])()
    if not facts.get("amount"):
        return str(_("Complaint seen to: %(how)s", how=how))
    currency = str(facts["currency"])
    amount = format_currency(to_major(int(facts["amount"]), currency), currency, locale=language())
    return str(_("Complaint seen to: %(how)s, %(amount)s store credit", how=how, amount=amount))


COMPLAINTS: dict[str, Callable[[], str]] = {
    "late": lambda: _("It came late"),
    "missing": lambda: _("Something was missing"),
    "other_goods": lambda: _("Not what was ordered"),
    "damaged": lambda: _("Something was damaged"),
    "treated": lambda: _("How they were treated"),
    "other": lambda: _("Something else"),
}
"""What a customer may be unhappy with."""

OUTCOMES: dict[str, Callable[[], str]] = {
    "explained": lambda: _("explained"),
    "replaced": lambda: _("brought or sent what was missing"),
    "money_back": lambda: _("money given back"),
    "credit": lambda: _("store credit given"),
    "none": lambda: _("nothing to make good"),
}
"""How a complaint was made good."""

OBSTACLES: dict[str, Callable[[], str]] = {
    "broken": lambda: _("It doesn’t work"),
    "scan": lambda: _("It doesn’t scan"),
    "figure": lambda: _("The figure is wrong"),
    "slow": lambda: _("It’s slow"),
    "lost": lambda: _("I don’t know how to go on"),
    "other": lambda: _("Something else"),
}
"""What gets in the way of people who work here."""

TASK_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "task.opened": lambda f: _("For a person: %(task)s", task=_task(f)),
    "task.taken": lambda f: _("Took the task: %(task)s", task=_task(f)),
    "task.let_go": lambda f: _("Let the task go: %(task)s", task=_task(f)),
    "task.given": lambda f: _("Gave the task: %(task)s", task=_task(f)),
    "task.given_back": lambda f: _("Gave the task back: %(task)s", task=_task(f)),
    "task.put_off": lambda f: _("Put the task off: %(task)s", task=_task(f)),
    "task.woken": lambda f: _("Took the task up again: %(task)s", task=_task(f)),
    "task.escalated": lambda f: _("Overdue twice, so it’s a manager’s: %(task)s", task=_task(f)),
    "task.done": lambda f: _("Settled: %(task)s", task=_task(f)),
    "complaint.noted": lambda f: _(
        "The customer complained: %(what)s", what=COMPLAINTS.get(str(f.get("what")), COMPLAINTS["other"])()
    ),
    "complaint.made_good": _made_good,
}
