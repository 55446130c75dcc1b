"""The statements under every verb of the ledger: change one balance, and write down that it changed."""

from typing import Any, cast

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor
from associate.core.inventory.models import Bucket, Kind, Movement, StockLevel
from associate.db import connection, db
from associate.prepared import Prepared

levels = cast(sa.Table, StockLevel.__table__)
movements = cast(sa.Table, Movement.__table__)
MOVED = Prepared(
    sa.insert(movements), *(column.key for column in movements.columns if column is not movements.c.id)
)
_LEVELS = sa.inspect(StockLevel)
_BALANCES = [bucket.value for bucket in Bucket]


def change(level_id: int, by: dict[Bucket, int], *only_if: sa.ColumnElement[bool]) -> bool:
    """Add these signed units to the balances; False, and nothing changed, where a condition doesn't hold."""
    values = {bucket.value: levels.c[bucket.value] + quantity for bucket, quantity in by.items()}
    changed = db.session.execute(
        sa.update(StockLevel).where(levels.c.id == level_id, *only_if).values(values)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def write(
    level_id: int,
    bucket: Bucket,
    quantity: int,
    kind: Kind,
    cause: str,
    by: Actor,
    reverses: int | None = None,
) -> None:
    MOVED.run(connection(), [movement(level_id, bucket, quantity, kind, cause, by, reverses)])


def movement(
    level_id: int,
    bucket: Bucket,
    quantity: int,
    kind: Kind,
    cause: str,
    by: Actor,
    reverses: int | None = None,
) -> dict[str, Any]:
    """The columns of one Movement."""
    return {
        "level_id": level_id,
        "bucket": bucket,
        "quantity": quantity,
        "kind": kind,
        "cause": cause,
        "by": by.ref,
        "device_id": by.device_id,
        "at": now(),
        "reverses_id": reverses,
    }


def forget_level(level_id: int) -> None:
    """What the session may hold of a balance that was changed beside it is read again."""
    session = db.session()
    held = session.identity_map.get(_LEVELS.identity_key_from_primary_key((level_id,)))
    if held is not None:
        session.expire(held, _BALANCES)
