"""The outage list: the latest that is kept, and a new one by a tap."""

from typing import Any

from flask import Response, current_app, request, url_for

from associate.clock import now
from associate.core.acts.outage_packs import file_of
from associate.core.fulfillment.outages import pack_of
from associate.documents.outages import print_outage_list
from associate.jobs.outage_packs import make_pack
from associate.web.access import current_device, here, staff_can
from associate.web.documents.desk import bp, sent
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _


@bp.get("/outage.pdf")
@staff_can("see_queue")
def show_outage_list() -> Response:
    """The one that is kept, or one drawn for whoever asks where there is none. `?keep=1` is the service
    worker's: it keeps a copy on a device of the store. On another browser, or before there is a list: 204."""
    pack = pack_of(here().id)
    if request.args.get("keep") and (current_device() is None or pack is None):
        return Response(status=204)
    body, made_at = (file_of(pack), pack.made_at) if pack else (b"", now())
    if not body:
        config = current_app.config
        body = print_outage_list(here(), key=config["SECRET_KEY"], base=config["BASE_URL"])
    answer = sent(body, "outage-list.pdf")
    answer.last_modified = made_at
    answer.headers["X-Made-At"] = f"{made_at.astimezone(here().timezone):%H:%M}"
    return answer


@bp.post("/outage")
@staff_can("see_queue")
def create_outage_list() -> Any:
    """Nothing is done in the shop by it, so it carries no intent: a second one is only newer."""
    make_pack(here(), current_app.config)
    say("ok", _("The list is new"), _("It’s as of now."))
    return go(url_for("outage.show_page"))
