"""The customer's link and pickup codes: made here, hashed in the database, known to nobody else.

The link's token is 128 random bits; only its SHA-256 is stored, so a message is the one place it is in.
The counter codes derive from a random nonce and the secret key: the page can show them again, the
database alone can't.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import timedelta
from typing import cast

import sqlalchemy as sa

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passes import PickupLink, PickupPass
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME, State
from associate.core.orders.models import Order
from associate.db import db, insert_into

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXY"  # no 0/O, 1/I/L, 5/S stays apart from S, U/V, 2/Z
DOOR = "door_code"
"""The message with the code that opens a link after its time."""
DOOR_GOOD_FOR = timedelta(minutes=15)
SPOKEN = 6  # characters a person reads out: 28^6 is 481 million, single-use, rate-limited


def make_link(order: Order) -> str:
    """A new token for the customer's page, to be put into one message. Inside atomic()."""
    token = secrets.token_urlsafe(16)
    db.session.add(PickupLink(order_id=order.id, token_hash=_sha256(token)))
    return token


def link_for(order: Order, seed: str, *, key: str) -> str:
    """The token of one message, the same for every try of it: from the message's random `seed` and the secret
    key, so that neither alone opens the page. Inside atomic()."""
    token = urlsafe_b64encode(hmac.digest(key.encode(), f"link:{seed}".encode(), "sha256")[:16]).decode()
    token = token.rstrip("=")
    link = insert_into(PickupLink).values(order_id=order.id, token_hash=_sha256(token), created_at=now())
    db.session.execute(link.on_conflict_do_nothing())
    return token


def order_behind(token: str) -> Order | None:
    """The order a link opens; None for a wrong or revoked token."""
    find = sa.select(Order).join(PickupLink, PickupLink.order_id == Order.id)
    return db.session.scalar(
        find.where(PickupLink.token_hash == _sha256(token), PickupLink.revoked_at.is_(None))
    )


def ensure_pass(fulfillment: Fulfillment, *, key: str) -> PickupPass:
    """The unused pass of a fulfillment, made when there is none. Inside atomic()."""
    return current_pass(fulfillment) or make_pass(fulfillment, key=key)


def make_pass(fulfillment: Fulfillment, *, key: str, name: str = "") -> PickupPass:
    """Inside atomic(). With a name it is for somebody whom the customer sends."""
    nonce = secrets.token_hex(16)
    made = PickupPass(
        fulfillment_id=fulfillment.id,
        nonce=nonce,
        qr_hash=_sha256(qr_code(nonce, key=key)),
        code_hash=_keyed(spoken_code(nonce, key=key), key),
        name=name,
    )
    db.session.add(made)
    db.session.flush()
    return made


def current_pass(fulfillment: Fulfillment) -> PickupPass | None:
    """The customer’s own, unused; not that of somebody they send."""
    return db.session.scalar(_good_passes(fulfillment).where(PickupPass.name == "").limit(1))


def _good_passes(fulfillment: Fulfillment) -> sa.Select[PickupPass]:
    find = sa.select(PickupPass).filter_by(fulfillment_id=fulfillment.id, used_at=None, revoked_at=None)
    return find.order_by(PickupPass.id.desc())


def qr_code(nonce: str, *, key: str) -> str:
    """What the QR holds behind PUP-: 20 characters, about 96 bits."""
    return _derived(nonce, "qr", key, 20)


def spoken_code(nonce: str, *, key: str) -> str:
    """The six characters a person reads out: "4F7K2M"."""
    return _derived(nonce, "code", key, SPOKEN)


def door_code(nonce: str, *, key: str) -> str:
    """What opens a link after its time, of the message with this nonce: six characters."""
    return _derived(nonce, "door", key, SPOKEN)


def pass_by_qr(value: str) -> PickupPass | None:
    """The pass a scanned QR belongs to, used or not, in any store; one taken back is as good as none."""
    return db.session.scalar(sa.select(PickupPass).filter_by(qr_hash=_sha256(value.upper()), revoked_at=None))


def spoken_pass(fulfillment: Fulfillment, code: str, *, key: str) -> PickupPass | None:
    """Whose characters were read out, the customer’s or a delegate’s. Compared in constant time."""
    spoken = _keyed("".join(c for c in code.upper() if c.isalnum()), key)
    passes = list(db.session.scalars(_good_passes(fulfillment)))
    right = [one for one in passes if hmac.compare_digest(one.code_hash, spoken)]
    return right[0] if right else None


def passes_by_code(
    code: str, *, store_id: int, key: str, states: Iterable[State] = WITH_CUSTOMER_TO_COME
) -> list[PickupPass]:
    """Unused passes of this store's orders that a spoken code opens (one, but for a rare twin), ready ones
    if not told otherwise."""
    spoken = "".join(c for c in code.upper() if c.isalnum())
    find = (
        sa.select(PickupPass)
        .join(Fulfillment, Fulfillment.id == PickupPass.fulfillment_id)
        .where(
            PickupPass.code_hash == _keyed(spoken, key),
            PickupPass.used_at.is_(None),
            PickupPass.revoked_at.is_(None),
            Fulfillment.store_id == store_id,
            Fulfillment.state.in_(states),
        )
    )
    return list(db.session.scalars(find))


_passes = cast(sa.Table, PickupPass.__table__)
_USE_PASS = (
    sa.update(_passes)
    .where(_passes.c.fulfillment_id.in_(sa.bindparam("jobs", expanding=True)), _passes.c.used_at.is_(None))
    .values(used_at=sa.bindparam("at", type_=_passes.c.used_at.type))
)


def use_pass(*fulfillments: Fulfillment) -> None:
    """The codes opened a handover: they open no second one."""
    these = {"jobs": [fulfillment.id for fulfillment in fulfillments], "at": now()}
    db.session.execute(_USE_PASS, these)


def _derived(nonce: str, purpose: str, key: str, length: int) -> str:
    digest = hmac.digest(key.encode(), f"{purpose}:{nonce}".encode(), "sha256")
    number, letters = int.from_bytes(digest), []
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _keyed(text: str, key: str) -> str:
    return hmac.new(key.encode(), f"spoken:{text}".encode(), "sha256").hexdigest()
