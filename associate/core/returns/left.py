"""How many units of each line may still come back: what is out, less all that came back or is about to."""

from associate.core.orders.models import Order
from associate.core.returns.earlier import earlier_returns
from associate.core.returns.reader import purchase_of
from associate.core.returns.went import went_of


def left_to_return(order: Order, besides: int | None = None) -> dict[int, int]:
    """By order line id, without what no hand can bring. Units of returns that stand open elsewhere count as
    back; `besides` is the return whose own units don’t."""
    money = {line.key: line.left for line in purchase_of(order, besides=besides).lines}
    back, went = earlier_returns(order.id, besides).units, went_of(order)
    return {
        line.id: max(0, min(money.get(line.id, 0), went[line.id].units - back[line.id]))
        for line in order.lines
        if line.is_physical
    }
