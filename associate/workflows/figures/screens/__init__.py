"""What the pages about figures show."""

import sqlalchemy as sa

from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import db
from associate.workflows.figures.screens.files import ALL_HEADER, all_rows, one_header, one_rows
from associate.workflows.figures.screens.money import (
    CLOSE_HEADER,
    SALES_HEADER,
    DayClose,
    close_rows,
    day_close,
    money,
    sales_rows,
    sales_view,
)
from associate.workflows.figures.screens.one import figure_named, one
from associate.workflows.figures.screens.overview import overview

__all__ = [
    "ALL_HEADER",
    "CLOSE_HEADER",
    "SALES_HEADER",
    "DayClose",
    "all_rows",
    "close_rows",
    "day_close",
    "figure_named",
    "money",
    "one",
    "one_header",
    "one_rows",
    "overview",
    "sales_rows",
    "sales_view",
    "stores_seen_by",
]


def stores_seen_by(staff: Staff) -> list[Store]:
    """A manager’s own; all of them, by name, for people of several."""
    find = sa.select(Store).order_by(Store.name)
    if not staff.can("choose_store"):
        find = find.where(Store.id == staff.store_id)
    return list(db.session.scalars(find))
