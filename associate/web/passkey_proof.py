"""What a passkey must show before it counts: our challenge, our address, the person's verification, once.

W3C Web Authentication level 2, 7.1 and 7.2; the webauthn package does the arithmetic.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, current_app, request, session
from sqlalchemy import select

from associate.clock import now
from associate.core.events.commands import answered, intent
from associate.core.events.record import Actor
from associate.core.stores.credentials import Passkey
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _

GOOD_FOR = 300  # seconds that a challenge may be answered
LONGEST = 20_000  # characters of what a browser sends


@dataclass(frozen=True)
class Party:
    """Who asks for the passkey, as browsers know us: a host name, and the address with its scheme."""

    id: str
    origin: str


def party() -> Party | None:
    """None where passkeys can't work. The address is the configured one: a Host header chooses nothing."""
    if find_spec("webauthn") is None:
        return None
    ours = urlsplit(current_app.config["BASE_URL"])
    if ours.scheme == "https" and ours.hostname and request.host == ours.netloc:
        return Party(ours.hostname, f"https://{ours.netloc}")
    if urlsplit(request.host_url).hostname == "localhost":
        return Party("localhost", request.host_url.rstrip("/"))
    return None


def prove(us: Party, challenge: bytes, credential: dict[str, Any]) -> Staff:
    """Whose passkey signed. Its counter is compared under the lock: a copy of it is noticed."""
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    key = db.session.scalar(select(Passkey).filter_by(credential_id=str(credential.get("id", ""))[:400]))
    if key is None:
        raise not_ours()
    with atomic(key):
        try:
            proved = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=us.id,
                expected_origin=us.origin,
                credential_public_key=base64url_to_bytes(key.public_key),
                credential_current_sign_count=key.sign_count,
                require_user_verification=True,
            )
        except WebAuthnException:
            raise not_ours() from None
        staff = db.session.get_one(Staff, key.staff_id)
        if not staff.can("approve"):  # another role since: the password is their way in
            raise not_ours()
        spend(challenge, staff.actor)
        key.sign_count, key.used_at = proved.new_sign_count, now()
    return staff


def asked(options: Any) -> Response:
    """The options as the browser takes them; their challenge waits in this browser's session."""
    from webauthn import options_to_json
    from webauthn.helpers import bytes_to_base64url

    session["passkey"] = [bytes_to_base64url(options.challenge), int(now().timestamp())]
    return Response(
        options_to_json(options), mimetype="application/json", headers={"Cache-Control": "no-store"}
    )


def challenge_asked() -> bytes:
    """What this browser was asked, out of its session for good. Raises Refused("no_challenge"), late too."""
    from webauthn.helpers import base64url_to_bytes

    text, asked_at = session.pop("passkey", ("", 0))
    if not text or now().timestamp() - asked_at > GOOD_FOR:
        raise Refused("no_challenge", _("That took too long. Try again."))
    return base64url_to_bytes(text)


def spend(challenge: bytes, by: Actor) -> None:
    """Inside the deed's transaction: an older copy of the session cookie can't bring the challenge back."""
    key = hashlib.sha256(challenge).hexdigest()
    if answered(intent(f"passkey:{key}", "passkey", by, {})) is not None:
        raise Refused("no_challenge", _("That was used already. Try again."))


def credential_sent() -> dict[str, Any]:
    try:
        told = json.loads(request.form.get("credential", "")[:LONGEST])
    except (ValueError, RecursionError):
        raise not_ours() from None
    if not isinstance(told, dict):
        raise not_ours()
    return told


def must_be_possible() -> Party:
    us = party()
    if us is None:
        abort(404)
    return us


def not_ours() -> Refused:
    return Refused("wrong_passkey", _("That passkey doesn’t open this. Use your password."))
