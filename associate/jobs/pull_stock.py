"""Every few minutes their figures are read, page by page, and compared with ours: drift is found and settled.

Fewer of theirs may be an order that is still on its way to us: that counts once two pulls in a row have
seen the same figure. More of theirs counts at once: somebody could buy what isn’t there.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.drift import Sight, settle_price, settle_stock
from associate.core.catalog.channels import Channel, ChannelVariant
from associate.core.catalog.models import Variant
from associate.core.catalog.published import ITEM, PublishedStock, Wins, places_of, remember_items, winner
from associate.core.events.models import Beat
from associate.core.inventory import ledger
from associate.core.inventory.kept_back import available_to_all
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Store
from associate.db import atomic, db, insert_into
from associate.integrations.commerce.outgoing import Answer, Figure, Outcome, Outlet
from associate.jobs.publish_line import end_turn, take_line
from associate.money import to_minor

EVERY = 15  # minutes, where the channel’s settings say nothing else
GRACE = timedelta(seconds=60)  # after a telling: their page may be older
FULL_DAY = 24 * 60


@dataclass
class Compared:
    """Of one page: how many levels there were, how many differ, and what is doubted until the next pull."""

    rows: int = 0
    drifts: int = 0
    doubts: dict[str, int] = field(default_factory=dict)


def pull_name(channel_id: int) -> str:
    return f"pull:{channel_id}"


def is_pull_due(channel: Channel) -> bool:
    known = db.session.scalar(_row(channel.id))
    return known is None or datetime.fromisoformat(known.facts["next_at"]) <= now()


def pull_page(channel: Channel, outlet: Outlet) -> Answer:
    """Whose turn it is: the next page. No transaction is open while we ask."""
    known, settings = _begun(channel.id), dict(channel.settings)
    db.session.rollback()
    page = outlet.pull_stock(known.get("cursor"), settings=settings)
    if page.answer.outcome != Outcome.DONE:
        return page.answer
    compared = compare(channel, outlet, page.figures, known.get("doubts") or {})
    _advance(channel, known, page.cursor, compared)
    return page.answer


def pull_all(channel: Channel, outlet: Outlet) -> Mapping[str, Any]:
    """`flask sync pull`: all pages now. What the pull found; `words` where it couldn’t go on."""
    _ask_for(channel.id)
    while is_pull_due(channel):
        if not take_line(channel.id):
            time.sleep(0.5)
            continue
        answer = pull_page(channel, outlet)
        end_turn(channel, answer)
        if answer.outcome not in (Outcome.DONE, Outcome.LATER):
            return {"words": answer.words}
    found = db.session.scalars(_row(channel.id)).one()
    return dict(found.facts)


def compare(
    channel: Channel, outlet: Outlet, figures: tuple[Figure, ...], doubted: Mapping[str, int]
) -> Compared:
    """Their figures with ours, each that differs settled by who wins."""
    done = Compared()
    with atomic():
        variants = _variants(channel, figures)
        remember_items(channel, {variants[f.item].id: f.item for f in figures if f.item in variants})
        groups = {n: _levels(channel, outlet, f, variants.get(f.item)) for n, f in enumerate(figures)}
        every = [level for group in groups.values() for level in group]
        if winner(channel, "stock") == Wins.THEIRS:
            _hold_still(every)
        ours = available_to_all(channel, every)
        told = _told(channel, list(ours))
        for n, figure in enumerate(figures):
            if groups[n] and not any(_is_on_its_way(told.get(level.id)) for level in groups[n]):
                done.rows += 1
                units = sum(ours[level.id] for level in groups[n])
                _settle(channel, figure, groups[n], units, doubted, done)
        for item, price in _prices(channel, figures).items():
            if item in variants:
                done.drifts += settle_price(channel, variants[item], price)
    return done


def _settle(
    channel: Channel,
    figure: Figure,
    levels: list[StockLevel],
    ours: int,
    doubted: Mapping[str, int],
    done: Compared,
) -> None:
    if figure.units == ours:
        return
    name = f"{figure.item}@{figure.place or ''}"
    if figure.units < ours and doubted.get(name) != figure.units:
        done.doubts[name] = figure.units
        return
    done.drifts += settle_stock(channel, levels, Sight(ours, figure.units))


def _is_on_its_way(row: PublishedStock | None) -> bool:
    """Is it to be told, or was it just now?"""
    if row is None:
        return False
    return row.changed_at is not None or bool(row.told_at and row.told_at > now() - GRACE)


def _variants(channel: Channel, figures: tuple[Figure, ...]) -> dict[str, Variant]:
    """Their item → our variant: what is remembered first, then the SKU."""
    keys = {f"{ITEM}{figure.item}": figure.item for figure in figures}
    find = sa.select(ChannelVariant.external_key, ChannelVariant.variant_id).where(
        ChannelVariant.channel_id == channel.id, ChannelVariant.external_key.in_(keys)
    )
    remembered = {keys[key]: id_ for key, id_ in db.session.execute(find)}
    fits = sa.or_(Variant.id.in_(remembered.values()), Variant.sku.in_({figure.sku for figure in figures}))
    every = list(db.session.scalars(sa.select(Variant).where(fits)))
    by_id, by_sku = {v.id: v for v in every}, {v.sku: v for v in every}
    found = {f.item: by_id.get(remembered.get(f.item, 0)) or by_sku.get(f.sku) for f in figures}
    return {item: variant for item, variant in found.items() if variant is not None}


def _levels(channel: Channel, outlet: Outlet, figure: Figure, variant: Variant | None) -> list[StockLevel]:
    """Which of our levels the figure is about; none for a thing or a place that isn’t ours."""
    if variant is None:
        return []
    find = sa.select(StockLevel).join(Store, StockLevel.store_id == Store.id)
    find = find.where(StockLevel.variant_id == variant.id)
    codes = list(places_of(channel))
    if outlet.counts_by_place:
        code = channel.locations.get(figure.place or "")
        codes = [code] if code else []
    elif "*" in channel.locations:
        return list(db.session.scalars(find.order_by(StockLevel.id)))
    found = list(db.session.scalars(find.where(Store.code.in_(codes)).order_by(StockLevel.id)))
    if not found and figure.units and len(codes) == 1:
        store_id = db.session.scalar(sa.select(Store.id).filter_by(code=codes[0]))
        found = [db.session.get_one(StockLevel, ledger.level_of(store_id, variant.id))] if store_id else []
    return found


def _hold_still(levels: list[StockLevel]) -> None:
    """Inside atomic(): a level is adjusted by the difference to its figure, so nobody may change that now.
    Taken by rising variant, not in the order of their page."""
    ids = [level.id for level in levels]
    ledger.lock(ids)
    again = sa.select(StockLevel).where(StockLevel.id.in_(ids))
    db.session.scalars(again.execution_options(populate_existing=True)).all()


def _prices(channel: Channel, figures: tuple[Figure, ...]) -> dict[str, int]:
    """Item → minor units, where it states one that can be read."""
    currency, found = str(channel.settings.get("currency") or ""), {}
    for figure in figures:
        try:
            if currency and figure.price:
                found[figure.item] = to_minor(figure.price, currency)
        except ValueError:
            continue
    return found


def _told(channel: Channel, ids: list[int]) -> dict[int, PublishedStock]:
    find = sa.select(PublishedStock).where(
        PublishedStock.channel_id == channel.id, PublishedStock.level_id.in_(ids)
    )
    rows = db.session.scalars(find.order_by(PublishedStock.level_id).with_for_update())
    return {row.level_id: row for row in rows}


def _row(channel_id: int) -> sa.Select[Beat]:
    return sa.select(Beat).filter_by(name=pull_name(channel_id)).execution_options(populate_existing=True)


def _begun(channel_id: int) -> dict[str, Any]:
    """What is known of the pull that runs, or of the last one."""
    known = db.session.scalar(_row(channel_id))
    return dict(known.facts) if known else {}


def _ask_for(channel_id: int) -> None:
    """A pull from the first page on, at once."""
    facts = {**_begun(channel_id), "cursor": None, "next_at": now().isoformat()}
    _keep(channel_id, facts)


def _advance(channel: Channel, known: dict[str, Any], cursor: str | None, compared: Compared) -> None:
    first = not known.get("cursor")
    rows = compared.rows + (0 if first else int(known.get("rows", 0)))
    drifts = compared.drifts + (0 if first else int(known.get("drifts", 0)))
    fresh = {**({} if first else known.get("fresh") or {}), **compared.doubts}
    facts = {**known, "cursor": cursor, "rows": rows, "drifts": drifts, "fresh": fresh}
    facts["next_at"] = now().isoformat()
    if cursor is None:
        minutes = channel.settings.get("pull_minutes")
        every = minutes if isinstance(minutes, int) and 1 <= minutes <= FULL_DAY else EVERY
        facts |= {
            "doubts": fresh, "fresh": {}, "done_at": now().isoformat(),
            "next_at": (now() + timedelta(minutes=every)).isoformat(),
        }  # fmt: skip
    _keep(channel.id, facts)


def _keep(channel_id: int, facts: dict[str, Any]) -> None:
    fresh = {"at": now(), "facts": facts}
    with atomic():
        row = insert_into(Beat).values(name=pull_name(channel_id), **fresh)
        db.session.execute(row.on_conflict_do_update(index_elements=["name"], set_=fresh))
