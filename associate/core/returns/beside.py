"""What lies beside the goods: shipping, fees, the return label."""

from associate.core.returns.answer import Kind, Part
from associate.core.returns.purchase import Fee, Shipping
from associate.core.returns.wanted import FeeBack, ShippingBack, Why
from associate.errors import Refused
from associate.money import units_of
from associate.words import _


def shipping_back(shipping: Shipping, asked: ShippingBack, *, is_whole: bool) -> Part:
    """Outbound shipping, and why it goes back or stays. `is_whole`: no goods stay with the customer.

    Fault: all that is left of it. Withdrawal in time: the standard delivery, not what a faster one cost more,
    by Directive 2011/83/EU Art. 13(1) and (2) and in the UK by S.I. 2013/3134 reg. 34(2) and (3). Neither
    divides it among goods: none of it goes back before the last of them does.

    Raises Refused("more_than_shipping") where somebody agreed to more than is left.
    """
    left = shipping.total - shipping.gone
    amount, why = 0, asked.why.value
    if asked.why == Why.AGREED:
        if not 0 <= asked.amount <= left:
            raise Refused("more_than_shipping", _("That’s more than is left of shipping."), left=left)
        amount = asked.amount
    elif left <= 0:
        why = "gone" if shipping.total else "free"
    elif asked.why == Why.FAULT:
        amount = left
    elif asked.why == Why.WITHDRAWAL:
        amount = _standard(shipping) if is_whole else 0
        why = why if is_whole else "not_whole"
    tax = units_of(shipping.tax, shipping.total, shipping.gone, amount)
    return Part(Kind.SHIPPING, amount, tax, of=shipping.total, why=why)


def _standard(shipping: Shipping) -> int:
    paid = shipping.total if shipping.standard is None else min(shipping.total, shipping.standard)
    return max(0, paid - shipping.gone)


def fee_back(fee: Fee, asked: FeeBack) -> Part:
    """A part of a fee, floored, and never more than is left; all of it takes what is left."""
    left = max(0, fee.total - fee.gone)
    amount = left if asked.part >= 1 else min(left, int(fee.total * asked.part))
    tax = units_of(fee.tax, fee.total, fee.gone, amount)
    return Part(Kind.FEE, amount, tax, of=fee.total, key=fee.key)


def label_kept(cost: int, left: int, *, is_faulty: bool) -> Part:
    """The return label's cost, as far as the refund goes. With faulty goods the shop bears it."""
    return Part(Kind.LABEL, 0 if is_faulty else -min(cost, left), of=cost, why="fault" if is_faulty else "")
