"""/bag-walks: along the racks, with every bag scanned once."""

from typing import Any

from flask import Blueprint, request, url_for

from associate.core.fulfillment.bag_walks import BagWalk, WalkState, walk_here
from associate.core.stores.versions import store_version
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment
from associate.web.polls import still_shown
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.words import _, ngettext
from associate.workflows.bag_walks import screens
from associate.workflows.bag_walks.rules import fixes, scans, walks

bp = Blueprint("bag_walks", __name__, url_prefix="/bag-walks")


@bp.get("")
@staff_can("stage")
def show_walks() -> Any:
    version = store_version(here().id)
    if same := still_shown(version):
        return same
    seen = screens.overview(here())
    return page_or_fragment("bag_walks/page.html", "bag_walks/_list.html", overview=seen, version=version)


@bp.post("")
@staff_can("stage")
def create_walk() -> Any:
    place, intent = request.form.get("place", ""), read_intent("bag_walks.begin")
    done = walks.begin(here(), place, intent=intent, by=me())
    return go(url_for(".show_walk", walk_id=done["walk"]))


@bp.get("/<int:walk_id>")
@staff_can("stage")
def show_walk(walk_id: int) -> Any:
    version = store_version(here().id)
    if same := still_shown(version):
        return same
    walk = walk_here(walk_id, store=here())
    return page_or_fragment(*_pages(walk), version=version, **_shown(walk, request.args.get("at", "")))


@bp.post("/<int:walk_id>/scans")
@staff_can("stage")
def create_scan(walk_id: int) -> Any:
    walk, at = walk_here(walk_id, store=here()), request.form.get("at", "")[:20]
    told = scans.scan(walk, code_in_hand(), at, intent=read_intent("bag_walks.scan"), by=me())
    say(told["kind"], told["word"], told["what"])
    return _walking(walk, told["at"])


@bp.post("/<int:walk_id>/bags/<tag>/fix")
@staff_can("stage")
def create_fix(walk_id: int, tag: str) -> Any:
    walk, how = walk_here(walk_id, store=here()), request.form.get("how", "")
    seen = fixes.fix(walk, tag, how, intent=read_intent("bag_walks.fix"), by=me())
    if seen.fix:
        say("ok", tag, screens.fixed_words(seen.fix, seen.location.label))
    return _walking(walk, request.form.get("at", ""))


@bp.post("/<int:walk_id>/bags/<tag>/missing")
@staff_can("stage")
def create_missing(walk_id: int, tag: str) -> Any:
    walk = walk_here(walk_id, store=here())
    fixes.say_missing(walk, tag, intent=read_intent("bag_walks.missing"), by=me())
    say("note", _("%(tag)s is looked for", tag=tag), _("A task says who scanned it last."))
    return _walking(walk, request.form.get("at", ""))


@bp.post("/<int:walk_id>/end")
@staff_can("stage")
def create_end(walk_id: int) -> Any:
    walk = walk_here(walk_id, store=here())
    done = walks.end(walk, intent=read_intent("bag_walks.end"), by=me())
    lost = ngettext("%(num)d bag is looked for.", "%(num)d bags are looked for.", done["missing"])
    say("done", _("Walk done"), lost if done["missing"] else _("Nothing is missing."))
    return _walking(walk)


def _walking(walk: BagWalk, at: str = "") -> Any:
    url = url_for(".show_walk", walk_id=walk.id, at=at or None)
    version = store_version(walk.store_id)
    return fragment_or_redirect(_pages(walk)[1], url, version=version, **_shown(walk, at))


def _pages(walk: BagWalk) -> tuple[str, str]:
    name = "walk" if walk.state == WalkState.OPEN else "result"
    return f"bag_walks/{name}.html", f"bag_walks/_{name}.html"


def _shown(walk: BagWalk, at: str) -> dict[str, Any]:
    who = screens.closed_by(walk) if walk.state == WalkState.DONE else ""
    return {"view": screens.view(walk, at), "who": who, "fixed_words": screens.fixed_words}
