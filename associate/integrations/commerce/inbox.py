"""Webhooks in: verify over the raw body, store, answer. The worker takes them in afterwards."""

import sqlalchemy as sa
from flask import Blueprint, Response, abort, current_app, request

from associate.clock import now
from associate.core.catalog.channels import Channel
from associate.core.events.models import Inbound, InboundState
from associate.core.events.nudge import nudge
from associate.db import atomic, db, insert_into
from associate.integrations.commerce import commerce_for
from associate.integrations.commerce.masking import masked_body
from associate.web.access import signed
from associate.web.limits import limiter
from associate.web.security import csrf

bp = Blueprint("inbox", __name__, url_prefix="/webhooks")
limiter.exempt(bp)
csrf.exempt(bp)


@bp.post("/<platform>/<key>")
@signed
def create_inbound(platform: str, key: str) -> Response:
    """200 once it is stored, and when it was stored before; 401 unsigned; 404 for no such channel."""
    channel = db.session.scalar(sa.select(Channel).filter_by(key=key, platform=platform, is_active=True))
    if channel is None:
        abort(404)
    adapter, raw = commerce_for(channel.platform), request.get_data()
    if adapter.is_ping(raw, request.headers):
        return Response(status=200)
    if not adapter.verify(raw, request.headers, secret=channel.secret, url=_address()):
        return Response("The signature doesn’t match.", 401)
    envelope = adapter.envelope(raw, request.headers)
    if envelope.topic not in ("ping", "ignored"):
        keep(channel, envelope.topic, envelope.dedupe_key, raw, triggered_at=envelope.triggered_at)
        nudge()
    return Response(status=200)


def keep(channel: Channel, topic: str, dedupe_key: str, raw: bytes, *, triggered_at=None) -> None:  # type: ignore[no-untyped-def]
    """One row for one delivery: the second sending of the same finds it there."""
    with atomic():
        db.session.execute(
            insert_into(Inbound)
            .values(
                channel_id=channel.id,
                topic=topic,
                dedupe_key=dedupe_key,
                body=masked_body(raw),
                tries=0,
                problem="",
                received_at=now(),
                triggered_at=triggered_at,
                state=InboundState.PENDING,
                next_at=now(),
            )
            .on_conflict_do_nothing()
        )


def _address() -> str:
    """The address the platform was given: ours as the world sees it, with this path."""
    return current_app.config["BASE_URL"].rstrip("/") + request.path
