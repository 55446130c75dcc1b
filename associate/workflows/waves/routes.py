"""/waves: several orders on one walk, each thing scanned and then the tote it goes into."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from associate.core.fulfillment.waves import Wave, wave_here
from associate.core.stores.versions import store_version
from associate.documents.waves import print_wave
from associate.web.access import current_staff, here, me, read_intent, staff_can
from associate.web.documents.desk import sent
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment
from associate.web.polls import still_shown
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.workflows.waves.rules import batches, bench, owning, scans, starting, zones
from associate.workflows.waves.screens.board import board
from associate.workflows.waves.screens.walk import wave_view

bp = Blueprint("waves", __name__, url_prefix="/waves")


@bp.get("")
@staff_can("see_queue")
def show_waves() -> Any:
    with_pickups, zone = request.args.get("show") == "all", request.args.get("zone")
    shown = board(here(), current_staff, with_pickups=with_pickups, zone=zone)
    return render_template("waves/page.html", board=shown)


@bp.post("")
@staff_can("pick")
def create_wave() -> Any:
    told = {"mode": request.form.get("mode", here().pick_mode), "zone": request.form.get("zone", "")}
    jobs, intent = request.form.getlist("job"), read_intent("waves.start")
    done = starting.start(here(), jobs, **told, intent=intent, by=me())
    number = done.pop("number")
    say(**done)
    return go(url_for(".show_wave", number=number))


@bp.get("/<number>")
@staff_can("see_queue")
def show_wave(number: str) -> Any:
    version = store_version(here().id)
    if same := still_shown(version):
        return same
    return page_or_fragment("waves/wave.html", "waves/_work.html", **_shown(_wave(number), version))


@bp.post("/<number>/scans")
@staff_can("pick")
def create_scan(number: str) -> Any:
    wave, told = _wave(number), {"mark": request.form.get("mark", ""), "shown": _going()}
    say(**scans.take_scan(wave, code_in_hand(), **told, intent=read_intent("waves.scan"), by=me()))
    return _changed(wave)


@bp.post("/<number>/hand")
@staff_can("pick")
def create_put_back(number: str) -> Any:
    wave = _wave(number)
    say(**scans.put_back(wave, intent=read_intent("waves.put_back"), by=me()))
    return _changed(wave)


@bp.post("/<number>/sorting")
@staff_can("pick")
def create_sorting(number: str) -> Any:
    wave = _wave(number)
    say(**batches.sort_now(wave, intent=read_intent("waves.sort_now"), by=me()))
    return _changed(wave)


@bp.post("/<number>/cart/<int:variant_id>/removal")
@staff_can("pick")
def create_removal(number: str, variant_id: int) -> Any:
    wave = _wave(number)
    say(**batches.take_out(wave, variant_id, intent=read_intent("waves.take_out"), by=me()))
    return _changed(wave)


@bp.post("/<number>/passing")
@staff_can("pick")
def create_passing(number: str) -> Any:
    wave = _wave(number)
    say(**zones.pass_on(wave, _going(), intent=read_intent("waves.pass_on"), by=me()))
    return _changed(wave)


@bp.post("/<number>/lost-totes")
@staff_can("pick")
def create_lost_totes(number: str) -> Any:
    wave, job = _wave(number), request.form.get("job", "")
    say(**zones.go_without(wave, job, intent=read_intent("waves.go_without"), by=me()))
    return _changed(wave)


@bp.post("/<number>/owner")
@staff_can("pick")
def create_owner(number: str) -> Any:
    wave = _wave(number)
    say(**owning.take_over(wave, intent=read_intent("waves.take_over"), by=me()))
    return _changed(wave)


@bp.post("/<number>/pause")
@staff_can("pick")
def create_pause(number: str) -> Any:
    wave, words = _wave(number), request.form.get("words", "")
    say(**owning.pause(wave, words=words, intent=read_intent("waves.pause"), by=me()))
    return go(url_for(".show_waves"))


@bp.post("/<number>/resume")
@staff_can("pick")
def create_resume(number: str) -> Any:
    wave = _wave(number)
    say(**owning.resume(wave, intent=read_intent("waves.resume"), by=me()))
    return _changed(wave)


@bp.post("/<number>/end")
@staff_can("pick")
def create_end(number: str) -> Any:
    say(**bench.finish(_wave(number), intent=read_intent("waves.end"), by=me()))
    return go(url_for(".show_waves"))


@bp.get("/<number>/pick-list.pdf")
@staff_can("see_queue")
def show_pick_list(number: str) -> Response:
    wave = _wave(number)
    return sent(print_wave(wave), f"{wave.number}.pdf")


def _wave(number: str) -> Wave:
    return wave_here(number, store=here())


def _going() -> list[str]:
    """Numbers of the orders that the page showed as going to the next zone."""
    return request.form.get("going", "").split()


def _shown(wave: Wave, version: int) -> dict[str, Any]:
    return {"view": wave_view(wave, current_staff), "version": version}


def _changed(wave: Wave) -> Any:
    then = url_for(".show_wave", number=wave.number)
    return fragment_or_redirect("waves/_work.html", then, **_shown(wave, store_version(here().id)))
