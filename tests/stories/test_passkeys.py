"""A manager's own phone with a passkey: made on the own page, used on the login, and never twice."""

import pytest
import sqlalchemy as sa

from associate.core.stores.credentials import Passkey
from associate.core.stores.staff import Role, Staff, StaffSession
from associate.db import atomic, db
from tests.support.hands import Hands
from tests.support.shop import PASSWORD, look_again

pytestmark = pytest.mark.engine("sqlite")


def authenticator(page, **options):
    """A phone’s own authenticator as the DevTools protocol pretends it: (protocol session, its id)."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    known = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": {**known, **options}})
    return protocol, made["authenticatorId"]


@pytest.fixture
def helen(devices, server, shop):
    """On localhost, where browsers allow passkeys without HTTPS."""
    url = server.url.replace("127.0.0.1", "localhost")
    hands = Hands(devices.phone(base_url=url), url)
    hands.protocol, hands.key = authenticator(hands.page)
    return hands.signs_in(shop.helen)


def add(hands):
    hands.opens("/me").page.fill("#passkey-name", "My phone")
    hands.page.fill("#passkey-proof", PASSWORD)
    return hands.taps("Add a passkey").sees("Passkey added", "My phone")


def signs_out(hands):
    return hands.opens("/me").taps("Sign out").sees("Who’s working?")


def kept():
    look_again()
    return db.session.scalars(sa.select(Passkey)).one()


def test_made_once_then_signed_in_without_a_password(shop, helen):
    add(helen)
    assert (kept().staff_id, kept().name) == (shop.helen.id, "My phone")
    signs_out(helen).taps("Sign in with a passkey")
    helen.page.wait_for_url(lambda url: "/login" not in url)
    helen.opens("/me").sees("Helen Marsh")
    assert kept().sign_count > 0 and kept().used_at
    begun = db.session.scalars(sa.select(StaffSession.begun_by).order_by(StaffSession.id.desc())).first()
    assert begun == "passkey" and "staff.passkey_added" in shop.diary(shop.helen)


@pytest.mark.long
def test_a_copied_passkey_is_noticed_by_its_counter(shop, helen):
    add(helen)
    with atomic():
        kept().sign_count = 1000  # the other copy was used more often
    signs_out(helen).taps("Sign in with a passkey").sees("That passkey doesn’t open this")
    assert kept().used_at is None


@pytest.mark.long
def test_without_the_finger_there_is_no_way_in(helen):
    add(helen)
    signs_out(helen)
    helen.protocol.send("WebAuthn.setUserVerified", {"authenticatorId": helen.key, "isUserVerified": False})
    helen.taps("Sign in with a passkey").sees("No passkey was used")


@pytest.mark.long
def test_what_was_sent_once_opens_nothing_again(shop, helen):
    add(helen)
    signs_out(helen)
    sent = []
    helen.page.on(
        "request", lambda request: sent.append(request) if request.url.endswith("/login/passkey") else None
    )
    asked = {}
    helen.page.on(
        "response",
        lambda r: (
            asked.update(cookie=helen.page.context.cookies()) if r.url.endswith("/passkey/options") else None
        ),
    )
    helen.taps("Sign in with a passkey")
    helen.page.wait_for_url(lambda url: "/login" not in url)
    form = sent[0].post_data
    helen.page.context.clear_cookies()
    helen.page.context.add_cookies(asked["cookie"])
    again = helen.page.request.post(
        f"{helen.url}/login/passkey", data=form, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert again.status == 422 and "passkey" in again.text()


@pytest.mark.long
def test_removed_it_opens_nothing(helen):
    add(helen).taps("Remove").sees("Passkey removed")
    signs_out(helen).taps("Sign in with a passkey").sees("That passkey doesn’t open this")


@pytest.mark.long
def test_only_who_may_approve_is_offered_one(devices, server, shop):
    url = server.url.replace("127.0.0.1", "localhost")
    ana = Hands(devices.phone(base_url=url), url).signs_in(shop.ana)
    ana.opens("/me").does_not_see("Passkeys")


@pytest.mark.long
def test_where_browsers_don_t_trust_the_address_it_doesn_t_show(devices, server, shop):
    helen = Hands(devices.phone(), server.url).signs_in(shop.helen)
    helen.opens("/me").does_not_see("Passkeys")


@pytest.mark.later
def test_a_passkey_of_who_may_not_approve_any_more_opens_nothing(shop, helen):
    add(helen)
    signs_out(helen)
    with atomic():
        db.session.get(Staff, shop.helen.id).role = Role.LEAD
    helen.taps("Sign in with a passkey").sees("That passkey doesn’t open this")
    assert kept().used_at is None
    helen.signs_in(shop.helen).opens("/me").sees("My phone").taps("Remove").sees("Passkey removed")
