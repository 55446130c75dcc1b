"""A figure that a channel and we have differently: who wins is the channel’s setting, and both are written
down."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.conflicts import look_for_conflict
from associate.core.catalog.channels import Channel
from associate.core.catalog.kits import is_kit
from associate.core.catalog.models import Variant
from associate.core.catalog.published import Drift, Wins, mark_changed, winner
from associate.core.events.record import Actor, record
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, StockLevel
from associate.db import db

AGAIN = timedelta(days=1)  # the same difference is one line of the report for so long
SETTING, SEVERAL = "setting", "several_stores"
"""Why a side won: the channel’s setting; or one figure of theirs stands for several levels, a kit’s for its
parts too, so it can’t."""


@dataclass(frozen=True)
class Sight:
    """Units as either has them."""

    ours: int
    theirs: int


def settle_stock(channel: Channel, levels: list[StockLevel], seen: Sight) -> int:
    """Inside atomic(). Ours wins: it is told again. Theirs wins: the level is adjusted by the difference, so
    the caller has locked it before it looked. How many drifts: 1."""
    wins, why = winner(channel, "stock"), SETTING
    first = levels[0]
    if wins == Wins.THEIRS and (len(levels) > 1 or is_kit(first.variant_id)):
        wins, why = Wins.OURS, SEVERAL
    store_id = first.store_id if len(levels) == 1 else None
    drift = _write(channel, first.variant_id, store_id, "stock", str(seen.ours), str(seen.theirs), wins, why)
    if wins == Wins.OURS:
        if winner(channel, "stock") == Wins.OURS:
            mark_changed(channel.id, {level.id: now() for level in levels}, forgets=True)
        return 1
    by = Actor(channel.ref)
    ledger.adjust(first.id, seen.theirs - seen.ours, Kind.ADJUSTED, cause=f"drift:{drift.id}", by=by)
    units = seen.theirs - seen.ours
    record("stock.adjusted", about=first, by=by, units=units, reason="drift", sku=first.variant.sku)
    look_for_conflict(first.id, by=by)
    return 1


def settle_price(channel: Channel, variant: Variant, theirs: int) -> int:
    """Inside atomic(). Theirs wins: it is our price now. Ours wins: it is only written down. 0 where they
    agree."""
    if theirs == variant.price or channel.settings.get("currency") != variant.currency:
        return 0
    wins, ours = winner(channel, "price"), variant.price
    _write(channel, variant.id, None, "price", str(ours), str(theirs), wins, SETTING)
    if wins == Wins.THEIRS:
        variant.price = theirs
        record(
            "variant.priced", about=variant, by=Actor(channel.ref), was=ours, amount=theirs, sku=variant.sku
        )
    return 1


def _write(
    channel: Channel,
    variant_id: int,
    store_id: int | None,
    field: str,
    ours: str,
    theirs: str,
    wins: Wins,
    why: str,
) -> Drift:
    """One line; the same difference that still stands is that line, seen again."""
    known = {"channel_id": channel.id, "variant_id": variant_id, "store_id": store_id, "field": field}
    figures = {"ours": ours, "theirs": theirs, "winner": wins}
    find = sa.select(Drift).filter_by(**known, **figures).where(Drift.seen_at > now() - AGAIN)
    drift = db.session.scalar(find.order_by(Drift.id.desc()).limit(1)) if wins == Wins.OURS else None
    if drift is None:
        drift = Drift(**known, **figures, why=why)
        db.session.add(drift)
    drift.seen_at = now()
    db.session.flush()
    return drift
