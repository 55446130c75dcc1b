"""What a store prints once: tags, place labels, signs, and a sheet to try things with. Kept nowhere."""

from flask import Response, current_app

from associate.documents import sheets
from associate.web.access import here, staff_can
from associate.web.documents.desk import bp, sent


@bp.get("/bag-tags.pdf")
@staff_can("stage")
def show_bag_tags() -> Response:
    return sent(sheets.bag_tags(here(), current_app.config["RETAILER"]), "bag-tags.pdf")


@bp.get("/places.pdf")
@staff_can("stage")
def show_places() -> Response:
    return sent(sheets.place_labels(here()), "places.pdf")


@bp.get("/bay-signs.pdf")
@staff_can("stage")
def show_bay_signs() -> Response:
    config = current_app.config
    return sent(sheets.bay_signs(here(), config["RETAILER"], config["BASE_URL"]), "bay-signs.pdf")


@bp.get("/scan-sheet.pdf")
@staff_can("see_queue")
def show_scan_sheet() -> Response:
    return sent(sheets.scan_sheet(here()), "scan-sheet.pdf")
