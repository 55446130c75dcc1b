"""The journal as people read it: one short sentence for each kind of event. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.core.events.bag_words import BAG_SENTENCES
from associate.core.events.board_words import BOARD_SENTENCES
from associate.core.events.catalog_words import CATALOG_SENTENCES
from associate.core.events.closing_words import closed_words, paused_words
from associate.core.events.customer_words import CUSTOMER_SENTENCES
from associate.core.events.device_words import DEVICE_SENTENCES
from associate.core.events.evidence_words import EVIDENCE_SENTENCES
from associate.core.events.exchange_words import EXCHANGE_SENTENCES
from associate.core.events.hold_words import held_words
from associate.core.events.money_words import MONEY_SENTENCES
from associate.core.events.outage_words import OUTAGE_SENTENCES
from associate.core.events.return_rule_words import RULE_SENTENCES
from associate.core.events.return_words import RETURN_SENTENCES, WAYS
from associate.core.events.setting_words import CHANGED, settings_changed, value_words
from associate.core.events.shipping_words import SHIPPING_SENTENCES
from associate.core.events.short_words import SHORT_SENTENCES
from associate.core.events.staff_words import STAFF_SENTENCES
from associate.core.events.stock_words import STOCK_SENTENCES
from associate.core.events.task_words import TASK_SENTENCES
from associate.core.events.visit_words import VISIT_SENTENCES, handed_over_words
from associate.core.events.wave_words import PASS_SENTENCES, WAVE_SENTENCES
from associate.core.events.webhook_words import WEBHOOK_SENTENCES
from associate.words import _, ngettext

Facts = Mapping[str, Any]
Sentence = Callable[[Facts], str]


def describe(kind: str, facts: Facts) -> str:
    """What happened, without who and when. A kind that has no words yet reads as it is written."""
    sentence = SENTENCES.get(kind)
    words = sentence(facts) if sentence else kind.replace(".", ": ").replace("_", " ")
    return _offline(words, facts) if facts.get("made_at") else words


def _offline(words: str, facts: Facts) -> str:
    """It was done without a network, or on paper; by whose hand it came, where the reader put the name."""
    if sender := facts.get("sender"):
        return str(_("%(what)s, without the network, sent by %(name)s", what=words, name=sender))
    return str(_("%(what)s, without the network", what=words))


def _units(facts: Facts) -> str:
    return str(ngettext("%(num)d unit", "%(num)d units", int(facts.get("units") or 1)))


def _of(facts: Facts) -> str:
    """ "Kettle, Cream", where the reader of the journal put the name beside the number."""
    return str(facts.get("thing") or _units(facts))


WRITE_OFFS: dict[str, Callable[[], str]] = {
    "damaged": lambda: _("Damaged"),
    "broken": lambda: _("Broken"),
    "soiled": lambda: _("Soiled"),
    "incomplete": lambda: _("Parts are missing"),
    "opened": lambda: _("Opened"),
    "recalled": lambda: _("Recalled"),
    "vendor": lambda: _("Back to the vendor"),
}
"""Why units go off the books, beside having waited too long."""


def _disposed(facts: Facts) -> str:
    why = str(facts.get("why") or "damaged")
    if why == "expired":
        return str(_("Waited too long, thrown away: %(what)s", what=_units(facts)))
    words = WRITE_OFFS[why]() if why in WRITE_OFFS else why
    return str(_("%(why)s, written off: %(what)s", why=words, what=_units(facts)))


def _tags(facts: Facts) -> str:
    return ", ".join(str(tag) for tag in facts.get("bags") or [])


CANCEL_REASONS: dict[str, Callable[[], str]] = {
    "customer": lambda: _("by the customer"),
    "customer_asked": lambda: _("the customer asked"),
    "no_stock": lambda: _("we don’t have it"),
    "damaged": lambda: _("it’s damaged"),
    "fraud": lambda: _("the payment looks wrong"),
    "mistake": lambda: _("ordered by mistake"),
    "short": lambda: _("nothing of it could be found"),
    "lost": lambda: _("its bag was lost"),
    "recalled": lambda: _("it’s recalled"),
    "no_store": lambda: _("no store could send it in time"),
    "nothing_left": lambda: _("nothing of it is left"),
    "picked_up_instead": lambda: _("it’s picked up now"),
    "ships": lambda: _("it ships now"),
    "platform": lambda: _("in the web shop"),
    "reservation_over": lambda: _("nobody came and paid in time"),
}


def _canceled(facts: Facts) -> str:
    reason = str(facts.get("reason") or "")
    words = CANCEL_REASONS[reason]() if reason in CANCEL_REASONS else reason
    return str(_("Canceled: %(why)s", why=words) if words else _("Canceled"))


MESSAGES: dict[str, Callable[[], str]] = {
    "ready": lambda: _("ready"),
    "canceled": lambda: _("canceled"),
    "picked_up": lambda: _("picked up"),
    "partly_ready": lambda: _("partly ready"),
    "reminder": lambda: _("still here for you"),
    "last_day": lambda: _("last day"),
    "extended": lambda: _("held longer"),
    "recalled": lambda: _("something is recalled"),
    "uncollected": lambda: _("not collected"),
    "delayed": lambda: _("it takes longer"),
    "missing": lambda: _("something wasn’t found"),
    "replaced": lambda: _("something else comes instead"),
    "closed": lambda: _("closed for now"),
    "shipped": lambda: _("on its way"),
    "not_fetched": lambda: _("the carrier comes later"),
    "returned": lambda: _("returned"),
    "door_code": lambda: _("a code for their page"),
    "wrong_bag": lambda: _("the wrong bag"),
    "bag_away": lambda: _("something is wrong with their bag"),
}


def message_words(kind: str) -> str:
    """ "picked up": which message it was."""
    return MESSAGES[kind]() if kind in MESSAGES else kind


def _message(facts: Facts) -> str:
    return message_words(str(facts.get("message") or ""))


METHODS: dict[str, Callable[[], str]] = {
    "qr": lambda: _("QR code"),
    "code": lambda: _("pickup code"),
    "photo_id": lambda: _("photo ID"),
    "card_last4": lambda: _("card’s last four"),
    "signature": lambda: _("signature"),
    "vouched": lambda: _("a lead’s word"),
}


def method_words(how: object) -> str:
    """ "QR code": how somebody was known."""
    words = METHODS.get(str(how)) or WAYS.get(str(how))
    return words() if words else str(how or "")


def _known_by(facts: Facts) -> str:
    return method_words(facts.get("how"))


def setting_words(value: Any) -> str:
    """ "yes", "QR code, signature", "nothing": a value of a setting."""
    return value_words(value, METHODS)


SENTENCES: dict[str, Sentence] = {
    "api_token.made": lambda f: _("API token made: %(name)s", name=f.get("name", "")),
    "api_token.revoked": lambda f: _("API token revoked: %(name)s", name=f.get("name", "")),
    **BOARD_SENTENCES,
    **EXCHANGE_SENTENCES,
    **CUSTOMER_SENTENCES,
    **DEVICE_SENTENCES,
    **EVIDENCE_SENTENCES,
    **STAFF_SENTENCES,
    **CATALOG_SENTENCES,
    **STOCK_SENTENCES,
    **SHIPPING_SENTENCES,
    **VISIT_SENTENCES,
    **WAVE_SENTENCES,
    **OUTAGE_SENTENCES,
    **WEBHOOK_SENTENCES,
    **RETURN_SENTENCES,
    "order.placed": lambda f: _("Order placed"),
    "order.changed": lambda f: _("Changed in the web shop"),
    **MONEY_SENTENCES,
    "order.external": lambda f: _("Not the floor’s business: it ships or is done elsewhere"),
    "order.came_back": lambda f: _("The floor’s after all: it’s picked up in a store"),
    "order.routed": lambda f: _("Goes to %(stores)s", stores=", ".join(f.get("stores") or [])),
    "order.parked": lambda f: _("Parked: no store can send it"),
    "order.kept_waiting": lambda f: _("Waits on, without a date to be canceled"),
    "order.method_chosen": lambda f: (
        _("Chosen: pickup at %(store)s", store=f["store"])
        if f.get("method") == "pickup"
        else _("Chosen: it ships")
    ),
    "order.phone_corrected": lambda f: _("Phone corrected"),
    "order.message_by": lambda f: _("Wants text messages") if f.get("medium") == "sms" else _("Wants email"),
    "order.email_corrected": lambda f: _("Email corrected"),
    "order.address_corrected": lambda f: _("Address corrected"),
    "order.contact_shown": lambda f: _("Looked at phone and email"),
    "order.canceled": _canceled,
    "order.reserved": lambda f: _("Put aside unpaid"),
    "order.done": lambda f: _("Order done"),
    "order.reopened": lambda f: _("Order open again"),
    "fulfillment.released": lambda f: _("Begun again from the start") if f.get("was") else _("In the queue"),
    "fulfillment.picking": lambda f: _("Picking"),
    "fulfillment.packing": lambda f: _("At the packing bench"),
    "fulfillment.packed": lambda f: _("Packed"),
    "fulfillment.manifested": lambda f: _("Waits for the carrier"),
    "fulfillment.shipped": lambda f: _("The carrier has it"),
    "fulfillment.delivered": lambda f: _("Delivered"),
    "fulfillment.rerouted": lambda f: _("Sent on to another store"),
    "fulfillment.waiting": lambda f: _("Waits for a decision"),
    "fulfillment.picked": lambda f: (
        _("Not ready any more, back to its bags") if f.get("undo") else _("Picked")
    ),
    "fulfillment.ready": lambda f: _("Ready: %(bags)s", bags=_tags(f)) if f.get("bags") else _("Ready"),
    "fulfillment.part_collected": lambda f: _("Part of it picked up"),
    "fulfillment.collected": lambda f: _("Picked up"),
    "fulfillment.uncollected": lambda f: _("Not collected in time"),
    "fulfillment.extended": lambda f: _("Held longer"),
    "fulfillment.canceled": _canceled,
    "fulfillment.held": held_words,
    "fulfillment.unheld": lambda f: _("Work may go on"),
    "fulfillment.gone": lambda f: _("Left the store by another hand"),
    "fulfillment.still_here": lambda f: _("Looked: it’s still here"),
    "line.reduced": lambda f: _("Taken off the order: %(what)s", what=_of(f)),
    "line.added": lambda f: _("Added to the order: %(what)s", what=_of(f)),
    "line.recalled": lambda f: _("Recalled, taken out: %(what)s", what=_of(f)),
    "line.picked": lambda f: _("Picked: %(what)s", what=_of(f)),
    "line.lost": lambda f: _("With a tote that isn’t there: %(what)s", what=_of(f)),
    "line.unpicked": lambda f: _("Taken out again: %(what)s", what=_of(f)),
    "pick.paused": lambda f: _("Picking paused"),
    "pick.resumed": lambda f: _("Picking goes on"),
    "pick.taken_over": lambda f: _("Took the picking over"),
    **PASS_SENTENCES,
    **BAG_SENTENCES,
    "handover.opened": lambda f: _("Looked up at the counter"),
    "handover.taken_over": lambda f: _("Taken over at the counter"),
    "handover.left": lambda f: _("Nobody went on at the counter: closed"),
    "handover.order_left": lambda f: _("Left at the counter for later"),
    "handover.verified": lambda f: _("Verified: %(how)s", how=_known_by(f)),
    "handover.not_verified": lambda f: _("Not verified: %(how)s didn’t match", how=_known_by(f)),
    "handover.age_checked": lambda f: _("Photo ID looked at for the age"),
    "handover.refusals": lambda f: _("Said what the customer doesn’t want"),
    "handover.done": lambda f: handed_over_words(method_words(f.get("method")), f),
    "handover.undone": lambda f: _("Handover undone"),
    "stock.adjusted": lambda f: _("Stock corrected: %(n)+d", n=int(f.get("units") or 0)),
    "stock.put_back": lambda f: _("Back on the shelf: %(what)s", what=_units(f)),
    "stock.disposed": _disposed,
    "stock.thrown_away": lambda f: _disposed({**f, "why": "expired"}),  # what older rows call it
    "stock.unheld": lambda f: _("Fine after all, for sale again: %(what)s", what=_units(f)),
    **TASK_SENTENCES,
    "message.sent": lambda f: _("Message sent: %(message)s", message=_message(f)),
    "message.refused": lambda f: _("Message not taken: %(message)s", message=_message(f)),
    "message.again": lambda f: _("Message sent again: %(message)s", message=_message(f)),
    "message.overtaken": lambda f: _("Message not needed any more: %(message)s", message=_message(f)),
    "message.undelivered": lambda f: _("Message did not arrive: %(message)s", message=_message(f)),
    "message.other_way": lambda f: _("Told another way: %(message)s", message=_message(f)),
    "message.unknown": lambda f: _("No answer for the message: %(message)s", message=_message(f)),
    "product.mapped": lambda f: _("Product mapped"),
    "staff.signed_in": lambda f: _("Signed in"),
    "staff.signed_out": lambda f: _("Signed out"),
    "routing_rule.added": lambda f: _("Routing rule added: %(name)s", name=f.get("name", "")),
    "routing_rule.moved": lambda f: _(
        "Routing rule %(name)s is number %(n)s now", name=f.get("name", ""), n=f.get("place", "")
    ),
    **RULE_SENTENCES,
    **SHORT_SENTENCES,
    **dict.fromkeys(CHANGED, lambda f: settings_changed(f, METHODS)),
    "store.paused": lambda f: paused_words(str(f.get("what") or ""), str(f.get("until") or "")),
    "store.closed": lambda f: closed_words(str(f.get("why") or ""), str(f.get("until") or "")),
    "store.resumed": lambda f: (
        _("The store is open again") if f.get("what") == "closed" else _("Work goes on")
    ),
    "channel.again": lambda f: _("Told the web shop again what it didn’t take"),
    "channel.added": lambda f: _("Web shop added: %(key)s", key=f.get("key", "")),
    "variant.priced": lambda f: _("Price as the web shop has it: %(sku)s", sku=f.get("sku", "")),
    "channel.secret_changed": lambda f: _("New webhook secret: %(key)s", key=f.get("key", "")),
    "fulfillment.promise_moved": lambda f: (
        _("Promise moved: the store closed or opened against its hours")
        if f.get("why") == "closing"
        else _("Promise moved: pickups were paused or went on")
        if f.get("why") == "pause"
        else _("Promise moved: the store’s hours changed")
    ),
    "fulfillment.hold_moved": lambda f: (
        _("Waits longer: the store closed against its hours")
        if f.get("why") == "closing"
        else _("Waits longer: pickups were paused")
        if f.get("why") == "pause"
        else _("Waits longer: the store is closed on its last day")
    ),
}
