"""What somebody says of an order, compared with what stands on it. Nothing of it is read out."""

from associate.core.orders.models import Order
from associate.core.orders.search_keys import only_digits


def is_told(fact: str, *orders: Order) -> bool:
    """Is this the email of one of these orders, or the end of its phone number, four digits at least?"""
    digits = only_digits(fact)
    tail = digits if len(digits) == 4 else digits.lstrip("0")  # the last four as they are; else a national 0
    by_phone = len(tail) >= 4 and any(only_digits(order.phone).endswith(tail) for order in orders)
    by_email = "@" in fact and any(order.email.casefold() == fact.casefold() for order in orders)
    return by_phone or by_email
