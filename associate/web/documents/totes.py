"""Tags for the totes and bags of one order."""

from flask import Response, request

from associate.core.fulfillment.queries import fulfillment_here
from associate.documents.codes import DPI
from associate.documents.totes import print_tags, tags_zpl
from associate.errors import Missing
from associate.web.access import current_device, here, staff_can
from associate.web.documents.desk import bp, sent
from associate.words import _


@bp.get("/orders/<number>/tags.pdf")
@staff_can("stage")
def show_tote_tags(number: str) -> Response:
    """One for each bag that waits; in ZPL for a device whose printer takes that, unless `?as=pdf`."""
    job, device = fulfillment_here(number, store=here()), current_device()
    if not job.open_bags:
        raise Missing("no_bags", _("%(number)s is in no bag yet.", number=job.number))
    dpi = device.label_dpi if device else DPI
    if device and device.label_format == "zpl" and request.args.get("as") != "pdf":
        return sent(tags_zpl(job, dpi), f"tags-{job.number}.zpl", "zpl")
    return sent(print_tags(job, dpi), f"tags-{job.number}.pdf")
