"""What is known of a person: handed out as a file, or forgotten."""

from typing import Any

from flask import Response

from associate.clock import now
from associate.web.access import me, read_intent, staff_can
from associate.workflows.customers.routes.card import bp, customer_of
from associate.workflows.customers.rules import data


@bp.post("/<key>/export")
@staff_can("manage_customers")
def create_export(key: str) -> Any:
    file = data.hand_out(customer_of(key), intent=read_intent("customers.export"), by=me())
    name = f'attachment; filename="customer-data-{now():%Y-%m-%d}.zip"'
    kept_nowhere = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(file, mimetype="application/zip", headers=kept_nowhere)
