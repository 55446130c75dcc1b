"""Shopify’s levels: set them, find their items, read them page by page.

https://shopify.dev/docs/api/admin-graphql/2026-01/mutations/inventorySetQuantities: all of a call or nothing.
The books are ours, so what it had before isn’t compared.
"""

from collections.abc import Sequence

import httpx2

from associate.integrations.commerce.outgoing import Answer, Figure, Items, Outcome, Page, Settings, StockItem
from associate.integrations.commerce.shopify.graphql import ask, deed, gid
from associate.outside.fields import Json, ident, listed, mapped, plain, whole

MOST = 200  # levels in one call
AT_ONCE = 10  # items of a page, each with as many places as PLACES
PLACES = 50

SET = """mutation SetStock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { code field message } } }"""
FIND = """query FindItems($query: String!, $first: Int!) {
  productVariants(first: $first, query: $query) { nodes { sku inventoryItem { id } } } }"""
PULL = """query PullStock($first: Int!, $places: Int!, $after: String) {
  inventoryItems(first: $first, after: $after) {
    nodes { id sku tracked variant { price } inventoryLevels(first: $places) {
      nodes { location { id } quantities(names: ["available"]) { name quantity } } } }
    pageInfo { hasNextPage endCursor } } }"""


def set_stock(
    items: Sequence[StockItem], *, key: str, settings: Settings, client: httpx2.Client | None = None
) -> Answer:
    quantities = [
        {
            "inventoryItemId": gid("InventoryItem", item.item),
            "locationId": gid("Location", item.place or ""),
            "quantity": item.units,
        }
        for item in items
    ]
    told = {
        "name": "available",
        "reason": "correction",
        "ignoreCompareQuantity": True,
        "quantities": quantities,
    }
    answer, data = ask("SetStock", SET, {"input": told, "key": key}, settings=settings, client=client)
    return deed(answer, data.get("inventorySetQuantities"))


def find_items(skus: Sequence[str], *, settings: Settings, client: httpx2.Client | None = None) -> Items:
    query = " OR ".join(f'sku:"{_quoted(sku)}"' for sku in skus)
    about = {"query": query, "first": min(250, 2 * len(skus))}
    answer, data = ask("FindItems", FIND, about, settings=settings, client=client)
    found = {
        plain(node.get("sku")): ident(mapped(node.get("inventoryItem")).get("id"))
        for node in reversed(listed(mapped(data.get("productVariants")).get("nodes")))
    }
    return Items(answer, {sku: found[sku] for sku in skus if found.get(sku)})


def pull_stock(cursor: str | None, *, settings: Settings, client: httpx2.Client | None = None) -> Page:
    about = {"first": AT_ONCE, "places": PLACES, "after": cursor}
    answer, data = ask("PullStock", PULL, about, settings=settings, client=client)
    if answer.outcome != Outcome.DONE:
        return Page(answer)
    items = mapped(data.get("inventoryItems"))
    figures = tuple(figure for node in listed(items.get("nodes")) for figure in _figures(node))
    about_page = mapped(items.get("pageInfo"))
    more = plain(about_page.get("endCursor")) if about_page.get("hasNextPage") is True else ""
    return Page(answer, figures, more or None)


def _figures(node: Json) -> list[Figure]:
    """What isn’t tracked has no figure."""
    item, sku, price = ident(node.get("id")), plain(node.get("sku")), mapped(node.get("variant")).get("price")
    levels = (
        listed(mapped(node.get("inventoryLevels")).get("nodes")) if node.get("tracked") is not False else []
    )
    return [
        Figure(item, sku, ident(mapped(level.get("location")).get("id")), _available(level), plain(price))
        for level in levels
        if item and sku
    ]


def _available(level: Json) -> int:
    named = [each for each in listed(level.get("quantities")) if each.get("name") == "available"]
    return whole(named[0].get("quantity")) if named else 0


def _quoted(sku: str) -> str:
    return sku.replace("\\", "\\\\").replace('"', '\\"')
