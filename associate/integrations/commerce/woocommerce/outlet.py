"""WooCommerce as what the app tells of itself."""

from associate.integrations.commerce.outgoing import Outlet
from associate.integrations.commerce.woocommerce import news, stock

WOOCOMMERCE = Outlet(
    counts_by_place=False,
    most=stock.MOST,
    set_stock=stock.set_stock,
    find_items=stock.find_items,
    pull_stock=stock.pull_stock,
    tell_fulfillment=news.tell_fulfillment,
    tell_refund=news.tell_refund,
)
