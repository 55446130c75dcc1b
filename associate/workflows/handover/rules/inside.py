"""What may still lie in a bag and isn’t its customer’s any more."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from associate.core.acts.recall_out import RECALLED
from associate.core.fulfillment.models import Fulfillment
from associate.core.inventory.models import PutBack
from associate.db import db
from associate.errors import Refused
from associate.words import _

IN_A_BAG = ("canceled", RECALLED)
"""Why something goes back that was packed already. What was refused was taken out before everybody’s eyes."""


def to_take_out(jobs: Sequence[Fulfillment]) -> list[PutBack]:
    """It was in their bags, and nobody has said that it is on its shelf."""
    lines = [line.id for job in jobs for line in job.lines]
    find = sa.select(PutBack).where(PutBack.fulfillment_line_id.in_(lines), PutBack.done_at.is_(None))
    return list(db.session.scalars(find.where(PutBack.why.in_(IN_A_BAG)).order_by(PutBack.id)))


def things_words(put_backs: Sequence[PutBack]) -> str:
    """ "2 × Sketch pad, 1 × Kettle"."""
    return ", ".join(f"{each.quantity} × {each.level.variant.name}" for each in put_backs)


def must_be_out(jobs: Sequence[Fulfillment], told: Collection[int]) -> None:
    """`told`: ids of what the page said to take out. Raises Refused("take_out") where there is more."""
    if inside := [each for each in to_take_out(jobs) if each.id not in told]:
        things = things_words(inside)
        words = _("Take this out of the bag first, it isn’t theirs any more: %(things)s.", things=things)
        raise Refused("take_out", words)
