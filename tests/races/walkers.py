"""Who walks waves in processes of their own, and the orders they walk for."""

import sqlalchemy as sa

from associate.core.stores.staff import Staff
from associate.db import db
from tests.support.packing import Bench
from tests.support.shop import Shop


def begun_by_nobody(shop: Shop, many: int) -> list[str]:
    """Numbers of orders of a jacket and a kettle each, each to another customer."""
    bench, items = Bench(shop), ((shop.jacket, 1), (shop.kettle, 1))
    made = [bench.order(*items, number=str(n), customer=f"c-{n}", street=f"{n} Pier") for n in range(many)]
    return [shop.job(order).number for order in made]


def staff(email: str) -> Staff:
    """As this process knows them now."""
    db.session.rollback()
    return db.session.scalars(sa.select(Staff).filter_by(email=email)).one()
