"""What goes along with a driver."""

from flask import Response

from associate.core.shipping.documents import StoredDocument
from associate.core.shipping.manifests import manifest_of_id
from associate.db import db
from associate.documents.handoffs import print_manifest
from associate.errors import Missing
from associate.web.access import here, staff_can
from associate.web.documents.desk import bp, sent
from associate.words import _


@bp.get("/manifests/<int:manifest_id>.pdf")
@staff_can("see_queue")
def show_manifest(manifest_id: int) -> Response:
    closed = manifest_of_id(manifest_id, store=here())
    return sent(print_manifest(closed), f"manifest-{closed.number}.pdf")


@bp.get("/manifests/<int:manifest_id>/form.pdf")
@staff_can("see_queue")
def show_form(manifest_id: int) -> Response:
    """The carrier’s own, where it has one."""
    closed = manifest_of_id(manifest_id, store=here())
    form = db.session.get(StoredDocument, closed.form_document_id) if closed.form_document_id else None
    if form is None or not form.body:
        raise Missing("no_form", _("The carrier sent no form for this manifest."))
    return sent(form.body, f"form-{closed.number}.pdf", form.media)
