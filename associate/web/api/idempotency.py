"""Writes that may be sent again: @once does them once and answers the same each time.

@api.post("/sales", responses={201: SaleShape}, tags=[SALES])
@token_can("sales:write")
@once
def create_sale(body: Sale) -> Response:
    return created(shape_of(take_sale(…)))
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, request

from associate.core.events.replays import Claim, Stored, claim, let_go, store_answer
from associate.db import atomic, db
from associate.web.api.problems import ApiProblem

KEY = re.compile(r"[\x21-\x7e]{1,255}")
View = Callable[..., Response]


def once(view: View) -> View:
    """Around a view that writes: all of it and its answer are one transaction, under the caller’s key.

    A refusal leaves nothing behind, so that the key may be used again.
    """

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> Response:
        turn = claim(g.api_token.id, read_key(), _fingerprint())
        if isinstance(turn, Stored):
            db.session.info["replayed"] = True  # for the log
            return _again(turn)
        try:
            return _do(turn, lambda: view(*args, **kwargs))
        except Exception:
            db.session.rollback()
            let_go(turn)
            raise

    answered.is_once = True  # type: ignore[attr-defined]
    return answered


def read_key() -> str:
    """The Idempotency-Key; quotes around it, as a structured field has them, are dropped.

    Raises ApiProblem 400 without one.
    """
    key = request.headers.get("Idempotency-Key", "").strip().removeprefix('"').removesuffix('"')
    if not KEY.fullmatch(key):
        raise ApiProblem(
            400,
            "no_key",
            "Send an Idempotency-Key of 1 to 255 visible characters: a fresh one for each deed.",
        )
    return key


def _do(turn: Claim, work: Callable[[], Response]) -> Response:
    with atomic():
        answer = work()
        store_answer(turn, answer.status_code, answer.get_data(as_text=True))
    return answer


def _again(stored: Stored) -> Response:
    return Response(
        stored.body, stored.status, mimetype="application/json", headers={"Idempotent-Replayed": "true"}
    )


def _fingerprint() -> str:
    """Over method, path and body as they were sent."""
    parts = (request.method.encode(), request.path.encode(), request.get_data())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
