"""WooCommerce can round tax once for the whole order (its default for prices that hold tax is to round
subtotals). Its API then rounds each line by itself, so that the lines may miss the order's total by a cent
each. The total is the truth: the missing units go one each to the tax of the first taxed lines.
"""

from associate.core.orders.incoming import IncomingOrder


def without_rounding(order: IncomingOrder) -> IncomingOrder:
    """The same order with such a difference taken up by its lines; a larger one is left to be seen."""
    taxed = [place for place, line in enumerate(order.lines) if line.tax > 0]
    missing = order.adjustment
    if missing == 0 or abs(missing) > len(taxed):
        return order
    step = 1 if missing > 0 else -1
    lines = list(order.lines)
    for place in taxed[: abs(missing)]:
        line = lines[place]
        lines[place] = line.model_copy(update={"tax": line.tax + step, "total": line.total + step})
    return order.model_copy(update={"lines": tuple(lines)})
