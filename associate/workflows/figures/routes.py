"""/figures: how the shop does, for its manager; all of it in the address."""

from typing import Any

from flask import Blueprint, Response, request
from flask_login import current_user

from associate.clock import now
from associate.core.stores.hours import local_day
from associate.csv_out import as_csv
from associate.web.access import here, staff_can
from associate.web.htmx import page_or_fragment
from associate.workflows.figures import screens
from associate.workflows.figures.forms import Filters, read_filters

bp = Blueprint("figures", __name__, url_prefix="/figures")


@bp.get("")
@staff_can("see_figures")
def show_figures() -> Any:
    return page_or_fragment("figures/page.html", "figures/_figures.html", view=screens.overview(_filters()))


@bp.get("/figures.csv")
@staff_can("see_figures")
def show_csv() -> Any:
    filters = _filters()
    return _file("figures", filters, as_csv(screens.ALL_HEADER, screens.all_rows(filters)))


@bp.get("/<name>")
@staff_can("see_figures")
def show_figure(name: str) -> Any:
    seen = screens.one(screens.figure_named(name), _filters())
    return page_or_fragment("figures/one.html", "figures/_one.html", view=seen)


@bp.get("/<name>.csv")
@staff_can("see_figures")
def show_figure_csv(name: str) -> Any:
    seen = screens.one(screens.figure_named(name), _filters())
    return _file(name, seen.filters, as_csv(screens.one_header(seen), screens.one_rows(seen)))


def _filters() -> Filters:
    """Of the person’s own store; of every store for people of several, the one they work in first."""
    stores, usual = screens.stores_seen_by(current_user.staff), current_user.store
    today = local_day(usual or (stores[0] if stores else here()), now())
    return read_filters(request.args, stores, usual, today)


def _file(name: str, filters: Filters, content: bytes) -> Response:
    where = filters.store.code if filters.store else "all"
    called = f"{name}-{where}-{filters.since:%Y%m%d}-{filters.until:%Y%m%d}.csv"
    headers = {"Content-Disposition": f"attachment; filename={called}", "Cache-Control": "no-store"}
    return Response(content, mimetype="text/csv", headers=headers)
