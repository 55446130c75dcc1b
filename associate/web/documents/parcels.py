"""What is printed for one parcel: its label, as it was bought, and the slips that lie in it."""

from typing import Any

from flask import Response, current_app, redirect, request, url_for

from associate.core.shipping.labels import Label, live_label
from associate.core.shipping.models import Parcel
from associate.core.shipping.queries import parcel_of_id
from associate.documents import labels_kept
from associate.documents.codes import DPI
from associate.documents.paper import Paper
from associate.documents.parcels import print_customs, print_gift_slip, print_return_slip, print_slip
from associate.errors import Missing
from associate.web.access import current_device, here, staff_can
from associate.web.documents.desk import bp, sent
from associate.words import _


@bp.get("/parcels/<int:parcel_id>/label.pdf")
@staff_can("see_queue")
def show_label(parcel_id: int) -> Any:
    """For the printer of this device: one that takes ZPL gets that, unless `?as=pdf` says otherwise."""
    label, device = _label(parcel_id), current_device()
    if device and device.label_format == "zpl" and request.args.get("as") != "pdf" and _has_zpl(label):
        return redirect(url_for("documents.show_label_zpl", parcel_id=parcel_id), code=303)
    body, media = labels_kept.file_of(label, device.label_dpi if device else DPI)
    return sent(body, _name(label, media), media)


@bp.get("/parcels/<int:parcel_id>/label.zpl")
@staff_can("see_queue")
def show_label_zpl(parcel_id: int) -> Response:
    label, device = _label(parcel_id), current_device()
    return sent(labels_kept.zpl_of(label, device.label_dpi if device else DPI), _name(label, "zpl"), "zpl")


@bp.get("/parcels/<int:parcel_id>/packing-slip.pdf")
@staff_can("see_queue")
def show_packing_slip(parcel_id: int) -> Response:
    return _slip(parcel_id, print_slip, "packing-slip")


@bp.get("/parcels/<int:parcel_id>/gift-slip.pdf")
@staff_can("see_queue")
def show_gift_slip(parcel_id: int) -> Response:
    return _slip(parcel_id, print_gift_slip, "gift-slip")


@bp.get("/parcels/<int:parcel_id>/return-slip.pdf")
@staff_can("see_queue")
def show_return_slip(parcel_id: int) -> Response:
    return _slip(parcel_id, print_return_slip, "return-slip")


@bp.get("/parcels/<int:parcel_id>/customs.pdf")
@staff_can("see_queue")
def show_customs(parcel_id: int) -> Response:
    """Stuck on the outside of what crosses a border."""
    parcel = parcel_of_id(parcel_id, store=here())
    body = print_customs(parcel, Paper(parcel.store.paper))
    return sent(body, f"customs-{_plain(parcel)}.pdf")


def _slip(parcel_id: int, draw: Any, name: str) -> Response:
    parcel = parcel_of_id(parcel_id, store=here())
    body = draw(parcel, current_app.config["RETAILER"], Paper(parcel.store.paper))
    return sent(body, f"{name}-{_plain(parcel)}.pdf")


def _label(parcel_id: int) -> Label:
    """The one that is on the parcel. Raises Missing, also where it was bought elsewhere, or forgotten."""
    label = live_label(parcel_of_id(parcel_id, store=here()).id)
    if label is None or not labels_kept.has_file(label):
        raise Missing("no_label", _("There’s no label of ours for it."))
    return label


def _has_zpl(label: Label) -> bool:
    return labels_kept.media_of(label) in ("ours", "zpl")


def _name(label: Label, media: str) -> str:
    return f"label-{_plain(label.parcel)}.{media}"


def _plain(parcel: Parcel) -> str:
    return parcel.number.replace("/", "-")
