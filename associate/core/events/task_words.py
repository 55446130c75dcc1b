"""What a task of each kind asks for, in a few words."""

from collections.abc import Callable

from associate.words import _

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
    "sync_failed": lambda: _("a web shop isn’t told"),
    "held": lambda: _("the order is on hold"),
    "worker_stuck": lambda: _("a chore doesn’t get done"),
    "books_differ": lambda: _("the books don’t agree"),
    "webhook_failed": lambda: _("a webhook doesn’t arrive"),
}


def task_words(kind: str) -> str:
    """ "choose the store": what a task of this kind asks for."""
    return TASKS[kind]() if kind in TASKS else kind
