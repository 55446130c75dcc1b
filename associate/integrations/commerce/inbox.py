"""Webhooks in: verify over the raw body, store, answer. The worker takes them in afterwards."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, current_app, request

from associate.core.catalog.channels import Channel
from associate.core.events.models import Inbound
from associate.core.events.nudge import nudge
from associate.db import atomic, db, insert_into
from associate.integrations.commerce import commerce_for
from associate.integrations.commerce.masking import masked_body
from associate.integrations.commerce.port import Envelope
from associate.web.access import signed
from associate.web.limits import limiter
from associate.web.security import csrf

bp = Blueprint("inbox", __name__, url_prefix="/webhooks")
limiter.exempt(bp)
csrf.exempt(bp)


_INBOUND: Any = Inbound.__table__  # its statements cost half of what the class's do
_CHANNEL = sa.select(Channel.id, Channel.platform, Channel.secret).where(
    Channel.key == sa.bindparam("key"), Channel.platform == sa.bindparam("platform"), Channel.is_active
)


@bp.post("/<platform>/<key>")
@signed
def create_inbound(platform: str, key: str) -> Response:
    """200 once it is stored, and when it was stored before; 401 unsigned; 404 for no such channel."""
    channel = db.session.execute(_CHANNEL, {"key": key, "platform": platform}).one_or_none()
    if channel is None:
        abort(404)
    adapter, raw = commerce_for(channel.platform), request.get_data()
    if adapter.is_ping(raw, request.headers):
        return Response(status=200)
    if not adapter.verify(raw, request.headers, secret=channel.secret, url=_address()):
        return Response("The signature doesn’t match.", 401)
    envelope = adapter.envelope(raw, request.headers)
    if envelope.topic not in ("ping", "ignored"):
        keep(channel.id, envelope, raw)
        nudge()
    return Response(status=200)


def keep(channel_id: int, envelope: Envelope, raw: bytes) -> None:
    """One row for one delivery: the second sending of the same finds it there."""
    row = {
        "channel_id": channel_id,
        "topic": envelope.topic,
        "dedupe_key": envelope.dedupe_key,
        "body": masked_body(raw),
        "triggered_at": envelope.triggered_at,
    }
    with atomic():
        db.session.execute(insert_into(_INBOUND).on_conflict_do_nothing(), row)


def _address() -> str:
    """The address the platform was given: ours as the world sees it, with this path."""
    return current_app.config["BASE_URL"].rstrip("/") + request.path
