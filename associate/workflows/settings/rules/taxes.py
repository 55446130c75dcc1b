"""Tax rates of goods that go out in exchange. One is never changed: a new one holds from its day on."""

from typing import Any

import sqlalchemy as sa

from associate.core.catalog.models import Product
from associate.core.catalog.taxes import TaxRate
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.words import _
from associate.workflows.settings.rules.columns import Said, saved


def every_rate() -> list[TaxRate]:
    """By country, region and class, the newest first."""
    rate = TaxRate
    order = (rate.country, rate.region, rate.tax_class, rate.since.desc())
    return list(db.session.scalars(sa.select(rate).order_by(*order)))


def known_classes() -> list[str]:
    """Tax classes that products have, without the ordinary one."""
    find = sa.select(Product.tax_class).where(Product.tax_class != "").distinct()
    return sorted(db.session.scalars(find))


def products_of(tax_class: str) -> int:
    find = sa.select(sa.func.count()).select_from(Product).where(Product.tax_class == tax_class)
    return db.session.scalar(find) or 0


def add(values: dict[str, Any], *, intent: Intent, by: Actor) -> Said:
    """Raises Refused("rate_taken") where one holds from that very day."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        same = {name: values[name] for name in ("country", "region", "tax_class", "since")}
        if db.session.scalar(sa.select(TaxRate.id).filter_by(**same)):
            raise Refused("rate_taken", _("There’s a rate from that day on. Remove it first."))
        rate = TaxRate(**values)
        db.session.add(rate)
        db.session.flush()
        record("tax_rate.added", about=rate, by=by, **_facts(rate))
        return answer(intent, **saved())


def remove(rate_id: int, *, intent: Intent, by: Actor) -> Said:
    """What was sold by it keeps its tax. Raises Missing("no_tax_rate")."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        rate = db.session.get(TaxRate, rate_id)
        if rate is None:
            raise Missing("no_tax_rate", _("That rate isn’t there any more."))
        record("tax_rate.removed", about=rate, by=by, **_facts(rate))
        db.session.delete(rate)
        return answer(intent, **saved())


def _facts(rate: TaxRate) -> dict[str, Any]:
    return {
        "country": rate.country,
        "region": rate.region,
        "tax_class": rate.tax_class,
        "basis_points": rate.basis_points,
        "since": rate.since.isoformat(),
    }
