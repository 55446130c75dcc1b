"""What we mean to ask a carrier, written down before it is asked, and what came of it."""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.shipping.labels import Label
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.db import Base, db
from associate.errors import Refused
from associate.words import _


class Verb(StrEnum):
    RATES = "rates"
    BUY = "buy"
    VOID = "void"
    FORM = "form"


class CallState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"  # and surely not done
    STUCK = "stuck"  # nobody who tried came back: a person looks


class CarrierCall(Base):
    """One deed at a carrier. `key` is the same over all its tries, so that it is done once.

    `asked_at` is committed before the carrier hears of it, and taken back only when it is proven that nothing
    was done: a buy with it is looked up, never bought again.
    """

    __tablename__ = "carrier_calls"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(60), unique=True)
    verb: Mapped[Verb]
    attempt: Mapped[int] = mapped_column(default=1)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("carrier_accounts.id"))
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    parcel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("parcels.id"), index=True)
    label_id: Mapped[int | None] = mapped_column(sa.ForeignKey("labels.id"))
    manifest_id: Mapped[int | None] = mapped_column(sa.ForeignKey("manifests.id"))
    request: Mapped[dict[str, Any]] = mapped_column(default=dict)  # names a person: emptied once it is over
    request_hash: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[CallState] = mapped_column(default=CallState.PENDING)
    by: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
    next_at: Mapped[datetime] = mapped_column(default=now)
    asked_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)  # claims since somebody last came back with an answer
    rounds: Mapped[int] = mapped_column(default=0)  # answers that settled nothing
    outcome: Mapped[str] = mapped_column(sa.String(20), default="")  # of the last answer
    words: Mapped[str] = mapped_column(sa.String(500), default="")  # the carrier’s own
    code: Mapped[str] = mapped_column(sa.String(60), default="")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)  # rates
    done_at: Mapped[datetime | None]
    account: Mapped[CarrierAccount] = relationship(lazy="joined")
    parcel: Mapped[Parcel | None] = relationship()
    label: Mapped[Label | None] = relationship()
    __table_args__ = (
        sa.Index(
            "uq_carrier_calls_buy",
            "parcel_id",
            "attempt",
            unique=True,
            postgresql_where=sa.text("verb = 'buy'"),
            sqlite_where=sa.text("verb = 'buy'"),
        ),
        sa.Index(
            "ix_carrier_calls_pending",
            "next_at",
            "id",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"carrier_call:{self.id}"

    @property
    def is_over(self) -> bool:
        return self.state in (CallState.DONE, CallState.REFUSED)


def fingerprint(request: dict[str, Any]) -> str:
    """SHA-256 of what is asked for, whatever the order of its names."""
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()


def ask(
    verb: Verb,
    key: str,
    *,
    account: CarrierAccount,
    store_id: int,
    request: dict[str, Any],
    by: str,
    parcel_id: int | None = None,
    attempt: int = 1,
    label_id: int | None = None,
    manifest_id: int | None = None,
) -> CarrierCall:
    """Inside atomic(): the intent, once. The same key again is the same call.

    Raises Refused("reused_key") when it was written down with another content.
    """
    told = fingerprint({"verb": verb, "account": account.key, **request})
    known = db.session.scalar(sa.select(CarrierCall).where(CarrierCall.key == key))
    if known is not None:
        if known.request_hash != told:
            raise Refused("reused_key", _("That was asked for differently before. Look at it again."))
        return known
    call = CarrierCall(
        verb=verb,
        key=key,
        attempt=attempt,
        account_id=account.id,
        store_id=store_id,
        parcel_id=parcel_id,
        label_id=label_id,
        manifest_id=manifest_id,
        request=request,
        request_hash=told,
        by=by,
    )
    db.session.add(call)
    db.session.flush()
    return call


def buy_key(parcel: Parcel) -> str:
    """Constant for one parcel until a label under it is proven not to be: refused, or voided."""
    return f"{parcel.uid}-{parcel.attempt}"


def void_key(label: Label) -> str:
    """Of the label’s next void: one that was refused may be asked for again."""
    return f"{label.parcel.uid}-void-{1 + _count(Verb.VOID, CarrierCall.label_id == label.id)}-{label.id}"


def rates_key(parcel: Parcel) -> str:
    return f"{parcel.uid}-rates-{1 + _count(Verb.RATES, CarrierCall.parcel_id == parcel.id)}"


def _count(verb: Verb, which: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(CarrierCall.verb == verb, which)) or 0


def buying(parcel_id: int) -> CarrierCall | None:
    """The purchase of which nobody knows yet how it ended."""
    find = sa.select(CarrierCall).where(CarrierCall.parcel_id == parcel_id, CarrierCall.verb == Verb.BUY)
    open_ = find.where(CarrierCall.state.in_((CallState.PENDING, CallState.STUCK)))
    return db.session.scalar(open_.execution_options(populate_existing=True))


def last_call(parcel_id: int, verb: Verb, account_id: int | None = None) -> CarrierCall | None:
    """Of this account, or of any."""
    find = sa.select(CarrierCall).where(CarrierCall.parcel_id == parcel_id, CarrierCall.verb == verb)
    if account_id is not None:
        find = find.where(CarrierCall.account_id == account_id)
    return db.session.scalar(find.order_by(CarrierCall.id.desc()).limit(1))
