"""A task, a message and a payment of an order, each in a few words."""

from associate.core.events.models import Delivery, DeliveryState
from associate.core.events.task_words import task_words
from associate.core.events.words import message_words
from associate.core.orders.models import Refund, RefundState, Tender
from associate.core.tasks.models import Task
from associate.words import _


def about_task(task: Task) -> str:
    """ "Waits for a person: choose the store"."""
    return _("Waits for a person: %(task)s", task=task_words(task.kind.value))


def about_message(message: Delivery) -> str:
    words = message_words(message.kind)
    if message.state == DeliveryState.SENT:
        return _("“%(message)s” sent", message=words)
    if message.state == DeliveryState.FAILED:
        return _("“%(message)s” failed", message=words)
    if message.state == DeliveryState.WITHDRAWN:
        return _("“%(message)s” taken back before it went out", message=words)
    return _("“%(message)s” on its way", message=words)


def about_refund(refund: Refund, day: str) -> str:
    """ "Went back 22 November", or that it is still on its way."""
    said = {
        RefundState.ASKED: _("Is to go back since %(day)s", day=day),
        RefundState.DONE: _("Went back %(day)s", day=day),
        RefundState.FAILED: _("Did not go back on %(day)s", day=day),
    }
    return said[refund.state]


def about_tender(tender: Tender) -> str:
    """ "Paid by card …4417"; what is only set aside says so."""
    kinds = {
        "card": _("card"),
        "gift_card": _("gift card"),
        "cash": _("cash"),
        "store_credit": _("store credit"),
        "bank": _("bank transfer"),
    }
    kind = kinds.get(tender.kind) or tender.gateway or _("another way")
    how = f"{kind} …{tender.last4}" if tender.last4 else kind
    return _("Paid by %(how)s", how=how) if tender.is_captured else _("Set aside on %(how)s", how=how)
