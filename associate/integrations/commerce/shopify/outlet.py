"""Shopify as what the app tells of itself."""

from collections.abc import Sequence

import httpx2

from associate.integrations.commerce.outgoing import (
    Answer,
    Items,
    OrderNews,
    Page,
    RefundNews,
    Settings,
    StockItem,
)
from associate.integrations.commerce.shopify import news as orders
from associate.integrations.commerce.shopify import stock

Client = httpx2.Client | None


class ShopifyOutlet:
    counts_by_place = True
    most = stock.MOST

    def set_stock(
        self, items: Sequence[StockItem], *, key: str, settings: Settings, client: Client = None
    ) -> Answer:
        return stock.set_stock(items, key=key, settings=settings, client=client)

    def find_items(self, skus: Sequence[str], *, settings: Settings, client: Client = None) -> Items:
        return stock.find_items(skus, settings=settings, client=client)

    def pull_stock(self, cursor: str | None, *, settings: Settings, client: Client = None) -> Page:
        return stock.pull_stock(cursor, settings=settings, client=client)

    def tell_fulfillment(
        self, news: OrderNews, *, key: str, settings: Settings, client: Client = None
    ) -> Answer:
        return orders.tell_fulfillment(news, key=key, settings=settings, client=client)

    def tell_refund(self, news: RefundNews, *, key: str, settings: Settings, client: Client = None) -> Answer:
        return orders.tell_refund(news, key=key, settings=settings, client=client)
