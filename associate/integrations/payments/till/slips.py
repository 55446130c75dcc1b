"""The slip of a deed, as core/payments/slips draws it."""

from associate.core.payments import slips
from associate.integrations.payments.port import Deed, Slip


def slip_of(deed: Deed) -> Slip:
    verb = deed.verb.value
    symbol = slips.symbol(deed.key, verb, deed.amount, deed.currency)
    return Slip(slips.reference(deed.key, verb), symbol)
