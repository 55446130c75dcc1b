"""What a Shopify order says about its money: may work start, and by what was it paid."""

from collections.abc import Iterable

from associate.core.orders.incoming import IncomingTender, Payment
from associate.integrations.commerce.reading import Reading
from associate.integrations.commerce.tenders import is_paid_later, last_four, tender_kind
from associate.outside.fields import NAME, Json, ident, listed, mapped, moment, plain, text

_TAKEN = (Payment.PAID, Payment.PARTIALLY_REFUNDED, Payment.REFUNDED)


def payment_of(order: Json, total: int) -> Payment:
    """`financial_status`; one we don't know has not been paid, unless there was nothing to pay."""
    said = plain(order.get("financial_status")).lower()
    if said in set(Payment):
        return Payment(said)
    return Payment.PAID if total == 0 and plain(order.get("total_price")) else Payment.PENDING


def pays_on_pickup(order: Json, paid: Payment) -> bool:
    is_open = paid in (Payment.PENDING, Payment.PARTIALLY_PAID)
    return is_open and any(is_paid_later(name) for name in gateways_of(order))


def gateways_of(order: Json) -> list[str]:
    names = order.get("payment_gateway_names")
    given = names if isinstance(names, list) else [order.get("gateway")]
    return [name for name in (text(item, NAME) for item in given if isinstance(item, str)) if name]


def tenders_of(order: Json, total: int, paid: Payment, reading: Reading) -> tuple[IncomingTender, ...]:
    """From the transactions where the payload has them, else one that says what is known."""
    done = [item for item in listed(order.get("transactions")) if item.get("status", "success") == "success"]
    if done:
        return tuple(_from_transactions(done, reading))
    return tuple(_from_summary(order, total, paid, reading))


def _from_transactions(done: list[Json], reading: Reading) -> Iterable[IncomingTender]:
    """A sale is money; an authorization is what was captured of it, or still only a promise."""
    voided = {ident(item.get("parent_id")) for item in done if item.get("kind") == "void"}
    asked = {ident(item.get("id")) for item in done if item.get("kind") == "authorization"}
    for item in done:
        kind, own, parent = item.get("kind"), ident(item.get("id")), ident(item.get("parent_id"))
        if kind == "sale" or (kind == "capture" and parent not in asked):
            yield _tender(item, reading.money(item.get("amount"), "amount"), True)
        if kind == "authorization" and own not in voided:
            captured = sum(
                reading.money(other.get("amount"), "amount")
                for other in done
                if other.get("kind") == "capture" and ident(other.get("parent_id")) == own
            )
            yield _tender(item, captured or reading.money(item.get("amount"), "amount"), captured > 0)


def _tender(item: Json, amount: int, is_captured: bool) -> IncomingTender:
    details, gateway = mapped(item.get("payment_details")), text(item.get("gateway"), NAME)
    last4 = last_four(details.get("credit_card_number"))
    return IncomingTender(
        external_id=ident(item.get("id")),
        kind=tender_kind(gateway, bool(last4)),
        gateway=gateway,
        amount=amount,
        is_captured=is_captured,
        last4=last4,
        authorized_until=None if is_captured else moment(item.get("authorization_expires_at")),
    )


def _from_summary(order: Json, total: int, paid: Payment, reading: Reading) -> Iterable[IncomingTender]:
    """Without transactions nobody says who paid which part: several gateways stay one tender."""
    names, details = gateways_of(order), mapped(order.get("payment_details"))
    last4 = last_four(details.get("credit_card_number"))
    kinds = {tender_kind(name, bool(last4)) for name in names}
    amount = total
    if paid == Payment.PARTIALLY_PAID:
        amount = total - reading.money(order.get("total_outstanding"), "total_outstanding")
    if not names or paid not in (*_TAKEN, Payment.AUTHORIZED, Payment.PARTIALLY_PAID):
        return
    yield IncomingTender(
        kind=kinds.pop() if len(kinds) == 1 else "other",
        gateway=" + ".join(names)[:NAME],
        amount=amount,
        is_captured=paid != Payment.AUTHORIZED,
        last4=last4,
    )
