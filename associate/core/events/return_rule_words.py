"""Rules for returns, and returns that customers announce, as the journal and the pages say them."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, later, ngettext

RULE_LABELS: dict[str, Any] = {
    "in_store": later("Store"),
    "since": later("Orders from"),
    "until": later("Orders until"),
    "returnable": later("Taken back"),
    "final_sale": later("Final sale"),
    "hygiene": later("Only unopened, for hygiene"),
    "days": later("Days to bring it back"),
    "days_after_shipping": later("Days a delivery takes that nobody told us of"),
    "open_until": later("Open until at least"),
    "needs_reason": later("A reason has to be given"),
    "needs_note": later("Reasons that need a note"),
    "needs_photo": later("Reasons that need a photo"),
    "ceiling": later("A unit above this needs somebody to agree"),
    "restocking_percent": later("Kept for restocking, percent"),
    "restocking_per_unit": later("Kept for restocking, each unit"),
    "label_cost": later("What a return label costs"),
    "per_customer_units": later("Units a customer may bring back"),
    "per_customer_days": later("In so many days"),
    "second_person_above": later("A refund above this needs a second person"),
    "no_receipt": later("Taken back without a receipt"),
    "no_receipt_ceiling": later("Without a receipt, a unit up to"),
    "exchange_same_price": later("Another size at the same price"),
    "to_credit_kinds": later("Comes back as store credit"),
    "promotion": later("A promotion that has to hold"),
    "promotion_size": later("Of so many bought"),
    "promotion_free": later("So many are free"),
    "goes_a": later("As new"),
    "goes_b": later("Opened, complete"),
    "goes_c": later("Damaged"),
    "goes_d": later("Doesn’t work"),
    "goes_e": later("Nobody may have it"),
}

RULE_OPTIONS: dict[str, Any] = {
    "cheapest_free": later("the cheapest are free"),
    "free_gift": later("these are free gifts"),
    "yes": later("yes"),
    "no": later("no"),
    "markdown": later("markdown"),
    "quarantine": later("quarantine"),
    "vendor": later("back to the vendor"),
    "dispose": later("thrown away"),
    "wrong_size": later("Wrong size"),
    "changed_mind": later("Changed mind"),
    "defective": later("Doesn’t work"),
    "damaged": later("Damaged"),
    "not_as_described": later("Not as described"),
    "wrong_item": later("Not what was ordered"),
    "too_late": later("Too late"),
    "gift": later("Unwanted gift"),
    "card": later("card"),
    "gift_card": later("gift card"),
    "cash": later("cash"),
    "bank": later("bank transfer"),
}

RULE_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "return_rule.added": lambda f: _("Rule for returns added: %(name)s", name=f.get("name", "")),
    "return_rule.moved": lambda f: _(
        "Rule for returns %(name)s is number %(n)s now", name=f.get("name", ""), n=f.get("place", "")
    ),
    "return_rule.removed": lambda f: _("Rule for returns removed: %(name)s", name=f.get("name", "")),
    "link.code_sent": lambda f: _("A code for the customer’s page was asked for"),
    "link.opened": lambda f: _("The customer’s page was opened with a code"),
    "return.expected": lambda f: _(
        "The customer announced a return: %(code)s, %(units)s", code=f.get("code", ""), units=_units(f)
    ),
    "return.changed": lambda f: _(
        "The customer changed return %(code)s: %(units)s", code=f.get("code", ""), units=_units(f)
    ),
    "return.not_brought": lambda f: _(
        "Nobody brought return %(code)s: it’s let go of", code=f.get("code", "")
    ),
    "return.called_off": lambda f: _("The customer called off return %(code)s", code=f.get("code", "")),
}


def _units(facts: Mapping[str, Any]) -> str:
    return str(ngettext("%(num)d unit", "%(num)d units", int(facts.get("units") or 0)))
