"""The label of a parcel as a file: the carrier’s own, or ours, drawn from what was bought."""

from flask_babel import force_locale

from associate.core.shipping.documents import StoredDocument
from associate.core.shipping.labels import Label
from associate.db import db
from associate.documents.codes import DPI
from associate.documents.labels import ShippingLabel, shipping_label
from associate.documents.parcels import label_of, language_of
from associate.documents.zpl import shipping_label_zpl
from associate.errors import Missing
from associate.words import _

OURS = "ours"


def media_of(label: Label) -> str:
    """ "ours" where we draw it, in whatever form; else "pdf", "png" or "zpl", as the carrier sent it."""
    if label.drawing:
        return OURS
    kept = _kept(label)
    return kept.media if kept else ""


def has_file(label: Label) -> bool:
    """Files are forgotten after a while, and a label that was bought elsewhere has none here."""
    kept = _kept(label)
    return bool(label.drawing) or (kept is not None and kept.body != b"")


def file_of(label: Label, dpi: int = DPI) -> tuple[bytes, str]:
    """(file, media) for a printer of `dpi`. What was drawn when it was bought stays as it is; for finer
    printers ours is drawn anew, on their grid of dots."""
    kept = _kept(label)
    if kept is not None and (dpi == DPI or not label.drawing):
        return kept.body, kept.media
    return draw(label_of(label), language_of(label.parcel.store), dpi), "pdf"


def zpl_of(label: Label, dpi: int = DPI) -> bytes:
    """Raises Missing("no_zpl") where the carrier sent another file."""
    kept = _kept(label)
    if label.drawing:
        with force_locale(language_of(label.parcel.store)):
            return shipping_label_zpl(label_of(label), dpi).encode()
    if kept is None or kept.media != "zpl":
        raise Missing("no_zpl", _("The carrier sent this label as a PDF. Print that."))
    return kept.body


def draw(told: ShippingLabel, language: str, dpi: int = DPI) -> bytes:
    """The PDF in a language of ours: the same bytes whoever asks."""
    with force_locale(language):
        return shipping_label(told, dpi)


def _kept(label: Label) -> StoredDocument | None:
    return db.session.get(StoredDocument, label.document_id) if label.document_id else None
