"""Do the same to each of many rows: the one that can't be done keeps none of the others from their turn."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from associate.db import db
from associate.errors import Busy

Row = TypeVar("Row")
log = logging.getLogger("associate")


def one_by_one(rows: Iterable[Row], deed: Callable[[Row], object]) -> None:
    """What breaks is logged and is tried again in the next run. Raises Busy: then it is nobody's turn."""
    for row in rows:
        try:
            deed(row)
        except Busy:
            raise
        except Exception:
            db.session.rollback()
            log.exception("%s broke for one row and is tried again", deed.__name__)
