"""/stock/reorder: what runs low, how much more to order, and from which figure on."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from associate.core.catalog.symbols import read_symbol
from associate.csv_out import as_csv
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, page_or_fragment
from associate.web.said import say
from associate.words import _
from associate.workflows.reorder import rules, screens
from associate.workflows.reorder.forms import read_figures

bp = Blueprint("reorder", __name__, url_prefix="/stock/reorder")


@bp.get("")
@staff_can("adjust_stock")
def show_reorder() -> Any:
    context = {"view": screens.view(here(), request.args.get("q", ""))}
    return page_or_fragment("reorder/page.html", "reorder/_work.html", **context)


@bp.get("/list.csv")
@staff_can("adjust_stock")
def show_csv() -> Any:
    content = as_csv(screens.CSV_HEADER, screens.csv_rows(here()))
    name = f"reorder-{here().code}.csv"
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return Response(content, mimetype="text/csv", headers=headers)


@bp.post("/scans")
@staff_can("adjust_stock")
def create_scan() -> Any:
    """One thing whose figures somebody wants to set; nothing is written yet."""
    text = read_symbol(request.form.get("code", "")).whole[:200]
    then = url_for(".show_reorder", q=text)
    return fragment_or_redirect("reorder/_work.html", then, view=screens.view(here(), text))


@bp.post("/figures")
@staff_can("adjust_stock")
def create_figures() -> Any:
    sku, figures = request.form.get("sku", ""), read_figures(request.form)
    done = rules.set_figures(here(), sku, figures, intent=read_intent("reorder.set"), by=me())
    say("ok", _("Saved"), done["name"])
    text = request.form.get("q", "")
    return fragment_or_redirect(
        "reorder/_work.html", url_for(".show_reorder", q=text or None), view=screens.view(here(), text)
    )
