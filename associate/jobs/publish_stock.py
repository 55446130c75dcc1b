"""What each channel may see of each level, told to it: however often it changed meanwhile, once, and as it
is now."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.syncing import settle_if_mended, sync_failed
from associate.core.catalog.channels import Channel
from associate.core.catalog.published import (
    PublishedStock,
    items_of,
    mark_changed,
    places_of,
    remember_items,
)
from associate.core.inventory.kept_back import available_to_all
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.integrations.commerce.outgoing import DONE, Answer, Outcome, Outlet, StockItem
from associate.jobs.publish_line import key_for, note_told, pause_after

GIVE_UP = 4  # refusals of one level until a person hears of it
RETRY = timedelta(hours=6)  # of what was given up: the reason may have gone


@dataclass(frozen=True)
class Parcel:
    """One item on its way, and the levels (id → units as published) that it stands for."""

    item: StockItem
    levels: Mapping[int, int]


def waits(channel_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        PublishedStock.channel_id == channel_id,
        PublishedStock.changed_at.is_not(None),
        PublishedStock.next_at <= now(),
    )


def publish_some(channel: Channel, outlet: Outlet) -> Answer:
    """Whose turn it is: tell the next ones, as many as fit into a call."""
    began = now()
    due = sa.select(PublishedStock.level_id).where(waits(channel.id))
    ids = db.session.scalars(
        due.order_by(PublishedStock.next_at, PublishedStock.level_id).limit(outlet.most)
    ).all()
    items, answer = _items(channel, outlet, _levels(ids))
    if answer.outcome != Outcome.DONE:
        _fail(channel, list(ids), answer)
        return answer
    with atomic():
        _rows(channel, ids)  # locked before the figures are read: who marks a change after this marks it anew
        parcels = _parcels(channel, outlet, _levels(ids), items)
        sent = {level for parcel in parcels for level in parcel.levels}
        _drop(channel, set(ids) - sent)
        mark_changed(channel.id, dict.fromkeys(sent - set(ids), began))
        content = _content(channel, parcels)
        key = key_for(channel.id, content, f"stock-{token_hex(16)}") if parcels else ""
        settings = dict(channel.settings)  # nothing is read once we talk to them
    if not parcels:
        return DONE
    answer = outlet.set_stock([p.item for p in parcels], key=key, settings=settings)
    keep_answer(channel, parcels, answer, began)
    return answer


def keep_answer(channel: Channel, parcels: list[Parcel], answer: Answer, began: datetime) -> None:
    """What was told is told; what changed since is told again; what was refused waits, and shows why."""
    with atomic():
        rows = _rows(channel, [level for parcel in parcels for level in parcel.levels])
        figures = available_to_all(channel, _levels(list(rows)))
        lags = list[float]()
        for place, parcel in enumerate(parcels):
            mine = [rows[level] for level in parcel.levels if level in rows]
            if place in answer.refused:
                _refuse(mine, answer.refused[place])
            elif answer.outcome == Outcome.DONE:
                lags += _told(mine, parcel, figures, began)
            elif answer.outcome != Outcome.REFUSED or not answer.refused:
                _wait(mine, answer)
        if answer.outcome == Outcome.DONE:
            note_told(channel.id, lags)
        given_up = [row for row in rows.values() if row.tries >= GIVE_UP and row.problem]
        if given_up and answer.refused:
            sync_failed(channel, "refused", given_up[0].problem)
        db.session.flush()
        settle_if_mended(channel)


def _told(
    rows: list[PublishedStock], parcel: Parcel, figures: Mapping[int, int], began: datetime
) -> list[float]:
    """Seconds that each took from its change."""
    lags = []
    for row in rows:
        if row.changed_at is not None:
            lags.append((now() - row.changed_at).total_seconds())
        row.told, row.told_at = parcel.levels[row.level_id], now()
        row.tries, row.problem, row.next_at = 0, "", now()
        row.changed_at = None if figures.get(row.level_id) == row.told else began
    return lags


def _refuse(rows: list[PublishedStock], words: str) -> None:
    for row in rows:
        row.tries, row.problem = row.tries + 1, words[:300]
        pause = RETRY if row.tries >= GIVE_UP else timedelta(seconds=pause_after(row.tries))
        row.next_at = now() + pause


def _wait(rows: list[PublishedStock], answer: Answer) -> None:
    """The whole line waits: when, the line knows."""
    for row in rows:
        if answer.outcome != Outcome.LATER:
            row.problem = answer.words[:300]


def _fail(channel: Channel, ids: list[int], answer: Answer) -> None:
    with atomic():
        _wait(list(_rows(channel, ids).values()), answer)


def _drop(channel: Channel, ids: set[int]) -> None:
    """What the channel doesn’t sell, has no place for, or knows already is not told."""
    if ids:
        rows = sa.update(PublishedStock).where(
            PublishedStock.channel_id == channel.id, PublishedStock.level_id.in_(ids)
        )
        values = {"changed_at": None, "problem": "", "tries": 0}
        db.session.execute(rows.values(values), execution_options={"synchronize_session": False})


def _items(channel: Channel, outlet: Outlet, levels: list[StockLevel]) -> tuple[dict[int, str], Answer]:
    """Variant id → the platform’s item; asked for once where nobody knows it yet. No transaction open
    then."""
    skus = {level.variant_id: level.variant.sku for level in levels}
    known = items_of(channel, set(skus))
    unknown = {sku: id_ for id_, sku in skus.items() if id_ not in known}
    if not unknown:
        return known, DONE
    settings = dict(channel.settings)
    db.session.rollback()
    found = outlet.find_items(sorted(unknown), settings=settings)
    fresh = {unknown[sku]: item for sku, item in found.known.items()}
    with atomic():
        remember_items(channel, fresh)
    return {**known, **fresh}, found.answer


def _parcels(
    channel: Channel, outlet: Outlet, levels: list[StockLevel], items: Mapping[int, str]
) -> list[Parcel]:
    """What differs from what it was told. A platform that has one figure for all places gets their sum."""
    stores, places = _stores(), places_of(channel)
    levels = [level for level in levels if level.variant_id in items]
    if outlet.counts_by_place:
        levels = [level for level in levels if stores[level.store_id] in places]
        groups = [[level] for level in levels]
    else:
        groups = _by_variant(_all_levels({level.variant_id for level in levels}, stores, channel))
    figures = available_to_all(channel, [level for group in groups for level in group])
    known = _rows(channel, [level.id for group in groups for level in group])
    parcels = []
    for group in groups:
        units = {level.id: figures[level.id] for level in group}
        if all(level in known and known[level].told == n for level, n in units.items()):
            continue
        place = places[stores[group[0].store_id]] if outlet.counts_by_place else None
        parcels.append(Parcel(StockItem(items[group[0].variant_id], place, sum(units.values())), units))
    return parcels


def _all_levels(variant_ids: set[int], stores: Mapping[int, str], channel: Channel) -> list[StockLevel]:
    """Of the stores that sell through this channel: those it has a place for, or all of them for a star."""
    ours = set(channel.locations.values())
    here = [id_ for id_, code in stores.items() if code in ours or "*" in channel.locations]
    find = sa.select(StockLevel).where(StockLevel.variant_id.in_(variant_ids), StockLevel.store_id.in_(here))
    return list(db.session.scalars(find.order_by(StockLevel.variant_id, StockLevel.id)))


def _by_variant(levels: list[StockLevel]) -> list[list[StockLevel]]:
    found = defaultdict[int, list[StockLevel]](list)
    for level in levels:
        found[level.variant_id].append(level)
    return list(found.values())


def _levels(ids: Iterable[int]) -> list[StockLevel]:
    find = sa.select(StockLevel).where(StockLevel.id.in_(list(ids))).order_by(StockLevel.id)
    return list(db.session.scalars(find.execution_options(populate_existing=True)))


def _rows(channel: Channel, ids: Iterable[int]) -> dict[int, PublishedStock]:
    """Inside atomic(): by level, locked."""
    find = sa.select(PublishedStock).where(
        PublishedStock.channel_id == channel.id, PublishedStock.level_id.in_(list(ids))
    )
    locked = find.order_by(PublishedStock.level_id).with_for_update()
    rows = db.session.scalars(locked.execution_options(populate_existing=True))
    return {row.level_id: row for row in rows}


def _stores() -> dict[int, str]:
    return dict(db.session.execute(sa.select(Store.id, Store.code)).all())


def _content(channel: Channel, parcels: list[Parcel]) -> str:
    told = sorted([p.item.item, p.item.place or "", p.item.units] for p in parcels)
    return hashlib.sha256(json.dumps([channel.id, told]).encode()).hexdigest()
