"""The strip over every page of a store that is paused or closed now; it goes by itself when that ends."""

import hashlib
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request

from associate.core.stores.closing_words import stops_of
from associate.core.stores.models import Store
from associate.web.access import here, signed_in

bp = Blueprint("stops", __name__)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"stops_of": lambda store: list(stops_of(store)), "stops_stamp": stamp})


@bp.get("/stops")
@signed_in
def show() -> Any:
    if request.args.get("v") == stamp(here()):
        return Response(status=204)
    return render_template("shared/stops.html")


def stamp(store: Store) -> str:
    """The same while the same is stopped."""
    return hashlib.sha256(repr(list(stops_of(store))).encode()).hexdigest()[:12]
