"""What is known of a person: handed out as a file, or forgotten."""

from typing import Any

from flask import Response, render_template, url_for

from associate.clock import now
from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.customers.routes.card import back, bp, customer_of, seen
from associate.workflows.customers.rules import data


@bp.post("/<key>/export")
@staff_can("manage_customers")
def create_export(key: str) -> Any:
    file = data.hand_out(customer_of(key), intent=read_intent("customers.export"), by=me())
    name = f'attachment; filename="customer-data-{now():%Y-%m-%d}.zip"'
    kept_nowhere = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(file, mimetype="application/zip", headers=kept_nowhere)


@bp.get("/<key>/erasure")
@staff_can("manage_customers")
def show_erasure(key: str) -> Any:
    return render_template("customers/erase.html", at=seen(key))


@bp.post("/<key>/erasure")
@staff_can("manage_customers")
def create_erasure(key: str) -> Any:
    if not data.forget(customer_of(key), intent=read_intent("customers.erase"), by=me()):
        say("ok", _("Noted"), _("It happens by itself, once nothing of theirs goes on."))
        return back(key)
    say("done", _("Forgotten"), _("Nothing here names them any more."))
    return go(url_for("customers.show_find"))


@bp.post("/<key>/erasure/end")
@staff_can("manage_customers")
def create_erasure_end(key: str) -> Any:
    data.keep(customer_of(key), intent=read_intent("customers.keep"), by=me())
    say("ok", _("They stay"))
    return back(key)
