"""Whose order is it? Nobody who works here has to do with their own."""

from associate.core.orders.models import Order


def addresses(*orders: Order) -> set[str]:
    """Every email these orders and their customers are known by."""
    known = {order.email for order in orders} | {order.customer.email for order in orders if order.customer}
    return known - {""}
