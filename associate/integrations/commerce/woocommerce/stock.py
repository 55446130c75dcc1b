"""WooCommerce’s stock: one figure a product or variation, for all places together.

An item is known as “12”, a variation as “12/34”: its product’s id comes first. A batch does what it can and
says for each what it couldn’t.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import httpx2

from associate.integrations.commerce.calling import said
from associate.integrations.commerce.outgoing import (
    DONE,
    Answer,
    Figure,
    Items,
    Outcome,
    Page,
    Settings,
    StockItem,
)
from associate.integrations.commerce.woocommerce.rest import rest
from associate.outside.fields import Json, ident, listed, mapped, plain, whole

MOST = 100  # the most that one batch takes
PRODUCTS, VARIATIONS = 20, 100  # of one page


def set_stock(
    items: Sequence[StockItem], *, key: str, settings: Settings, client: httpx2.Client | None = None
) -> Answer:
    """A call for the products, and one for each product whose variations changed. To set the same figure
    again changes nothing: it needs no key."""
    refused: dict[int, str] = {}
    for parent, places in _families(items).items():
        path = f"products/{parent}/variations/batch" if parent else "products/batch"
        told = [
            {
                "id": int(items[n].item.rpartition("/")[2]),
                "manage_stock": True,
                "stock_quantity": items[n].units,
            }
            for n in places
        ]
        reply = rest("POST", path, settings=settings, client=client, json={"update": told})
        if reply.answer.outcome != Outcome.DONE:
            return replace(reply.answer, refused=refused)
        updated = listed(mapped(reply.body).get("update"))
        refused |= {
            n: said(plain(mapped(one.get("error")).get("message")))
            for n, one in zip(places, updated, strict=False)
            if one.get("error")
        }
    return replace(DONE, refused=refused)


def find_items(skus: Sequence[str], *, settings: Settings, client: httpx2.Client | None = None) -> Items:
    reply = rest("GET", "products", settings=settings, client=client, sku=",".join(skus), per_page=100)
    products = listed(reply.body) if reply.answer.outcome == Outcome.DONE else []
    found = {plain(product.get("sku")): _item(product) for product in reversed(products)}
    return Items(reply.answer, {sku: found[sku] for sku in skus if found.get(sku)})


def pull_stock(cursor: str | None, *, settings: Settings, client: httpx2.Client | None = None) -> Page:
    """`cursor`: the number of the page."""
    number = int(cursor) if cursor and cursor.isdigit() else 1
    order = {"per_page": PRODUCTS, "page": number, "orderby": "id", "order": "asc"}
    reply = rest("GET", "products", settings=settings, client=client, **order)
    if reply.answer.outcome != Outcome.DONE:
        return Page(reply.answer)
    figures: list[Figure] = []
    for product in listed(reply.body):
        answer, found = _figures_of(product, settings, client)
        if answer.outcome != Outcome.DONE:
            return Page(answer)
        figures += found
    more = len(listed(reply.body)) == PRODUCTS
    return Page(DONE, tuple(figures), str(number + 1) if more else None)


def _figures_of(
    product: Json, settings: Settings, client: httpx2.Client | None
) -> tuple[Answer, list[Figure]]:
    if product.get("type") != "variable":
        return DONE, _figures([product])
    parent, found, number = ident(product.get("id")), list[Figure](), 1
    while True:
        path = f"products/{parent}/variations"
        reply = rest("GET", path, settings=settings, client=client, per_page=VARIATIONS, page=number)
        if reply.answer.outcome != Outcome.DONE:
            return reply.answer, []
        variations = [{**each, "parent_id": product.get("id")} for each in listed(reply.body)]
        found += _figures(variations)
        if len(variations) < VARIATIONS:
            return DONE, found
        number += 1


def _figures(products: list[Json]) -> list[Figure]:
    """What WooCommerce keeps no stock of has no figure."""
    return [
        Figure(_item(p), plain(p.get("sku")), None, whole(p.get("stock_quantity")), plain(p.get("price")))
        for p in products
        if p.get("manage_stock") is True and plain(p.get("sku"))
    ]


def _families(items: Sequence[StockItem]) -> dict[str, list[int]]:
    """The places of items by their product; "" for those that are one themselves."""
    found = defaultdict[str, list[int]](list)
    for place, item in enumerate(items):
        found[item.item.rpartition("/")[0]].append(place)
    return found


def _item(product: Json) -> str:
    parent, own = ident(product.get("parent_id")), ident(product.get("id"))
    return f"{parent}/{own}" if parent not in ("", "0") else own
