"""Documents to print, made when they are asked for and kept nowhere."""

from io import BytesIO

from flask import Blueprint, Response, current_app, send_file

from associate.documents import sheets
from associate.web.access import here, staff_can

bp = Blueprint("documents", __name__, url_prefix="/documents")


@bp.get("/bag-tags.pdf")
@staff_can("stage")
def show_bag_tags() -> Response:
    return _pdf(sheets.bag_tags(here(), current_app.config["RETAILER"]), "bag-tags.pdf")


@bp.get("/places.pdf")
@staff_can("stage")
def show_places() -> Response:
    return _pdf(sheets.place_labels(here()), "places.pdf")


@bp.get("/bay-signs.pdf")
@staff_can("stage")
def show_bay_signs() -> Response:
    config = current_app.config
    return _pdf(sheets.bay_signs(here(), config["RETAILER"], config["BASE_URL"]), "bay-signs.pdf")


@bp.get("/scan-sheet.pdf")
@staff_can("see_queue")
def show_scan_sheet() -> Response:
    return _pdf(sheets.scan_sheet(here()), "scan-sheet.pdf")


def _pdf(content: bytes, name: str) -> Response:
    answer = send_file(BytesIO(content), mimetype="application/pdf", download_name=name)
    answer.headers["Cache-Control"] = "no-store"  # names of customers are in it
    return answer
