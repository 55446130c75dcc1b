"""Lists in pages that stay right while rows are added: the cursor says where the last page ended."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import InstrumentedAttribute

from associate.db import UtcDateTime, db
from associate.web.api.problems import NotValid
from associate.web.api.shapes.problem import Fault

Row = TypeVar("Row")
MOST = 200


class Paged(BaseModel):
    """The parameters of every list."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    limit: int = Field(50, ge=1, le=MOST, description=f"Entries on a page, at most {MOST}.")
    cursor: Annotated[str, StringConstraints(max_length=400, pattern=r"^[A-Za-z0-9_-]+$")] | None = Field(
        None, description="`next` of the page before; leave it out for the first."
    )


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    next: str | None


def page_of(find: sa.Select[Row], query: Paged, *keys: InstrumentedAttribute[Any]) -> Page[Row]:
    """The next `limit` rows by rising `keys`, the last one unique. Raises NotValid for a foreign cursor."""
    if query.cursor:
        after = _read(query.cursor, keys)
        ends = [sa.literal(value, key.type) for value, key in zip(after, keys, strict=True)]
        find = find.where(sa.tuple_(*keys) > sa.tuple_(*ends))
    rows: Sequence[Row] = db.session.scalars(find.order_by(*keys).limit(query.limit + 1)).unique().all()
    more = len(rows) > query.limit
    kept = list(rows[: query.limit])
    return Page(kept, _cursor(kept[-1], keys) if more else None)


def _cursor(row: object, keys: tuple[InstrumentedAttribute[Any], ...]) -> str:
    values = [getattr(row, key.key) for key in keys]
    text = json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, keys: tuple[InstrumentedAttribute[Any], ...]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            raise ValueError
        return [_value(value, key) for value, key in zip(values, keys, strict=True)]
    except (ValueError, OverflowError, binascii.Error, TypeError, RecursionError):
        raise NotValid([Fault(pointer="cursor", detail="This cursor is of no page of this list.")]) from None


def _value(value: Any, key: InstrumentedAttribute[Any]) -> Any:
    if isinstance(key.type, UtcDateTime):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    if type(value) is not key.type.python_type or (isinstance(value, int) and abs(value) >= 2**62):
        raise ValueError
    if isinstance(value, str):
        value.encode()  # half a surrogate pair is no text
        if "\0" in value:
            raise ValueError
    return value
