"""Tell a channel's things apart: who sells what under which name, and what that sets free."""

import sqlalchemy as sa

from associate.core.acts.catalog_told import write_product, write_variant
from associate.core.acts.waking import wake
from associate.core.catalog.channels import Channel, ChannelVariant
from associate.core.catalog.codes import gtin14
from associate.core.catalog.models import Product, Variant
from associate.core.catalog.queries import external_keys
from associate.core.events.record import Actor, record
from associate.core.inventory.safety import keep_safety
from associate.core.orders.incoming import IncomingProduct, IncomingVariant
from associate.core.orders.models import Order, OrderLine, OrderState
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, close_tasks
from associate.db import atomic, db


def learn(task: Task, variant: Variant, *, by: Actor) -> None:
    """Inside atomic(task), while it is open: keep what the channel means, and be done with the question.

    Orders that waited for it are tried after it, the first of them by `release_waiting`.
    """
    remember(task.facts["channel_id"], task.facts["external_key"], variant.id)
    record("product.mapped", about=variant, by=by, external_key=task.facts["external_key"])
    close_task(task, variant.sku, by=by)
    wake(task.facts["channel_id"], by=by)


def remember(channel_id: int, external_key: str, variant_id: int) -> None:
    db.session.merge(ChannelVariant(channel_id=channel_id, external_key=external_key, variant_id=variant_id))
    sku = external_key.removeprefix("title:")
    lines = (
        sa.select(OrderLine)
        .join(Order)
        .where(
            Order.channel_id == channel_id, Order.state == OrderState.WAITING, OrderLine.variant_id.is_(None)
        )
    )
    if external_key.startswith("title:"):  # no id and no SKU: only the same words are the same thing
        for line in db.session.scalars(lines.where(OrderLine.title.startswith(sku, autoescape=True))):
            line.variant_id = variant_id
    db.session.flush()


def take_in_product(channel: Channel, told: IncomingProduct) -> Product:
    """Create or update a product as a channel tells it. Known by its channel id, then SKU, then GTIN.

    Orders that waited for it are tried by the worker (waking.py).
    """
    with atomic():
        found = [_find(channel, variant) for variant in told.variants]
        product = next((variant.product for variant in found if variant), None) or Product()
        write_product(product, channel, told)
        db.session.add(product)
        db.session.flush()
        for row, variant in zip(found, told.variants, strict=True):
            _write_variant(channel, product, row, variant)
        db.session.flush()
        keep_safety(product_ids=[product.id])
        wake(channel.id, by=Actor(channel.ref))
    return product


def _find(channel: Channel, told: IncomingVariant) -> Variant | None:
    known = db.session.get(ChannelVariant, (channel.id, f"id:{told.external_id}"))
    if known:
        return db.session.get(Variant, known.variant_id)
    if told.sku:
        return db.session.scalar(sa.select(Variant).filter_by(sku=told.sku))
    if told.gtin and (number := gtin14(told.gtin)):
        return db.session.scalar(sa.select(Variant).filter_by(gtin=number).limit(1))
    return None


def _write_variant(channel: Channel, product: Product, row: Variant | None, told: IncomingVariant) -> None:
    row = row or _find(channel, told)  # a product may give two of its variants one SKU
    is_new = row is None
    if row is None:
        currency = channel.settings.get("currency", "USD")
        sku = told.sku or f"{channel.prefix}-{told.external_id}"
        row = Variant(product_id=product.id, sku=sku, price=told.price or 0, currency=currency)
        db.session.add(row)
    write_variant(row, channel, told, is_new=is_new)
    db.session.flush()
    db.session.merge(
        ChannelVariant(channel_id=channel.id, external_key=f"id:{told.external_id}", variant_id=row.id)
    )
    for key in external_keys(told.external_id, told.sku):
        close_tasks(TaskKind.MAP_PRODUCT, f"{channel.id}:{key}", row.sku, by=Actor(channel.ref))
