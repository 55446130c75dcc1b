"""How these tests read one payload and look at the outcome."""

from associate.core.orders.incoming import IncomingOrder
from associate.integrations.commerce import commerce_for


def read_order(platform, payload, **options):
    (told,) = commerce_for(platform).read("order", payload, **options)
    assert isinstance(told, IncomingOrder), told
    return told


def codes(order):
    return [problem.code for problem in order.problems]


def assert_exact(order):
    """Each line is what its parts say, and the order is the sum of its lines and what lies beside them."""
    for line in order.lines:
        tax = 0 if order.tax_included else line.tax
        assert line.total == line.quantity * line.unit_price - line.discount + tax, line
    assert order.adjustment == 0
    assert "total_differs" not in codes(order)
