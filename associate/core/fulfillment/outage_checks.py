"""How a pickup code is checked on paper: by its last two characters.

The list must not be worth stealing, so no code stands on it. Its last two characters do: whoever comes says
all six, and a guess at two of 28 letters is right once in 784. The four that are nowhere leave 614,656 to
try, and a store that answers takes five tries. What was said is written down whole, and the rule of the
counter checks all six when it is entered: two that fit by chance come out then.
"""

from collections.abc import Collection

import sqlalchemy as sa

from associate.core.fulfillment.links import spoken_code
from associate.core.fulfillment.passes import PickupPass
from associate.db import db

SHOWN = 2  # characters


def code_ends(job_ids: Collection[int], *, key: str) -> dict[int, list[tuple[str, str]]]:
    """Job id → the (end of the code, name of whom the customer sends or "") of each pass that is good now."""
    find = sa.select(PickupPass).where(
        PickupPass.fulfillment_id.in_(job_ids), PickupPass.used_at.is_(None), PickupPass.revoked_at.is_(None)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for each in db.session.scalars(find.order_by(PickupPass.name, PickupPass.id.desc())):
        end = spoken_code(each.nonce, key=key)[-SHOWN:]
        found.setdefault(each.fulfillment_id, []).append((end, each.name))
    return found
