"""Find what a request names. Each says in a sentence what it didn’t find."""

import sqlalchemy as sa

from associate.core.catalog.codes import gtin14
from associate.core.catalog.models import Variant
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Refused
from associate.web.api.problems import ApiProblem, NotValid
from associate.web.api.shapes.problem import Fault
from associate.words import _


def missing(what: str) -> ApiProblem:
    """To raise where the address leads to nothing."""
    return ApiProblem(404, "missing", f"There is no such {what}.")


def store_codes() -> dict[int, str]:
    """Store id → code."""
    return dict(db.session.execute(sa.select(Store.id, Store.code)).all())


def store_named(code: str, *, field: str = "store") -> Store:
    """Raises NotValid."""
    store = db.session.scalar(sa.select(Store).filter_by(code=code))
    if store is None:
        raise NotValid([Fault(pointer=field, detail="There is no store with this code.")])
    return store


def variant_named(sku: str | None, gtin: str | None, *, field: str = "sku") -> Variant:
    """By its SKU, else by its GTIN. Raises NotValid, Refused("ambiguous") where two things have the GTIN."""
    if sku:
        found = list(db.session.scalars(sa.select(Variant).filter_by(sku=sku)))
    else:
        found = list(db.session.scalars(sa.select(Variant).filter_by(gtin=whole_gtin(gtin or "")).limit(2)))
    if not found:
        raise NotValid([Fault(pointer=field, detail="Nothing in the catalog has this code.")])
    if len(found) > 1:
        raise Refused("ambiguous", _("More than one thing has this GTIN. Send the SKU."))
    return found[0]


def whole_gtin(text: str) -> str:
    """As GTIN-14. Raises NotValid for a wrong check digit."""
    whole = gtin14(text)
    if whole is None:
        raise NotValid([Fault(pointer="gtin", detail="The check digit is wrong.")])
    return whole
