"""Managers look after their people: adding, changing, leaving, passwords, PINs and sessions."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.core.events.commands import intent
from associate.core.fulfillment.states import State
from associate.core.stores.credentials import Passkey, WelcomeLink
from associate.core.stores.passwords import is_common
from associate.core.stores.staff import Role, Staff
from associate.core.tasks.models import Task
from associate.db import atomic, db
from associate.errors import Refused
from associate.workflows.people.forms import About
from associate.workflows.people.rules import leaving, people
from tests.support.managing import at_device, fresh, has_pin, link_on
from tests.support.people import Person
from tests.support.pickups import begin
from tests.support.shop import PASSWORD, look_again

SENTENCE = "rain drums on the tin roof"
NORA = {
    "first_name": "Nora",
    "last_name": "Quinn",
    "email": "Nora@Shop.Example",
    "role": "associate",
    "works_in": "MQ",
}


@pytest.fixture
def helen(app, shop):
    return Person(app, shop.helen)


@pytest.fixture
def ada(app, shop):
    return Person(app, shop.ada)


def named(first_name):
    look_again()
    return db.session.scalars(sa.select(Staff).filter_by(first_name=first_name)).one()


def fields(staff, **changed):
    known = {"first_name": staff.first_name, "last_name": staff.last_name, "role": staff.role.value}
    return {**known, "works_in": staff.store.code if staff.store else "", "locale": "", **changed}


# ── adding, and the first password ───────────────────────────────────────────


def test_a_manager_adds_a_person_who_chooses_a_sentence_and_works(app, shop, helen):
    helen.opens("/people").taps("Add a person").taps("Add and make the link", **NORA)
    path = link_on(helen.sees("Give this link to Nora"))
    nora = Person(app).opens(path).sees("Welcome, Nora.")
    nora.taps("That’s my password", sentence=SENTENCE, again=SENTENCE).sees("nora@shop.example")
    nora.taps("Sign in").posts("/login", email="nora@shop.example", password=SENTENCE, next="/me")
    nora.sees("Nora Quinn", "Associate", "Mill Quay")
    assert shop.diary(named("Nora"))[:3] == ["staff.added", "staff.link_made", "staff.password_chosen"]


def test_the_link_is_kept_as_a_hash_works_once_and_ends_after_a_day(app, shop, helen):
    helen.opens("/people/new").taps("Add and make the link", **NORA)
    path = link_on(helen)
    kept = db.session.scalars(sa.select(WelcomeLink)).one()
    assert path.rpartition("/")[2] not in str(vars(kept)) and len(kept.token_hash) == 64
    nora = Person(app).opens(path)
    nora.taps("That’s my password", sentence=SENTENCE, again=SENTENCE)
    assert (Person(app).opens(path).status, Person(app).opens(path).code) == (404, "link_gone")
    assert nora.posts(path, sentence=SENTENCE, again=SENTENCE).code == "link_gone"
    helen.opens(f"/people/{named('Nora').id}").taps("New link to choose a password")
    later = link_on(helen)
    with atomic():
        newest = db.session.scalars(sa.select(WelcomeLink).order_by(WelcomeLink.id.desc())).first()
        newest.expires_at -= timedelta(hours=24)
    assert Person(app).opens(later).code == "link_gone"


def test_a_link_shows_once_however_often_the_form_comes(helen):
    helen.opens("/people/new").posts("/people", **NORA, command_id="the-same-tap")
    assert link_on(helen)
    helen.posts("/people", **NORA, command_id="the-same-tap")
    assert (helen.status, helen.code) == (409, "link_shown")


def test_a_link_is_replaced_by_the_next_one(app, helen):
    helen.opens("/people/new").taps("Add and make the link", **NORA)
    first = link_on(helen)
    helen.opens(f"/people/{named('Nora').id}").sees("A link waits").taps("New link to choose a password")
    assert Person(app).opens(first).code == "link_gone"
    assert Person(app).opens(link_on(helen)).status == 200


@pytest.mark.parametrize(
    ("sentence", "again", "code"),
    [
        ("too short", "too short", "too_short"),
        (SENTENCE, SENTENCE + "!", "not_the_same"),
        ("correct horse battery staple", "correct horse battery staple", "too_common"),
        ("Nora Quinn Nora Quinn", "Nora Quinn Nora Quinn", "too_common"),
    ],
)
def test_a_password_that_others_guess_is_refused_beside_its_field(app, helen, sentence, again, code):
    helen.opens("/people/new").taps("Add and make the link", **NORA)
    path = link_on(helen)
    nora = Person(app).opens(path).taps("That’s my password", sentence=sentence, again=again)
    assert (nora.status, nora.code) == (422, code)
    assert nora.taps("That’s my password", sentence=SENTENCE, again=SENTENCE).status == 200


@pytest.mark.parametrize(
    "sentence",
    [
        "passwordpassword",
        "Password 123456789!",
        "aaaaaaaaaaaaaaaaaa",
        "sunshine sunshine",
        "abcdefghijklmnop",
        "1234567890123456",
        "qwertyuiopasdfgh",
        "1qaz2wsx3edc4rfv",
        "To be, or not to be",
        "motdepassemotdepasse",
        "associate ana 12",
        "contraseña contraseña",
    ],
)
def test_what_everybody_picks_is_common(sentence):
    assert is_common(sentence, "Ana", "Duarte", "ana")


@pytest.mark.parametrize(
    "sentence", [SENTENCE, "drei kleine Katzen 7", "mi perro duerme al sol", "zwölf Boxkämpfer jagen"]
)
def test_a_sentence_of_ones_own_is_not(sentence):
    assert not is_common(sentence, "Ana", "Duarte", "ana")


def test_an_email_belongs_to_one_person(helen):
    helen.opens("/people/new").posts("/people", **{**NORA, "email": "CHARLIE@shop.example"})
    assert helen.code == "email_taken"
    assert helen.posts("/people", **{**NORA, "email": "nora at home"}).code == "no_email"
    assert helen.posts("/people", **{**NORA, "first_name": " "}).code == "no_name"


# ── who may change whom ──────────────────────────────────────────────────────


def test_a_manager_sees_the_own_store_and_gives_no_more_than_the_own_role(shop, helen):
    helen.opens("/people").sees("Ana Duarte", "Marcus Bell").does_not_see("Charlie", "Rosa", "Ada", "Sam")
    helen.opens("/people/new").does_not_see("Admin", "Regional manager", "Castle Row")
    for role in ("regional", "service", "admin"):
        assert helen.posts("/people", **{**NORA, "role": role}).code == "role_too_high"
    assert helen.posts("/people", **{**NORA, "works_in": "CR"}).code == "no_store"
    for other in (shop.charlie, shop.rosa, shop.ada):
        assert helen.opens(f"/people/{other.id}").status == 404
        for deed in ("", "/departure", "/return", "/password-link", "/pin-reset", "/sign-outs"):
            assert helen.posts(f"/people/{other.id}{deed}", **fields(other)).status == 404, deed
    assert fresh(shop.charlie).is_active


def test_regional_people_and_admins_look_after_every_store(app, shop, ada):
    rosa = Person(app, shop.rosa)
    rosa.opens("/people").sees("Ana Duarte", "Charlie Voss", "Sam Ortiz").does_not_see("Ada Byrne")
    assert rosa.opens(f"/people/{shop.ada.id}").status == 404
    rosa.posts("/people", **{**NORA, "role": "admin"})
    assert rosa.code == "role_too_high"
    ada.opens(f"/people/{shop.charlie.id}").posts(
        f"/people/{shop.charlie.id}", **fields(shop.charlie, role="lead", works_in="MQ", locale="fr")
    )
    charlie = fresh(shop.charlie)
    assert (charlie.role, charlie.store.code, charlie.locale) == (Role.LEAD, "MQ", "fr")
    ada.opens(f"/people/{charlie.id}").sees("role is now lead", "store is now Mill Quay", "language")


def test_nobody_changes_their_own_role_or_shuts_themselves_out(shop, helen, ada):
    helen.opens(f"/people/{shop.helen.id}").sees("somebody else’s to change").does_not_see(
        "doesn’t work here"
    )
    assert helen.posts(f"/people/{shop.helen.id}", **fields(shop.helen, role="lead")).code == "own_role"
    assert (
        ada.posts(f"/people/{shop.ada.id}", **fields(shop.ada, role="manager", works_in="MQ")).code
        == "own_role"
    )
    for person, staff in ((helen, shop.helen), (ada, shop.ada)):
        assert person.posts(f"/people/{staff.id}/departure").code == "yourself"
        assert person.posts(f"/people/{staff.id}/password-link").code == "yourself"
    helen.opens(f"/people/{shop.helen.id}").taps("Save", first_name="Helena").sees("Saved")
    assert fresh(shop.helen).first_name == "Helena" and fresh(shop.helen).role == Role.MANAGER


def test_the_last_admin_stays_though_two_tap_at_once(shop):
    """Rosa was disabled by Ada a moment ago; her own tap against Ada was under way."""
    with atomic():
        shop.rosa.role, shop.rosa.is_active = Role.ADMIN, False
    rosa = fresh(shop.rosa)
    for number, deed in enumerate((leaving.disable, demote)):
        tap = intent(f"against-ada-{number}", "test", rosa.actor, {})
        with pytest.raises(Refused, match="last_admin"):
            deed(fresh(shop.ada), intent=tap, by=rosa.actor, me=rosa)
    assert fresh(shop.ada).is_active and fresh(shop.ada).role == Role.ADMIN


def demote(person, **known):
    return people.change_person(person, About("Ada", "Byrne", Role.REGIONAL, "", ""), **known)


def test_an_admin_who_is_not_the_last_can_go(app, shop, ada):
    with atomic():
        shop.rosa.role = Role.ADMIN
    assert ada.posts(f"/people/{shop.rosa.id}", **fields(shop.rosa, role="regional")).status == 200
    assert fresh(shop.rosa).role == Role.REGIONAL


# ── leaving and coming back ──────────────────────────────────────────────────


def test_who_leaves_is_out_at_once_and_the_work_goes_on(app, shop, helen):
    order = shop.has_order((shop.jacket, 2))
    begin(shop.job(order), 1)
    shop.has_order((shop.kettle, 1), number="1002", method=None)
    ana = Person(app, shop.ana)
    look_again()
    task = db.session.scalars(sa.select(Task)).first()
    with atomic():
        shop.job(order).owner_id = shop.ana.id
        db.session.get_one(Task, task.id).owner_id = shop.ana.id
    helen.opens(f"/people/{shop.ana.id}").taps("Ana doesn’t work here any more").sees(
        "2 orders or tasks are free"
    )
    assert ana.opens("/pick").url == "/login"
    assert ana.posts("/login", email="ana@shop.example", password=PASSWORD).code == "wrong_password"
    left = shop.job(order)
    assert (left.owner_id, left.state, left.lines[0].picked) == (None, State.PICKING, 1)
    assert "pick.left" in shop.diary(left)
    Person(app, shop.priya).opens("/pick/HW-1001").sees("1 of 2 picked").scans("96385074").sees("Picked")
    helen.opens(f"/people/{shop.ana.id}").taps("Let Ana sign in again").sees("Ana may sign in again")
    Person(app, shop.ana).opens("/me").sees("Ana Duarte")
    assert [kind for kind in shop.diary(shop.ana) if kind in ("staff.disabled", "staff.enabled")] == [
        "staff.disabled", "staff.enabled",
    ]  # fmt: skip


def test_moving_to_another_store_signs_out(app, shop, ada):
    ana = Person(app, shop.ana)
    ana.opens("/").taps("Start my shift")
    ada.posts(f"/people/{shop.ana.id}", **fields(shop.ana, works_in="CR"))
    assert ana.opens("/").url == "/login"
    assert "staff.shift_ended" in shop.diary(shop.ana)


# ── passwords, PINs, sessions ────────────────────────────────────────────────


def test_a_reset_takes_the_old_password_and_every_session(app, shop, helen):
    ana = Person(app, shop.ana)
    helen.opens(f"/people/{shop.ana.id}").taps("New link to choose a password")
    path = link_on(helen)
    assert ana.opens("/").url == "/login"
    assert ana.posts("/login", email="ana@shop.example", password=PASSWORD).code == "wrong_password"
    Person(app).opens(path).taps("That’s my password", sentence=SENTENCE, again=SENTENCE)
    ana.opens("/login").posts("/login", email="ana@shop.example", password=SENTENCE, next="/me").sees(
        "Ana Duarte"
    )


@pytest.mark.parametrize(("ticked", "stays"), [({}, False), ({"pin_too": None}, True)])
def test_a_reset_takes_the_pin_too_unless_it_was_only_forgotten(app, shop, helen, ticked, stays):
    has_pin(shop.ana)
    helen.opens(f"/people/{shop.ana.id}").sees("Reset the PIN too")
    helen.taps("New link to choose a password", **ticked).sees("Give this link to Ana")
    assert bool(fresh(shop.ana).pin_hash) is stays
    assert ("staff.cleared_pin" in shop.diary(shop.ana)) is not stays


def test_who_was_demoted_removes_the_own_passkeys_and_no_other_ones(app, shop):
    with atomic():
        for staff in (shop.marcus, shop.helen):
            key = Passkey(staff_id=staff.id, credential_id=f"k{staff.id}", public_key="", name="My phone")
            db.session.add(key)
    marcus = Person(app, shop.marcus).opens("/me").sees("My phone", "open nothing any more")
    helens = db.session.scalars(sa.select(Passkey.id).filter_by(staff_id=shop.helen.id)).one()
    assert marcus.posts(f"/me/passkeys/{helens}/removal").code == "no_passkey"
    marcus.opens("/me").taps("Remove").sees("Passkey removed").does_not_see("My phone")
    assert db.session.scalars(sa.select(Passkey.staff_id)).all() == [shop.helen.id]


def test_a_reset_pin_is_gone(app, shop, helen):
    has_pin(shop.ana)
    helen.opens(f"/people/{shop.ana.id}").taps("Reset the PIN").sees("PIN reset")
    assert fresh(shop.ana).pin_hash is None and "staff.cleared_pin" in shop.diary(shop.ana)


def test_sessions_are_listed_and_ended_one_by_one_or_all(app, shop, helen):
    desk, tablet = Person(app, shop.ana), at_device(app, shop.ana, shop.mill_quay)
    helen.opens(f"/people/{shop.ana.id}").sees("Tablet 1", "A browser that is no device", "End all 2")
    helen.taps("End").sees("Signed out of 1 place")
    assert (desk.opens("/me").url, tablet.opens("/me").url).count("/me") == 1
    Person(app, shop.ana)
    helen.opens(f"/people/{shop.ana.id}").taps("End all 2").sees("Signed out of 2 places")
    assert desk.opens("/me").url != "/me" and tablet.opens("/me").url != "/me"
    assert shop.diary(shop.ana).count("staff.sessions_ended") == 2


def test_another_ones_session_is_not_ended_by_its_number(app, shop, helen):
    priya = Person(app, shop.priya)
    from associate.core.stores.staff import StaffSession

    theirs = db.session.scalars(sa.select(StaffSession).filter_by(staff_id=shop.priya.id)).one()
    helen.posts(f"/people/{shop.ana.id}/sign-outs", session=str(theirs.id))
    assert priya.opens("/me").url == "/me"


# ── the table of roles ───────────────────────────────────────────────────────


def test_the_table_shows_every_permission_in_words(helen):
    helen.opens("/roles").sees("Pick orders", "Vouch for a customer", "Regional manager", "Customer service")
    rows = {
        row.th.get_text(): [td.get_text() for td in row.select("td")] for row in helen.page.select("tbody tr")
    }
    assert rows["Cancel orders"] == ["no", "no", "yes", "yes", "yes", "yes"]
    assert rows["Pick orders"] == ["yes", "yes", "yes", "yes", "no", "yes"]
