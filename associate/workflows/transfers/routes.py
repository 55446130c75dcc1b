"""/transfers: goods between stores. One packs and sends, the other receives; both see where it is."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from associate.core.inventory.transfers import Transfer, TransferLine, transfer_here
from associate.core.stores.versions import store_version
from associate.db import db
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment
from associate.web.polls import still_shown
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.words import _
from associate.workflows.transfers import rules, screens
from associate.workflows.transfers.forms import DAYS, read_days, read_units, read_wants, written

bp = Blueprint("transfers", __name__, url_prefix="/transfers")


@bp.get("")
@staff_can("move_stock")
def show_transfers() -> Any:
    version = store_version(here().id)
    if same := still_shown(version):
        return same
    seen = screens.overview(here(), request.args.get("show", ""))
    context = {"overview": seen, "version": version, "state_of": screens.state_of}
    return page_or_fragment("transfers/page.html", "transfers/_list.html", **context)


@bp.get("/new")
@staff_can("move_stock")
def show_new() -> Any:
    return render_template("transfers/new.html", **_asking(read_wants(request.args.get("items", ""))))


@bp.post("/new")
@staff_can("move_stock")
def create_item() -> Any:
    """One more thing, or another number of one. Nothing is set aside yet: the list is in the address."""
    wants = read_wants(request.form.get("items", ""))
    if "variant" in request.form:
        units = read_units(request.form.get("units", ""))
        wants |= dict.fromkeys(read_wants(f"{request.form['variant']}:1"), units)
    else:
        variant = rules.variant_scanned(request.form.get("code", ""))
        wants[variant.id] = wants.get(variant.id, 0) + 1
        say("ok", _("%(n)s wanted", n=wants[variant.id]), variant.name)
    wants = read_wants(written(wants))
    return fragment_or_redirect(
        "transfers/_new.html", url_for(".show_new", items=written(wants)), **_asking(wants)
    )


@bp.post("")
@staff_can("move_stock")
def create_transfer() -> Any:
    form = request.form
    origin, wants = screens.store_by_code(form.get("origin", "")), read_wants(form.get("items", ""))
    known = {"days": read_days(form.get("days", "")), "note": form.get("note", "")}
    done = rules.ask(origin, here(), wants, **known, intent=read_intent("transfers.ask"), by=me())
    return _asked(done["number"], origin.name if origin else "")


@bp.get("/orders/<number>")
@staff_can("release_orders")
def show_for_order(number: str) -> Any:
    order = screens.order_waiting_here(number, here())
    asked = screens.request_for(screens.missing_for(order, here()), here(), order)
    return render_template("transfers/for_order.html", asked=asked, days=DAYS)


@bp.post("/orders/<number>")
@staff_can("release_orders")
def create_for_order(number: str) -> Any:
    order = screens.order_waiting_here(number, here())
    origin, days = (
        screens.store_by_code(request.form.get("origin", "")),
        read_days(request.form.get("days", "")),
    )
    wants, intent = screens.missing_for(order, here()), read_intent("transfers.ask_for_order")
    done = rules.ask_for_order(order, origin, here(), wants, days=days, intent=intent, by=me())
    return _asked(done["number"], origin.name if origin else "")


@bp.get("/<number>")
@staff_can("move_stock")
def show_transfer(number: str) -> Any:
    return page_or_fragment(
        "transfers/transfer.html", "transfers/_transfer.html", **_shown(_transfer(number))
    )


@bp.post("/<number>/box")
@staff_can("move_stock")
def create_packed(number: str) -> Any:
    transfer, intent = _transfer(number), read_intent("transfers.pack")
    done = rules.pack(transfer, code_in_hand(), at=here(), intent=intent, by=me())
    say("ok", *screens.packed_words(db.session.get_one(TransferLine, done["line"])))
    return _changed(transfer)


@bp.post("/<number>/box/<int:line_id>/out")
@staff_can("move_stock")
def create_unpacked(number: str, line_id: int) -> Any:
    transfer = _transfer(number)
    rules.unpack(transfer, line_id, at=here(), intent=read_intent("transfers.unpack"), by=me())
    say("ok", _("Out of the box"), _("Put it back on its shelf."))
    return _changed(transfer)


@bp.post("/<number>/dispatch")
@staff_can("move_stock")
def create_dispatch(number: str) -> Any:
    transfer = _transfer(number)
    rules.send(transfer, at=here(), intent=read_intent("transfers.send"), by=me())
    say("done", *screens.sent_words(transfer))
    return go(url_for(".show_transfers", show="outgoing"))


@bp.post("/<number>/arrivals")
@staff_can("move_stock")
def create_arrival(number: str) -> Any:
    transfer, intent = _transfer(number), read_intent("transfers.receive")
    done = rules.receive(transfer, code_in_hand(), at=here(), intent=intent, by=me())
    kind = "done" if done["freed"] else "ok"
    say(kind, *screens.received_words(db.session.get_one(TransferLine, done["line"]), done["freed"]))
    return _changed(transfer)


@bp.post("/<number>/loss")
@staff_can("move_stock")
def create_loss(number: str) -> Any:
    transfer, why = _transfer(number), request.form.get("why", "")
    rules.give_up(transfer, why, at=here(), intent=read_intent("transfers.give_up"), by=me())
    say("ok", _("Closed"), _("%(store)s’s manager is asked about the rest.", store=transfer.from_store.name))
    return _changed(transfer)


@bp.post("/<number>/cancellation")
@staff_can("move_stock")
def create_cancellation(number: str) -> Any:
    rules.cancel(_transfer(number), intent=read_intent("transfers.cancel"), by=me())
    say("ok", _("Canceled"), _("Everything is free again where it lies."))
    return go(url_for(".show_transfers"))


def _transfer(number: str) -> Transfer:
    return transfer_here(number, store=here())


def _shown(transfer: Transfer) -> dict[str, Any]:
    view = screens.view(transfer, here())
    return {"view": view, "state": screens.state_of(transfer), "why_lost": screens.why_lost()}


def _changed(transfer: Transfer) -> Any:
    url = url_for(".show_transfer", number=transfer.number)
    return fragment_or_redirect("transfers/_transfer.html", url, **_shown(transfer))


def _asking(wants: dict[int, int]) -> dict[str, Any]:
    return {"asked": screens.request_for(wants, here()), "items": written(wants), "days": DAYS}


def _asked(number: str, origin: str) -> Any:
    say("done", _("%(number)s asked for", number=number), _("%(store)s has set it aside.", store=origin))
    return go(url_for(".show_transfer", number=number))
