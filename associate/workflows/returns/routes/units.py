"""Unit by unit: scanned, graded in two taps, let pass by a manager, given to whom it is missing."""

from typing import Any

from flask import Response, render_template, request, url_for

from associate.core.acts.returning import grading, letting, units
from associate.core.acts.returning.desk import must_be_open, return_here, unit_of
from associate.core.returns.models import Return
from associate.web.access import here, me, read_intent, staff_can
from associate.web.approval import read_approval
from associate.web.htmx import go
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.words import _
from associate.workflows.returns import forms
from associate.workflows.returns.forms import photos
from associate.workflows.returns.routes.desk import bp, work
from associate.workflows.returns.screens.desk import desk, said_of


@bp.post("/<int:number>/scans")
@staff_can("take_returns")
def create_unit_scan(number: int) -> Any:
    return_, code = return_here(number, store=here()), code_in_hand()
    return _added(return_, units.scan_unit(return_, code, intent=read_intent("returns.unit"), by=me()))


@bp.post("/<int:number>/units")
@staff_can("take_returns")
def create_unit(number: int) -> Any:
    return_, line = return_here(number, store=here()), forms.read_number(request.form.get("line", ""))
    return _added(return_, units.choose_unit(return_, line, intent=read_intent("returns.choose"), by=me()))


@bp.post("/<int:number>/units/<int:unit>")
@staff_can("take_returns")
def update_unit(number: int, unit: int) -> Any:
    return_, said = return_here(number, store=here()), forms.read_grade(request.form)
    grading.grade(return_, unit, said, intent=read_intent("returns.grade"), by=me())
    return work(return_)


@bp.post("/<int:number>/units/<int:unit>/removal")
@staff_can("take_returns")
def create_unit_removal(number: int, unit: int) -> Any:
    return_ = return_here(number, store=here())
    units.take_out(return_, unit, intent=read_intent("returns.keep"), by=me())
    say("note", _("They keep it"), _("It isn’t part of this return any more."))
    return work(return_)


@bp.post("/<int:number>/units/<int:unit>/place")
@staff_can("take_returns")
def create_place(number: int, unit: int) -> Any:
    return_, line = return_here(number, store=here()), forms.read_number(request.form.get("line", ""))
    grading.give_to(return_, unit, line or None, intent=read_intent("returns.place"), by=me())
    return work(return_)


@bp.post("/<int:number>/units/<int:unit>/photo")
@staff_can("take_returns")
def create_photo(number: int, unit: int) -> Any:
    return_, picture = return_here(number, store=here()), photos.drawn_anew(request.files.get("photo"))
    grading.add_photo(return_, unit, picture, intent=read_intent("returns.photo"), by=me())
    say("ok", _("Photo kept"))
    return work(return_)


@bp.get("/<int:number>/units/<int:unit>/photo")
@staff_can("take_returns")
def show_photo(number: int, unit: int) -> Any:
    picture = photos.kept(unit_of(return_here(number, store=here()), unit))
    return Response(picture, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})


@bp.get("/<int:number>/units/<int:unit>/approval")
@staff_can("take_returns")
def show_approval(number: int, unit: int) -> Any:
    return_ = return_here(number, store=here())
    must_be_open(return_)
    at = desk(return_, by=me())
    return render_template("returns/approval.html", at=at, row=at.row_of(unit_of(return_, unit)))


@bp.post("/<int:number>/units/<int:unit>/approval")
@staff_can("take_returns")
def create_approval(number: int, unit: int) -> Any:
    return_ = return_here(number, store=here())
    agreed = read_approval("approve", return_, own_word=True)
    letting.let_pass(return_, unit, approval=agreed, intent=read_intent("returns.let"), by=me())
    say("ok", _("Allowed"), _("It’s on record."))
    return go(url_for(".show", number=number))


def _added(return_: Return, number: int) -> Any:
    say("ok", *said_of(return_, number))
    return work(return_)
