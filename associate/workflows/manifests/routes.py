"""/manifests: what carriers fetch. Close it, scan it into the driver’s hands, hand it off."""

from typing import Any

from flask import Blueprint, request, url_for

from associate.core.shipping.manifests import Manifest, manifest_here
from associate.core.stores.versions import store_version
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment
from associate.web.polls import still_shown
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.words import _
from associate.workflows.manifests import rules, screens
from associate.workflows.manifests.forms import read_day, read_driver

bp = Blueprint("manifests", __name__, url_prefix="/manifests")


@bp.get("")
@staff_can("close_manifest")
def show_manifests() -> Any:
    version = store_version(here().id)
    if same := still_shown(version):
        return same
    context = {"overview": screens.overview(here()), "version": version}
    return page_or_fragment("manifests/page.html", "manifests/_manifests.html", **context)


@bp.post("")
@staff_can("close_manifest")
def create_manifest() -> Any:
    account, intent = request.form.get("account", ""), read_intent("manifests.close")
    done = rules.close(here(), account, intent=intent, by=me())
    say("ok", _("%(number)s is closed", number=done["number"]), _("What is labeled now goes on another."))
    return go(url_for(".show_manifest", number=done["number"]))


@bp.get("/<number>")
@staff_can("close_manifest")
def show_manifest(number: str) -> Any:
    context = _shown(_manifest(number))
    return page_or_fragment("manifests/manifest.html", "manifests/_manifest.html", **context)


@bp.post("/<number>/scans")
@staff_can("close_manifest")
def create_scan(number: str) -> Any:
    manifest = _manifest(number)
    say(**rules.scan(manifest, code_in_hand(), intent=read_intent("manifests.scan"), by=me()))
    return _changed(manifest)


@bp.post("/<number>/handoff")
@staff_can("close_manifest")
def create_handoff(number: str) -> Any:
    manifest, driver = _manifest(number), read_driver(request.form)
    say(**rules.hand_off(manifest, driver, intent=read_intent("manifests.hand_off"), by=me()))
    return go(url_for(".show_manifest", number=number))


@bp.post("/<number>/day")
@staff_can("close_manifest")
def create_day(number: str) -> Any:
    manifest, day = _manifest(number), read_day(request.form)
    say(**rules.put_off(manifest, day, intent=read_intent("manifests.day"), by=me()))
    return _changed(manifest)


def _manifest(number: str) -> Manifest:
    return manifest_here(number, store=here())


def _shown(manifest: Manifest) -> dict[str, Any]:
    return {"view": screens.view(manifest)}


def _changed(manifest: Manifest) -> Any:
    then = url_for(".show_manifest", number=manifest.number)
    return fragment_or_redirect("manifests/_manifest.html", then, **_shown(manifest))
