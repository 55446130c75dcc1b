"""What units of a line are worth: all of a line together is the line, to the cent."""

from associate.core.orders.models import OrderLine
from associate.money import units_of


def unit_value(line: OrderLine, quantity: int, gone: int) -> int:
    """The money of `quantity` units of a line, tax and discounts included, after `gone` units of it.

    Nothing for a line that the platform has edited to no units: what it cost went back there.
    """
    return units_of(line.total, line.quantity, gone, quantity)
