"""/counts: what lies on the shelf, counted blind and reviewed by somebody else."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_login import current_user

from associate.core.inventory.counts import Count, CountLine, CountState, count_here
from associate.core.stores.versions import store_version
from associate.db import db
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment
from associate.web.polls import still_shown
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.words import _
from associate.workflows.counts import rules, screens
from associate.workflows.counts.forms import read_number, read_units

bp = Blueprint("counts", __name__, url_prefix="/counts")


@bp.get("")
@staff_can("count_stock")
def show_counts() -> Any:
    version = store_version(here().id)
    if same := still_shown(version):
        return same
    seen = screens.overview(here())
    return page_or_fragment("counts/page.html", "counts/_list.html", overview=seen, version=version)


@bp.post("")
@staff_can("count_stock")
def create_count() -> Any:
    by_what = request.form.get("by", "")
    value = request.form.get(by_what, "")
    done = rules.begin(here(), by_what, value, intent=read_intent("counts.begin"), by=me())
    return go(url_for(".show_count", count_id=done["count"]))


@bp.post("/doubts")
@staff_can("count_stock")
def create_doubt() -> Any:
    variant_id, intent = read_number(request.form.get("variant", "")), read_intent("counts.doubt")
    done = rules.count_this(here(), variant_id, intent=intent, by=me())
    return go(url_for(".show_count", count_id=done["count"]))


@bp.get("/<int:count_id>")
@staff_can("count_stock")
def show_count(count_id: int) -> Any:
    return page_or_fragment(
        *_pages(count := _count(count_id)), **_shown(count, request.args.get("line", 0, int))
    )


@bp.post("/<int:count_id>/scans")
@staff_can("count_stock")
def create_scan(count_id: int) -> Any:
    count = _count(count_id)
    done = rules.scan(count, code_in_hand(), intent=read_intent("counts.scan"), by=me())
    say("ok", *screens.figure_words(db.session.get(CountLine, done["line"])))
    return _counting(count, done["line"])


@bp.post("/<int:count_id>/figures")
@staff_can("count_stock")
def create_figure(count_id: int) -> Any:
    count, line = _count(count_id), read_number(request.form.get("line", ""))
    units = 0 if request.form.get("none") else read_units(request.form.get("units", ""))
    done = rules.write_figure(count, line, units, intent=read_intent("counts.figure"), by=me())
    say("ok", *screens.figure_words(db.session.get(CountLine, done["line"])))
    return _counting(count)


@bp.post("/<int:count_id>/hand-in")
@staff_can("count_stock")
def create_hand_in(count_id: int) -> Any:
    count = _count(count_id)
    rules.hand_in(count, intent=read_intent("counts.hand_in"), by=me())
    say("done", *screens.handed_in_words(count))
    return go(url_for(".show_counts"))


@bp.post("/<int:count_id>/lines/<int:line_id>/acceptance")
@staff_can("review_counts")
def create_acceptance(count_id: int, line_id: int) -> Any:
    count = _count(count_id)
    rules.accept(count, line_id, intent=read_intent("counts.accept"), by=me())
    return _reviewed(count, _("Accepted"))


@bp.post("/<int:count_id>/lines/<int:line_id>/recount")
@staff_can("review_counts")
def create_recount(count_id: int, line_id: int) -> Any:
    count = _count(count_id)
    rules.count_again(count, line_id, intent=read_intent("counts.again"), by=me())
    say("ok", _("To be counted again"), _("It’s back on the list."))
    return go(url_for(".show_count", count_id=count_id))


@bp.post("/<int:count_id>/acceptance")
@staff_can("review_counts")
def create_acceptances(count_id: int) -> Any:
    count = _count(count_id)
    rules.accept_all(count, intent=read_intent("counts.accept_all"), by=me())
    return _reviewed(count, _("All accepted"))


@bp.post("/<int:count_id>/left-out")
@staff_can("review_counts")
def create_left_out(count_id: int) -> Any:
    count = _count(count_id)
    rules.leave_out(count, intent=read_intent("counts.leave_out"), by=me())
    return _reviewed(count, _("Left out"))


@bp.post("/<int:count_id>/cancellation")
@staff_can("review_counts")
def create_cancellation(count_id: int) -> Any:
    rules.cancel(_count(count_id), intent=read_intent("counts.cancel"), by=me())
    say("ok", _("Count canceled"), _("The books stay as they were."))
    return go(url_for(".show_counts"))


def _count(count_id: int) -> Count:
    return count_here(count_id, store=here())


def _pages(count: Count) -> tuple[str, str]:
    if count.state == CountState.OPEN:
        return "counts/count.html", "counts/_count.html"
    return "counts/review.html", "counts/_review.html"


def _shown(count: Count, line_id: int = 0) -> dict[str, Any]:
    if count.state == CountState.OPEN:
        return {"view": screens.view(count, line_id)}
    may_see = count.state != CountState.REVIEW or current_user.staff.can("review_counts")
    return {"review": screens.review(count), "may_see": may_see}


def _counting(count: Count, line_id: int = 0) -> Any:
    url = url_for(".show_count", count_id=count.id, line=line_id or None)
    return fragment_or_redirect(_pages(count)[1], url, **_shown(count, line_id))


def _reviewed(count: Count, word: str) -> Any:
    what = _("The books follow.") if count.state == CountState.DONE else ""
    say("done" if count.state == CountState.DONE else "ok", word, what)
    return _counting(count)
