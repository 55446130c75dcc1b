"""The same serial number scanned at four benches at once: one parcel has it."""

import sqlalchemy as sa

from associate.core.acts import packing
from associate.core.catalog.codes import read_code
from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.models import UnitSerial
from associate.core.shipping.queries import parcels_of
from associate.db import atomic, db
from tests.races.buyers import again, in_processes
from tests.support.packing import Bench, books_agree
from tests.support.shop import look_again

BENCHES = 4


def test_a_serial_is_out_once(app, shop):
    bench = Bench(shop)
    with atomic():
        shop.kettle.product.asks_serial = True
    numbers = [bench.picked((shop.kettle, 1), number=str(n)).number for n in range(BENCHES)]
    sku, by = shop.kettle.sku, bench.by

    def work(n):
        job = db.session.scalars(sa.select(Fulfillment).filter_by(number=numbers[n])).one()
        again(lambda: packing.open_at_bench(job, by=by))
        again(lambda: packing.scan_in(job, read_code(sku), by=by))
        (parcel,) = parcels_of(job)
        again(lambda: packing.scan_serial(parcel, parcel.lines[0], read_code("EK-1"), by=by))

    in_processes(app, BENCHES, work)
    look_again()
    assert [each.serial for each in db.session.scalars(sa.select(UnitSerial))] == ["EK-1"]
    books_agree()
