"""Tax rates in the settings: previewed, added, used from their day on, removed, and written down."""

import sqlalchemy as sa

from associate.core.catalog.taxes import TaxRate, rate_for
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.settings import press


def test_a_rate_is_added_and_removed_and_written_down(app, shop):
    ada = Person(app, shop.ada).posts("/me/store", code="MQ")
    with atomic():
        shop.kettle.product.tax_class = "appliances"
    fields = {"country": "ie", "tax_class": "appliances", "percent": "13,5", "since": "2026-01-01"}
    press(ada.opens("/settings/taxes/new"), **{**fields, "percent": "a lot"}).sees("A percentage from 0")
    press(ada.opens("/settings/taxes/new"), **fields).sees("1 product bears it")
    press(ada).sees("Saved", "IE · appliances", "13.50 % since 2026-01-01")
    (rate,) = db.session.scalars(sa.select(TaxRate))
    where = {"country": "IE", "region": "Leinster"}
    assert rate_for("appliances", **where, on=rate.since) == 1350
    assert rate_for("appliances", **where, on=rate.since.replace(year=2025)) is None
    press(ada.opens("/settings/taxes/new"), **fields)
    assert press(ada).code == "rate_taken"
    ada.opens("/settings/taxes").posts(f"/settings/taxes/{rate.id}/removal").sees("No rate yet")
    find = sa.select(Event).where(Event.kind.startswith("tax_rate")).order_by(Event.id)
    said = [describe(event.kind, event.facts) for event in db.session.scalars(find)]
    assert said == [
        "Tax rate added: IE, appliances, 13.50 % since 2026-01-01",
        "Tax rate removed: IE, appliances, 13.50 % since 2026-01-01",
    ]


def test_rates_are_nothing_for_a_store_manager(app, shop):
    assert Person(app, shop.helen).opens("/settings/taxes").status == 403
