"""What somebody may take for what they bring back, and where it lies."""

from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.catalog.codes import read_code
from associate.core.catalog.kits import must_have_stock
from associate.core.catalog.models import Variant
from associate.core.catalog.queries import variant_by_code
from associate.core.catalog.stop_sales import must_not_be_stopped, variants_stopped
from associate.core.events.record import Actor, record
from associate.core.inventory.models import StockLevel
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState, ReturnTake
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _

MOST = 20  # things that one return is exchanged for


@dataclass(frozen=True)
class Choice:
    """One variant: free units here, and at the one other store that has most of it and ships."""

    variant: Variant
    here: int
    elsewhere: int = 0
    other: Store | None = None


def choices_for(product_id: int, store: Store) -> list[Choice]:
    """The product’s variants that are sold, those on this store’s shelf first, as the catalog has them."""
    find = sa.select(Variant).where(
        Variant.product_id == product_id,
        Variant.is_active,
        Variant.currency == store.currency,
        Variant.id.not_in(variants_stopped()),
    )
    variants = list(db.session.scalars(find.order_by(Variant.id)))
    free, stores = _free([variant.id for variant in variants]), _shipping_stores(store)
    found = [_choice(variant, free, store, stores) for variant in variants]
    return sorted(found, key=lambda each: (each.here <= 0, each.elsewhere <= 0))


def take(
    return_: Return, variant: Variant, *, store: Store, swaps: ReturnLine | None, by: Actor
) -> ReturnTake:
    """Inside atomic(return_): one unit more goes out; for `swaps`, in place of what was chosen for it before.

    Stock is looked at again, and taken, when it is settled. Raises OutOfDate("return_closed"),
    Refused("other_currency" | "age_check" | "too_many_takes" | "no_stock").
    """
    must_be_open(return_)
    if variant.currency != return_.currency:
        raise Refused("other_currency", _("That’s sold in %(currency)s.", currency=variant.currency))
    looks_at_age = return_.kind == ReturnKind.DESK  # a pickup does, before it is handed over
    if variant.product.min_age and store.id == return_.store_id and not looks_at_age:
        raise Refused("age_check", _("That takes an age check. Sell it at the till."))
    if swaps is not None:
        drop_swaps(return_, swaps)
    if len(return_.takes) >= MOST:
        raise Refused(
            "too_many_takes", _("That’s more than one return is exchanged for. Sell it at the till.")
        )
    asked = sum(each.variant_id == variant.id and each.store_id == store.id for each in return_.takes)
    if _free([variant.id]).get((store.id, variant.id), 0) <= asked:
        raise Refused("no_stock", _("None of it is left at %(store)s.", store=store.name))
    made = ReturnTake(variant=variant, store=store, swaps=swaps)
    return_.takes.append(made)
    db.session.flush()
    record("return.take_added", about=return_, by=by, sku=variant.sku, at=store.code)
    return made


def meant_by(raw: str) -> Variant:
    """What was scanned, or chosen by its SKU. Raises Refused: "unknown_code", "stop_sale" and "look_at_lot"
    for what is recalled, "kit_stock" for a set, what read_code raises."""
    code = read_code(raw)
    found = variant_by_code(code)
    if found is None:
        raise Refused("unknown_code", _("Nobody here knows that code. Scan its tag again."))
    must_have_stock(found.id)
    must_not_be_stopped(found, code)
    return found


def leave(return_: Return, take_id: int, *, by: Actor) -> None:
    """Inside atomic(return_): not this one after all. Raises Missing("no_such_take")."""
    must_be_open(return_)
    gone = next((each for each in return_.takes if each.id == take_id), None)
    if gone is None:
        raise Missing("no_such_take", _("That isn’t part of the exchange any more."))
    return_.takes.remove(gone)
    record("return.take_removed", about=return_, by=by, sku=gone.variant.sku)


def drop_swaps(return_: Return, line: ReturnLine) -> None:
    """Inside atomic(return_): they keep this one, so nothing goes out for it."""
    for gone in [each for each in return_.takes if each.swaps_id == line.id]:
        return_.takes.remove(gone)
    db.session.flush()


def must_be_open(return_: Return) -> None:
    if return_.state != ReturnState.OPEN:
        raise OutOfDate("return_closed", _("This return is closed. Look at its receipt."))


def _choice(variant: Variant, free: dict[tuple[int, int], int], store: Store, others: list[Store]) -> Choice:
    units = {other.id: free.get((other.id, variant.id), 0) for other in others}
    best = max(others, key=lambda other: units[other.id], default=None)
    most = units[best.id] if best else 0
    return Choice(variant, free.get((store.id, variant.id), 0), most, best if most > 0 else None)


def _free(variants: list[int]) -> dict[tuple[int, int], int]:
    """(store id, variant id) → units that nobody spoke for; of safety stock an exchange may take the last."""
    level = StockLevel
    units = level.on_hand - level.reserved - level.held
    find = sa.select(level.store_id, level.variant_id, units).where(
        level.variant_id.in_(variants), level.variant_id.not_in(variants_stopped())
    )
    return {(store, variant): int(free) for store, variant, free in db.session.execute(find)}


def _shipping_stores(besides: Store) -> list[Store]:
    find = sa.select(Store).where(Store.ships, Store.id != besides.id, Store.currency == besides.currency)
    return list(db.session.scalars(find.order_by(Store.code)))
