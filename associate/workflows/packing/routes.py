"""/pack: the packing bench. A tote or an order, then each thing into its parcel; the label comes."""

from typing import Any

from flask import Blueprint, request, url_for

from associate.core.acts.route import send_elsewhere
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillment_here
from associate.core.orders.incoming import Method
from associate.core.shipping.models import Parcel
from associate.core.stores.versions import store_version
from associate.errors import Missing
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment
from associate.web.polls import is_shown, still_shown
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.words import _
from associate.workflows.packing.forms import read_closing, read_going, read_units, read_way
from associate.workflows.packing.rules import labels, parcels
from associate.workflows.packing.rules.closing import parcel_of, prepare
from associate.workflows.packing.rules.scanning import open_scanned, take_scan
from associate.workflows.packing.screens.bench import bench
from associate.workflows.packing.screens.job import Bench

bp = Blueprint("packing", __name__, url_prefix="/pack")


@bp.get("")
@staff_can("pack")
def show_bench() -> Any:
    version = store_version(here().id)
    if same := still_shown(version):
        return same
    return page_or_fragment("packing/page.html", "packing/_bench.html", bench=bench(here()), version=version)


@bp.post("/openings")
@staff_can("pack")
def create_opening() -> Any:
    done = open_scanned(here(), request.form.get("code", ""), intent=read_intent("pack.open"), by=me())
    return go(url_for(".show_job", number=done["number"]))


@bp.get("/<number>")
@staff_can("pack")
def show_job(number: str) -> Any:
    n, view = store_version(here().id), Bench(_here(number), read_going(request.args))
    if is_shown(version := view.version(n)):
        return "", 204
    if news := view.news(request.args.get("v", "")):
        say(**news)
    shown = {"view": view, "version": version, "is_news": news is not None}
    return page_or_fragment("packing/job.html", "packing/_work.html", **shown)


@bp.post("/<number>/scans")
@staff_can("pack")
def create_scan(number: str) -> Any:
    job, going = _here(number), read_going(request.form)
    say(**take_scan(job, code_in_hand(), going=going, intent=read_intent("pack.scan"), by=me()))
    return _work(job)


@bp.post("/<number>/parcels")
@staff_can("pack")
def create_parcel(number: str) -> Any:
    job = _here(number)
    say(**parcels.add(job, intent=read_intent("pack.add_parcel"), by=me()))
    return _work(job, into="")


@bp.post("/<number>/parcels/<int:n>/box")
@staff_can("pack")
def create_box(number: str, n: int) -> Any:
    parcel, form, going = _parcel(number, n), read_closing(request.form), read_going(request.form)
    say(**prepare(parcel, form, asks=going.asks, intent=read_intent("pack.box"), by=me()))
    return _work(parcel.fulfillment)


@bp.post("/<number>/parcels/<int:n>/removals")
@staff_can("pack")
def create_removal(number: str, n: int) -> Any:
    parcel, form = _parcel(number, n), request.form
    line, to = read_units(form.get("line", "")), read_units(form.get("to", "0"))
    told = {"to": to, "intent": read_intent("pack.take_out"), "by": me()}
    say(**parcels.take_out(parcel, line, form.get("serial", "")[:40], **told))
    return _work(parcel.fulfillment)


@bp.post("/<number>/parcels/<int:n>/reopening")
@staff_can("pack")
def create_reopening(number: str, n: int) -> Any:
    parcel = _parcel(number, n)
    say(**parcels.reopen(parcel, intent=read_intent("pack.reopen"), by=me()))
    return _work(parcel.fulfillment)


@bp.post("/<number>/parcels/<int:n>/dropping")
@staff_can("pack")
def create_dropping(number: str, n: int) -> Any:
    parcel, going = _parcel(number, n), read_going(request.form)
    say(**parcels.drop(parcel, asks=going.asks, intent=read_intent("pack.drop"), by=me()))
    return _work(parcel.fulfillment)


@bp.post("/<number>/parcels/<int:n>/prices")
@staff_can("pack")
def create_prices(number: str, n: int) -> Any:
    parcel = _parcel(number, n)
    say(**labels.ask_prices(parcel, intent=read_intent("pack.prices"), by=me()))
    return _work(parcel.fulfillment)


@bp.post("/<number>/parcels/<int:n>/label")
@staff_can("pack")
def create_label(number: str, n: int) -> Any:
    parcel, (key, rate) = _parcel(number, n), read_way(request.form)
    say(**labels.buy(parcel, key, rate, intent=read_intent("pack.label"), by=me()))
    return _work(parcel.fulfillment)


@bp.post("/<number>/parcels/<int:n>/question")
@staff_can("pack")
def create_question(number: str, n: int) -> Any:
    parcel = _parcel(number, n)
    say(**labels.look_again(parcel, intent=read_intent("pack.look_again"), by=me()))
    return _work(parcel.fulfillment)


@bp.post("/<number>/parcels/<int:n>/tracking")
@staff_can("pack")
def create_tracking(number: str, n: int) -> Any:
    parcel, carrier, code = (
        _parcel(number, n),
        request.form.get("carrier", ""),
        request.form.get("tracking", ""),
    )
    say(**labels.write_down(parcel, carrier, code, intent=read_intent("pack.tracking"), by=me()))
    return _work(parcel.fulfillment)


@bp.post("/<number>/parcels/<int:n>/void")
@staff_can("pack")
def create_void(number: str, n: int) -> Any:
    parcel = _parcel(number, n)
    say(**labels.void(parcel, intent=read_intent("pack.void"), by=me()))
    return _work(parcel.fulfillment)


@bp.post("/<number>/parcels/<int:n>/prints")
@staff_can("pack")
def create_print(number: str, n: int) -> Any:
    """A window of its own opens with it; the bench sees by itself that it was printed."""
    parcel = _parcel(number, n)
    labels.print_it(parcel, request.form.get("why", ""), intent=read_intent("pack.print"), by=me())
    return go(url_for("documents.show_label", parcel_id=parcel.id))


@bp.post("/<number>/address")
@staff_can("correct_address")
def create_address(number: str) -> Any:
    job = _here(number)
    say(**labels.correct(job, request.form, intent=read_intent("pack.address"), by=me()))
    return _work(job)


@bp.post("/<number>/tote")
@staff_can("pack")
def create_tote(number: str) -> Any:
    say(**parcels.put_back_in_tote(_here(number), intent=read_intent("pack.tote"), by=me()))
    return go(url_for(".show_bench"))


@bp.post("/<number>/rejection")
@staff_can("release_orders")
def create_rejection(number: str) -> Any:
    """This store can't send it: no stock is wrong for it, and the rules choose again."""
    done = send_elsewhere(_here(number), intent=read_intent("pack.reject"), by=me())
    where = (
        _("%(store)s sends it now.", store=done["store"])
        if done["is_routed"]
        else _("It waits for a store that can.")
    )
    say("ok", _("Sent on"), where + " " + _("Put its things back on their shelves."))
    return go(url_for(".show_bench"))


def _here(number: str) -> Fulfillment:
    job = fulfillment_here(number, store=here())
    if job.method != Method.SHIP:
        raise Missing("not_sent", _("%(number)s is collected, not sent.", number=job.number))
    return job


def _parcel(number: str, n: int) -> Parcel:
    return parcel_of(_here(number), n)


def _work(job: Fulfillment, **going: Any) -> Any:
    """The order as the deed left it: its fragment, or back to its page for a plain form."""
    n, view = store_version(here().id), Bench(job, read_going({**request.form, **going}))
    then = url_for(".show_job", number=job.number, **view.going.query)
    return fragment_or_redirect("packing/_work.html", then=then, view=view, version=view.version(n))


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"print_reasons": labels.REASONS}
