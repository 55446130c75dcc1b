"""Alerts to one's own phone: a browser begins and ends them on /me."""

import hashlib
import re
from datetime import time
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, current_app, request, url_for
from flask_login import current_user

from associate.core.events.record import record
from associate.core.stores.alert_choices import FAMILIES, WORDS, choice_of
from associate.core.stores.shifts import PushSubscription
from associate.db import atomic, db, insert_into
from associate.errors import Refused
from associate.jobs.outlets import can_push_to, push_public_key
from associate.web.access import me, signed_in
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _

bp = Blueprint("push", __name__, url_prefix="/me/alerts")
BASE64URL = re.compile(r"[A-Za-z0-9_-]{16,120}=*")


@bp.post("")
@signed_in
def create_subscription() -> Any:
    """Alerts come to this browser from now on: the same browser again changes nothing but its owner.

    Raises Refused("bad_subscription").
    """
    endpoint = request.form.get("endpoint", "")
    keys = {name: request.form.get(name, "") for name in ("p256dh", "auth")}
    is_one = len(endpoint) <= 2000 and all(map(BASE64URL.fullmatch, keys.values()))
    if not (is_one and can_push_to(endpoint, current_app.config)):
        raise Refused("bad_subscription", _("This browser’s alerts can’t be reached from here."))
    owner = {"staff_id": current_user.staff.id, "device_id": me().device_id, **keys}
    row = insert_into(PushSubscription).values(endpoint=endpoint, endpoint_hash=_hash(endpoint), **owner)
    with atomic():
        db.session.execute(row.on_conflict_do_update(index_elements=["endpoint_hash"], set_=owner))
        record("staff.alerts_on", about=current_user.staff, by=me())
    say("ok", _("Alerts are on"), _("They come to this browser while you’re on shift."))
    return go(url_for("login.show_person"))


@bp.post("/end")
@signed_in
def end_subscription() -> Any:
    """No alerts to this browser any more, or to none of mine where it doesn't say which it is."""
    mine = sa.delete(PushSubscription).where(PushSubscription.staff_id == current_user.staff.id)
    if endpoint := request.form.get("endpoint"):
        mine = mine.where(PushSubscription.endpoint_hash == _hash(endpoint))
    with atomic():
        db.session.execute(mine)
        record("staff.alerts_off", about=current_user.staff, by=me())
    say("ok", _("Alerts are off"), "")
    return go(url_for("login.show_person"))


@bp.post("/choice")
@signed_in
def choose_alerts() -> Any:
    """Which ones come to me, and between which hours none. Raises Refused("no_time")."""
    staff, wanted = current_user.staff, request.form.getlist("wants")
    hours = _clock("quiet_from"), _clock("quiet_until")
    if (hours[0] is None) != (hours[1] is None):
        raise Refused("no_time", _("Type both times, as 22:00."))
    with atomic(staff):
        choice = db.session.merge(choice_of(staff.id))
        choice.off = [name for name in FAMILIES if name not in wanted]
        choice.quiet_from, choice.quiet_until = hours
        record("staff.alerts_chosen", about=staff, by=me(), off=choice.off)
    say("ok", _("Your alerts are chosen"), "")
    return go(url_for("login.show_person"))


def _clock(field: str) -> time | None:
    """ "22:00"; None for none."""
    text = request.form.get(field, "").strip()
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        raise Refused("no_time", _("Type both times, as 22:00.")) from None


@bp.app_context_processor
def _key() -> dict[str, Any]:
    """For the page that offers it; made when it is asked for, on no other page."""
    mine = {"alert_choice": lambda: choice_of(current_user.staff.id), "alert_words": WORDS}
    return {"push_key": lambda: push_public_key(current_app.config), "alerts": _alerts, **mine}


def _alerts() -> int:
    """How many browsers of this person listen."""
    find = sa.select(sa.func.count()).where(PushSubscription.staff_id == current_user.staff.id)
    return db.session.scalar(find) or 0


def _hash(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()
