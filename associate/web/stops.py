"""The strip over every page of a store that is paused or closed now; it goes by itself when that ends."""

import hashlib
from typing import Any

from flask import Blueprint, Flask, render_template

from associate.core.stores.closing import lasting
from associate.core.stores.closing_words import stops_of
from associate.core.stores.models import Store
from associate.core.stores.versions import store_version
from associate.web.access import here, signed_in
from associate.web.polls import still_shown

bp = Blueprint("stops", __name__)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"stops_of": lambda store: list(stops_of(store)), "stops_stamp": stamp})


@bp.get("/stops")
@signed_in
def show() -> Any:
    n = store_version(here().id)
    if same := still_shown(
        n, stamp(here()), until=min((end for _what, end in lasting(here())), default=None)
    ):
        return same
    return render_template("shared/stops.html")


def stamp(store: Store) -> str:
    """The same while the same is stopped."""
    return hashlib.sha256(repr(list(stops_of(store))).encode()).hexdigest()[:12]
