"""How long jobs of waves were walked for: a fixed number of statements, however many they are."""

from collections import Counter
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from associate.core.figures.jobs import Walk
from associate.core.fulfillment.models import FulfillmentLine, Scan
from associate.core.fulfillment.waves import PickMode, Wave, WaveOrder
from associate.db import db


def walks_of(ids: Collection[int]) -> dict[int, Walk]:
    """Of jobs picked in a wave. One that went through two counts in the later; zone by zone, in each."""
    rows = _waves_of(ids)
    of = {row.fulfillment_id: row for row in rows}
    in_zones = {id_ for id_, row in of.items() if row.mode == PickMode.ZONE}
    each = [row for row in rows if row.fulfillment_id in in_zones and row.mode == PickMode.ZONE]
    return {**_whole([row for id_, row in of.items() if id_ not in in_zones]), **_zone_by_zone(each)}


def _waves_of(ids: Collection[int]) -> list[Any]:
    find = sa.select(
        WaveOrder.fulfillment_id, WaveOrder.wave_id, Wave.mode, Wave.started_at, Wave.last_scan_at
    )
    find = find.join(Wave).where(WaveOrder.fulfillment_id.in_(ids), Wave.last_scan_at.is_not(None))
    return list(db.session.execute(find.order_by(Wave.id)))


def _whole(rows: Collection[Any]) -> dict[int, Walk]:
    """Each job’s one wave, and all units of that."""
    if not rows:
        return {}
    units = sa.select(WaveOrder.wave_id, sa.func.sum(FulfillmentLine.wanted))
    units = units.join(FulfillmentLine, FulfillmentLine.fulfillment_id == WaveOrder.fulfillment_id)
    units = units.where(WaveOrder.wave_id.in_({row.wave_id for row in rows}))
    count = dict(db.session.execute(units.group_by(WaveOrder.wave_id)).all())
    return {row.fulfillment_id: Walk(_seconds(row), int(count[row.wave_id])) for row in rows}


def _zone_by_zone(rows: Collection[Any]) -> dict[int, Walk]:
    """Of each wave the part that the job’s units are of those found on it; then these parts are the job’s."""
    if not rows:
        return {}
    found = _found({row.wave_id for row in rows})
    on_wave, seconds, units = Counter[int](), Counter[int](), Counter[int]()
    for (wave, _job), n in found.items():
        on_wave[wave] += n
    for row in rows:
        if n := found[row.wave_id, row.fulfillment_id]:
            seconds[row.fulfillment_id] += _seconds(row) * n // on_wave[row.wave_id]
            units[row.fulfillment_id] += n
    return {id_: Walk(seconds[id_], n) for id_, n in units.items()}


def _found(waves: Collection[int]) -> Counter[tuple[int, int]]:
    """(wave, job) → units. A unit was found on the last wave that its job was in by then."""
    line = FulfillmentLine
    wave = sa.select(sa.func.max(Wave.id)).join(WaveOrder, WaveOrder.wave_id == Wave.id)
    wave = wave.where(WaveOrder.fulfillment_id == line.fulfillment_id, Wave.started_at <= Scan.at)
    theirs = sa.select(WaveOrder.fulfillment_id).where(WaveOrder.wave_id.in_(waves))
    scans = sa.select(line.fulfillment_id.label("job"), wave.scalar_subquery().label("wave"))
    each = scans.join(Scan, Scan.line_id == line.id).where(line.fulfillment_id.in_(theirs)).subquery()
    count = sa.select(each.c.wave, each.c.job, sa.func.count()).group_by(each.c.wave, each.c.job)
    return Counter({(row.wave, row.job): row[2] for row in db.session.execute(count)})


def _seconds(row: Any) -> int:
    return int((row.last_scan_at - row.started_at).total_seconds())
