"""What belongs to a set, in words: people read of the set, and scan its parts."""

from collections.abc import Callable, Sequence

from associate.core.catalog.codes import Code
from associate.core.catalog.models import Variant
from associate.core.catalog.queries import matches
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.orders.kits import kit_lines
from associate.core.orders.models import OrderLine
from associate.errors import Refused
from associate.words import _


def set_words(line: FulfillmentLine) -> str:
    """ "Gift set, part 2 of 3"; empty for what is no part of one."""
    bought = line.order_line
    if bought.kit is None:
        return ""
    parts = kit_lines(line.fulfillment.order, bought)
    n = parts.index(bought) + 1
    return str(_("%(name)s, part %(n)d of %(all)d", name=bought.kit.name, n=n, all=len(parts)))


def must_be_no_set(lines: Sequence[FulfillmentLine], found: Variant) -> None:
    """Raises Refused("scan_parts") where what was scanned is the set, and its parts lie here one by one."""
    if any(line.order_line.kit_id == found.id for line in lines):
        raise Refused("scan_parts", _("That’s a set: scan its parts. Each has a code of its own."))


def is_set_of(line: OrderLine, code: Code) -> bool:
    """Does the scan mean the set that this line is a part of?"""
    return line.kit is not None and matches(line.kit, code)


def counted(
    lines: Sequence[FulfillmentLine], units: Callable[[FulfillmentLine], int]
) -> list[tuple[int, str]]:
    """(units, name) of what there is something of: whole sets by their name, other units by their own."""
    found: list[tuple[int, str]] = []
    seen: set[str] = set()
    for line in lines:
        bought, n = line.order_line, units(line)
        if bought.kit is None or line.is_substitute:
            found.append((n, line.variant.name))
            continue
        same = [
            each for each in lines if each.order_line.kit_key == bought.kit_key and not each.is_substitute
        ]
        parts = kit_lines(line.fulfillment.order, bought)
        there = {
            part.id: sum(units(each) for each in same if each.order_line_id == part.id) for part in parts
        }
        whole = min(there[part.id] // part.kit_units for part in parts)
        if bought.kit_key not in seen:
            found.append((whole, bought.kit.name))
            seen.add(bought.kit_key)
        if same.index(line) == [each.order_line_id for each in same].index(
            bought.id
        ):  # the first of this part
            found.append((there[bought.id] - whole * bought.kit_units, line.variant.name))
    return [(n, name) for n, name in found if n]
