"""What could go back of each line without its goods."""

from dataclasses import dataclass

from associate.core.customers.names import person
from associate.core.orders.models import Order, OrderLine
from associate.core.returns.lines import with_adjustments, worth_of
from associate.core.returns.models import Return
from associate.core.returns.reader import purchase_of


@dataclass(frozen=True)
class Row:
    """`left`: what its units that stayed are worth, in minor units."""

    line: OrderLine
    left: int


@dataclass(frozen=True)
class Sheet:
    order: Order
    who: str
    number: int  # of the return it was opened from
    rows: list[Row]


def sheet(order: Order, return_: Return) -> Sheet:
    purchase, lines = purchase_of(order), {line.id: line for line in order.lines}
    rows = [
        Row(lines[int(line.key)], worth_of(line, shares, line.left))
        for line, shares in with_adjustments(purchase)
    ]
    return Sheet(
        order, person(order.first_name, order.last_name), return_.id, [row for row in rows if row.left]
    )
