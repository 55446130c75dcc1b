"""WooCommerce as what the app tells of itself."""

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
from associate.integrations.commerce.woocommerce import news as orders
from associate.integrations.commerce.woocommerce import stock

Client = httpx2.Client | None


class WooOutlet:
    counts_by_place = False
    most = stock.MOST

    def set_stock(
        self, items: Sequence[StockItem], *, key: str, settings: Settings, client: Client = None
    ) -> Answer:
        """To set the same figure again changes nothing: it needs no key."""
        return stock.set_stock(items, settings=settings, client=client)

    def find_items(self, skus: Sequence[str], *, settings: Settings, client: Client = None) -> Items:
        return stock.find_items(skus, settings=settings, client=client)

    def pull_stock(self, cursor: str | None, *, settings: Settings, client: Client = None) -> Page:
        return stock.pull_stock(cursor, settings=settings, client=client)

    def tell_fulfillment(
        self, news: OrderNews, *, key: str, settings: Settings, client: Client = None
    ) -> Answer:
        return orders.tell_fulfillment(news, settings=settings, client=client)

    def tell_refund(self, news: RefundNews, *, key: str, settings: Settings, client: Client = None) -> Answer:
        return orders.tell_refund(news, key=key, settings=settings, client=client)
