"""Stores: where and when."""

from typing import Annotated

import sqlalchemy as sa
from flask import Response
from pydantic import BaseModel, StringConstraints

from associate.core.stores.models import Store
from associate.db import db
from associate.web.access import token_can
from associate.web.api.answers import shown
from associate.web.api.door import api
from associate.web.api.finding import missing
from associate.web.api.pages import Paged, page_of
from associate.web.api.shapes.base import PLAIN
from associate.web.api.shapes.stores import StorePage, StoreShape, store_shape
from associate.web.api.tags import STORES


class StorePath(BaseModel):
    code: Annotated[str, StringConstraints(max_length=20, pattern=PLAIN)]


@api.get("/stores", tags=[STORES], responses={200: StorePage})
@token_can("stores:read")
def list_stores(query: Paged) -> Response:
    """List stores

    With their hours, by their codes.
    """
    page = page_of(sa.select(Store), query, Store.code)
    return shown(StorePage(items=[store_shape(store) for store in page.rows], next=page.next))


@api.get("/stores/<string:code>", tags=[STORES], responses={200: StoreShape})
@token_can("stores:read")
def show_store(path: StorePath) -> Response:
    """Read one store"""
    store = db.session.scalar(sa.select(Store).filter_by(code=path.code))
    if store is None:
        raise missing("store")
    return shown(store_shape(store))
