"""What all shapes are made of: money, moments, texts, and the strictness of what comes in."""

from datetime import UTC, datetime
from typing import Annotated, Any

from babel.numbers import is_currency
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from associate.clock import now
from associate.core.orders import receipts

MOST_MINOR = 2**53  # beyond it a JSON number is no longer exact everywhere
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
PLAIN = r"^[^\u0000-\u001F\u007F]*$"


class Shape(BaseModel):
    """What goes out."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sent(BaseModel):
    """What comes in. A field that nobody knows is refused by its path, so that a typo is no silent loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _only_text(value: Any) -> Any:
    if not isinstance(value, str | datetime):
        raise ValueError("A moment is text as RFC 3339 has it, like 2026-11-22T14:05:00Z.")
    if isinstance(value, str) and ("T" not in value.upper() or len(value) < len("2026-11-22T14:05:00Z")):
        raise ValueError("A moment is text as RFC 3339 has it, like 2026-11-22T14:05:00Z.")
    return value


def _with_zone(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("A moment needs its zone, like 2026-11-22T14:05:00Z.")
    if not EARLIEST <= value <= LATEST:
        raise ValueError("A moment between 1970 and 2200.")
    return value.astimezone(UTC)


Moment = Annotated[datetime, BeforeValidator(_only_text), AfterValidator(_with_zone)]
"""RFC 3339, with a zone; goes out in UTC with a Z."""


def _not_ahead(value: datetime) -> datetime:
    if value > now() + receipts.MOST_AHEAD:
        raise ValueError("This is still to come: not more than a day ahead of our clock.")
    return value


def _not_long_ago(value: datetime) -> datetime:
    if value < receipts.EARLIEST:
        raise ValueError("A moment since 2000.")
    return value


PastMoment = Annotated[Moment, AfterValidator(_not_ahead)]
"""A moment that has been, as far as clocks agree: what lies ahead would outdo every later telling."""

DeedMoment = Annotated[PastMoment, AfterValidator(_not_long_ago)]
"""When something happened in a store."""

Minor = Annotated[int, Field(strict=True, ge=-MOST_MINOR, le=MOST_MINOR)]
Units = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Flag = Annotated[bool, Field(strict=True)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["EUR"])]


def _in_use(code: str) -> str:
    if not is_currency(code):
        raise ValueError("This is no currency of ISO 4217.")
    return code


KnownCurrency = Annotated[Currency, AfterValidator(_in_use)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=PLAIN)]
Text40 = Annotated[str, StringConstraints(max_length=40, pattern=PLAIN)]
Text80 = Annotated[str, StringConstraints(max_length=80, pattern=PLAIN)]
Text200 = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]
Gtin = Annotated[str, StringConstraints(pattern=r"^[0-9]{8,14}$"), Field(examples=["4006381333931"])]


class Money(Sent):
    """An amount of money."""

    amount: Minor = Field(description="In minor units of the currency: 1290 is 12.90 EUR, 1290 JPY.")
    currency: Currency = Field(description="ISO 4217.")


class SumSent(Money):
    """A sum of money, never below zero."""

    amount: Annotated[int, Field(strict=True, ge=0, le=MOST_MINOR)] = Field(
        description="In minor units of the currency: 1290 is 12.90 EUR, 1290 JPY."
    )


def money(amount: int, currency: str) -> Money:
    return Money(amount=amount, currency=currency)
