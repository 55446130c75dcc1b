"""/people and /roles for managers, /welcome for who chooses a password, /shift for everybody."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user

from associate.core.events.staff_words import LESSONS as LESSON_WORDS
from associate.core.fulfillment.qr import draw
from associate.core.stores.shifts import on_shift, shift_of
from associate.core.stores.staff import Role, Staff
from associate.errors import Missing, Refused
from associate.web.access import here, me, public, read_intent, signed_in, staff_can
from associate.web.htmx import go, page_or_fragment
from associate.web.limits import WRONG_LINK, limiter
from associate.web.roles import PERMISSION_WORDS, ROLE_WORDS
from associate.web.said import say
from associate.words import _, ngettext
from associate.workflows.people import forms, screens
from associate.workflows.people.rules import leaving, links, people, reach, sessions, shifts

bp = Blueprint("people", __name__)


@bp.app_context_processor
def _shift() -> dict[str, Any]:
    """Today and /me offer the shift; a form of approval names who is on one."""
    return {"my_shift": lambda: shift_of(_manager()), "on_shift_here": lambda: on_shift(here().id)}


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"role_words": ROLE_WORDS}


@bp.get("/people")
@staff_can("manage_people")
def show_people() -> Any:
    groups = screens.groups(_manager())
    known = {"at_work": screens.on_shift_now(groups), "trained": screens.trained(groups)}
    return render_template("people/people.html", groups=groups, **known)


@bp.get("/people/new")
@staff_can("manage_people")
def show_new() -> Any:
    return render_template("people/new.html", choices=screens.choices(_manager()), person=None)


@bp.post("/people")
@staff_can("manage_people")
def create_person() -> Any:
    about, email = forms.read_about(request.form), forms.read_email(request.form)
    intent = read_intent("people.add")
    person, token = people.add_person(about, email, intent=intent, by=me(), me=_manager())
    return _show_link(person, token)


@bp.get("/people/<int:number>")
@staff_can("manage_people")
def show_person(number: int) -> Any:
    screen = screens.person_screen(_person(number))
    known = {"choices": screens.choices(_manager()), "lesson_words": LESSON_WORDS}
    return render_template("people/person.html", screen=screen, **known)


@bp.post("/people/<int:number>")
@staff_can("manage_people")
def create_change(number: int) -> Any:
    person, about = _person(number), forms.read_about(request.form)
    people.change_person(person, about, intent=read_intent("people.change"), by=me(), me=_manager())
    say("ok", _("Saved"))
    return _back(number)


@bp.post("/people/<int:number>/departure")
@staff_can("manage_people")
def create_departure(number: int) -> Any:
    person = _person(number)
    left = leaving.disable(person, intent=read_intent("people.disable"), by=me(), me=_manager())
    word = _("%(name)s can’t sign in any more", name=person.first_name)
    freed = ngettext("%(num)d order or task is free.", "%(num)d orders or tasks are free.", left)
    say("ok", word, freed if left else "")
    return _back(number)


@bp.post("/people/<int:number>/return")
@staff_can("manage_people")
def create_return(number: int) -> Any:
    person = _person(number)
    leaving.enable(person, intent=read_intent("people.enable"), by=me(), me=_manager())
    say("ok", _("%(name)s may sign in again", name=person.first_name))
    return _back(number)


@bp.post("/people/<int:number>/password-link")
@staff_can("manage_people")
def create_password_link(number: int) -> Any:
    person, pin_too = _person(number), "pin_too" in request.form
    intent = read_intent("people.reset_password")
    token = links.reset_password(person, pin_too=pin_too, intent=intent, by=me(), me=_manager())
    return _show_link(person, token)


@bp.post("/people/<int:number>/pin-reset")
@staff_can("manage_people")
def create_pin_reset(number: int) -> Any:
    person = _person(number)
    sessions.reset_pin(person, intent=read_intent("people.reset_pin"), by=me(), me=_manager())
    say(
        "ok",
        _("PIN reset"),
        _("%(name)s signs in with the password and chooses a new one.", name=person.first_name),
    )
    return _back(number)


@bp.post("/people/<int:number>/sign-outs")
@staff_can("manage_people")
def create_sign_out(number: int) -> Any:
    person, session = _person(number), forms.read_session(request.form)
    n = sessions.sign_out(person, session, intent=read_intent("people.sign_out"), by=me(), me=_manager())
    say("ok", ngettext("Signed out of %(num)d place", "Signed out of %(num)d places", n))
    return _back(number)


@bp.get("/roles")
@staff_can("manage_people")
def show_roles() -> Any:
    return render_template("people/roles.html", roles=Role, table=screens.table(), words=PERMISSION_WORDS)


@bp.get("/welcome/<token>")
@public
@limiter.limit(WRONG_LINK)
def show_welcome(token: str) -> Any:
    return render_template("people/welcome.html", person=links.person_by_link(token), token=token)


@bp.post("/welcome/<token>")
@public
@limiter.limit(WRONG_LINK)
def create_password(token: str) -> Any:
    sentence, again = request.form.get("sentence", ""), request.form.get("again", "")
    person = links.person_by_link(token)
    try:
        links.choose_password(token, sentence, again)
    except Missing:
        raise
    except Refused as refusal:
        return render_template("people/welcome.html", person=person, token=token, refusal=refusal), 422
    return render_template("people/welcomed.html", person=person)


@bp.post("/shift")
@signed_in
def create_shift() -> Any:
    shifts.start(_manager(), here(), intent=read_intent("shift.start"), by=me())
    say("ok", _("Your shift began"), _("New orders and cars reach you now."))
    return go(url_for("today.show"))


@bp.post("/shift/end")
@signed_in
def end_shift() -> Any:
    shifts.stop(_manager(), intent=read_intent("shift.end"), by=me())
    say("ok", _("Your shift ended"), _("Alerts go to the others now."))
    return go(url_for("today.show"))


def _manager() -> Staff:
    return current_user.staff  # type: ignore[no-any-return]


def _person(number: int) -> Staff:
    return reach.person_here(number, me=_manager())


def _back(number: int) -> Any:
    return go(url_for(".show_person", number=number))


def _show_link(person: Staff, token: str) -> Any:
    """The one time that the link is seen: it answers the deed itself, and no other page can show it."""
    link = current_app.config["BASE_URL"].rstrip("/") + url_for(".show_welcome", token=token)
    return page_or_fragment("people/link.html", "people/_link.html", person=person, link=link, qr=draw(link))
