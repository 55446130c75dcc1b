"""Passkeys (W3C Web Authentication) for who may approve: an extra beside the password, on their own devices.

It shows where the webauthn package is installed and the page is one that browsers trust: our own address over
HTTPS, or localhost. The browser's user verification (finger, face, its own PIN) is always required.
"""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from sqlalchemy import select

from associate.core.events.record import record
from associate.core.stores.credentials import Passkey
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import Missing
from associate.web.access import me, public, signed_in, staff_can
from associate.web.htmx import go
from associate.web.limits import LOGIN, everywhere, limiter
from associate.web.passkey_proof import (
    asked,
    challenge_asked,
    credential_sent,
    must_be_possible,
    not_ours,
    party,
    prove,
    spend,
)
from associate.web.paths import safe_path
from associate.web.person import must_prove, one_person
from associate.web.said import say
from associate.web.signing import sign_in
from associate.words import _

bp = Blueprint("passkeys", __name__)


@bp.app_context_processor
def _known() -> dict[str, Any]:
    return {
        "passkeys_here": lambda: party() is not None,
        "my_passkeys": lambda: passkeys_of(current_user.staff),
    }


def passkeys_of(staff: Staff) -> list[Passkey]:
    return list(db.session.scalars(select(Passkey).filter_by(staff_id=staff.id).order_by(Passkey.id)))


@bp.post("/me/passkeys/options")
@staff_can("approve")
def create_options() -> Response:
    from webauthn import generate_registration_options
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    us, staff = must_be_possible(), current_user.staff
    have = [
        PublicKeyCredentialDescriptor(base64url_to_bytes(key.credential_id)) for key in passkeys_of(staff)
    ]
    return asked(
        generate_registration_options(
            rp_id=us.id,
            rp_name="Associate",
            user_id=staff.ref.encode(),
            user_name=staff.email,
            user_display_name=f"{staff.first_name} {staff.last_name}",
            exclude_credentials=have,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
    )


@bp.post("/me/passkeys")
@staff_can("approve")
@limiter.limit(LOGIN, key_func=one_person)
def create_passkey() -> Any:
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    us, challenge, staff = must_be_possible(), challenge_asked(), current_user.staff
    must_prove(staff, request.form.get("now", ""))
    try:
        made = verify_registration_response(
            credential=credential_sent(),
            expected_challenge=challenge,
            expected_rp_id=us.id,
            expected_origin=us.origin,
            require_user_verification=True,
        )
    except WebAuthnException:
        raise not_ours() from None
    key = Passkey(
        staff_id=staff.id,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=request.form.get("name", "").strip()[:60] or _("Passkey"),
    )
    with atomic(staff):
        spend(challenge, staff.actor)
        db.session.add(key)
        record("staff.passkey_added", about=staff, by=me())
    say("ok", _("Passkey added"), _("Next time, sign in with it."))
    return go(url_for("login.show_person"))


@bp.post("/me/passkeys/<int:number>/removal")
@signed_in
def create_removal(number: int) -> Any:
    """Anybody's own, whatever their role is by now."""
    staff = current_user.staff
    with atomic(staff):
        key = db.session.scalar(select(Passkey).filter_by(id=number, staff_id=staff.id))
        if key is None:
            raise Missing("no_passkey", _("That passkey is gone already."))
        db.session.delete(key)
        record("staff.passkey_removed", about=staff, by=me())
    say("ok", _("Passkey removed"))
    return go(url_for("login.show_person"))


@bp.post("/login/passkey/options")
@public
@limiter.limit(LOGIN)
def create_sign_in_options() -> Response:
    from webauthn import generate_authentication_options
    from webauthn.helpers.structs import UserVerificationRequirement

    us = must_be_possible()
    return asked(
        generate_authentication_options(rp_id=us.id, user_verification=UserVerificationRequirement.REQUIRED)
    )


@bp.post("/login/passkey")
@public
@everywhere(LOGIN, "passkey")
def create_session() -> Any:
    us, challenge, credential = must_be_possible(), challenge_asked(), credential_sent()
    staff = prove(us, challenge, credential)
    sign_in(staff, begun_by="passkey")
    return go(safe_path(request.form.get("next", "")) or url_for("today.show"))
