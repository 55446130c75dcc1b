"""/figures: how the shop does, for its manager; all of it in the address."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user

from associate.clock import now
from associate.core.stores.hours import local_day
from associate.csv_out import as_csv
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go, page_or_fragment
from associate.web.said import say
from associate.words import _
from associate.workflows.figures import rules, screens
from associate.workflows.figures.forms import Filters, read_filters

bp = Blueprint("figures", __name__, url_prefix="/figures")


@bp.get("")
@staff_can("see_figures")
def show_figures() -> Any:
    return page_or_fragment(
        "figures/page.html", "figures/_figures.html", view=screens.overview(_filters(), current_user.staff)
    )


@bp.get("/figures.csv")
@staff_can("see_figures")
def show_csv() -> Any:
    filters = _filters()
    return _file("figures", filters, as_csv(screens.ALL_HEADER, screens.all_rows(filters)))


@bp.get("/day")
@staff_can("see_figures")
def show_day() -> Any:
    return render_template("figures/day.html", view=_day())


@bp.get("/day.csv")
@staff_can("see_figures")
def show_day_csv() -> Any:
    seen = _day()
    return _file("day", seen.filters, as_csv(screens.CLOSE_HEADER, screens.close_rows(seen)))


@bp.get("/sales")
@staff_can("see_figures")
def show_sales() -> Any:
    view = screens.sales_view(_filters())
    return page_or_fragment("figures/sales.html", "figures/_sales.html", view=view, money=screens.money)


@bp.get("/sales.csv")
@staff_can("see_figures")
def show_sales_csv() -> Any:
    seen = screens.sales_view(_filters())
    return _file("sales", seen.filters, as_csv(screens.SALES_HEADER, screens.sales_rows(seen)))


@bp.post("/mail")
@staff_can("see_figures")
def create_reader() -> Any:
    intent, wanted = read_intent("figures.mail"), request.form.get("wanted") == "yes"
    done = rules.read_by_mail(current_user.staff, here(), wanted, intent=intent, by=me())
    say(
        "ok", _("You get it each morning") if done["wanted"] else _("No more mails"), current_user.staff.email
    )
    return go(url_for(".show_figures"))


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


def _day() -> screens.DayClose:
    """Of one store; yesterday, where no day is named."""
    args = {**request.args, "from": request.args.get("day", ""), "to": request.args.get("day", "")}
    filters = _filters(args if request.args.get("day") else {**request.args, "span": "yesterday"})
    return screens.day_close(filters, filters.until)


def _filters(args: Any = None) -> Filters:
    """Of the person’s own store; of every store for people of several, the one they work in first."""
    stores, usual = screens.stores_seen_by(current_user.staff), current_user.store
    today = local_day(usual or (stores[0] if stores else here()), now())
    return read_filters(request.args if args is None else args, stores, usual, today)


def _file(name: str, filters: Filters, content: bytes) -> Response:
    where = filters.store.code if filters.store else "all"
    called = f"{name}-{where}-{filters.since:%Y%m%d}-{filters.until:%Y%m%d}.csv"
    headers = {"Content-Disposition": f"attachment; filename={called}", "Cache-Control": "no-store"}
    return Response(content, mimetype="text/csv", headers=headers)
