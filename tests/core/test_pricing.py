"""A channel tells prices and traits; its authority says what its word counts for."""

from datetime import timedelta

import pytest

from associate.clock import as_of, now
from associate.core.acts.mapping import take_in_product
from associate.core.catalog.pricing import pricing_of
from associate.core.orders.incoming import IncomingProduct, IncomingVariant
from associate.db import atomic, db
from associate.integrations.commerce.shopify.product import read_product as shopify
from associate.integrations.commerce.woocommerce.product import read_product as woocommerce


def tells(shop, **fields):
    told = IncomingVariant(**{"external_id": "v1", "sku": "HW-EK-15", "price": 3900, **fields})
    product = IncomingProduct(
        external_id="p1", title="Kettle", tags=("steel",), tax_class="reduced", variants=(told,)
    )
    take_in_product(shop.web, product)
    db.session.expire_all()
    return shop.kettle


def test_price_and_what_belongs_to_it_are_kept_as_told(shop):
    until = now() + timedelta(days=2)
    kettle = tells(shop, compare_at=4250, promotion="Autumn", promotion_until=until, weight_g=900)
    told = pricing_of(kettle)
    assert (told.price, told.before, told.promotion) == (3900, 4250, "Autumn")
    assert (kettle.weight_g, kettle.product.tags, kettle.product.tax_class) == (900, ["steel"], "reduced")
    with as_of(until):
        assert pricing_of(kettle).promotion == ""
    assert pricing_of(tells(shop, price=4250)).before is None and kettle.compare_at is None
    assert tells(shop, is_active=False).is_active is False


def test_a_price_before_that_was_less_is_none(shop):
    assert pricing_of(tells(shop, compare_at=3900)).before is None


@pytest.mark.parametrize("field", ["price", "tax", "catalog"])
def test_what_is_ours_they_do_not_overwrite(shop, field):
    with atomic():
        shop.web.authority = {field: "ours"}
        shop.kettle.product.tax_class = "standard"
    kettle = tells(shop, compare_at=9900, size="XL")
    assert (kettle.price == 4250) == (field == "price") and (kettle.compare_at is None) == (field == "price")
    assert (kettle.product.tax_class == "standard") == (field == "tax")
    assert (kettle.product.title == "Enamel kettle 1.5 L") == (field == "catalog")
    assert kettle.size == "XL"  # nothing was here before


def test_a_new_thing_takes_what_it_is_told_whoever_wins(shop):
    with atomic():
        shop.web.authority = {"price": "ours", "catalog": "ours"}
    told = IncomingVariant(external_id="v9", sku="NEW", price=500, compare_at=700, is_active=True)
    product = take_in_product(shop.web, IncomingProduct(external_id="p9", title="Cap", variants=(told,)))
    assert (product.title, pricing_of(product.variants[0]).before) == ("Cap", 700)


def test_shopify_says_its_prices_weight_and_state():
    raw = {"id": 7, "price": "39.00", "compare_at_price": "42.50", "weight": 1.5, "weight_unit": "kg"}
    told = shopify(
        {"id": 1, "title": "Kettle", "status": "archived", "variants": [{**raw, "taxable": False}]}, "EUR"
    )
    (one,) = told.variants
    assert (one.price, one.compare_at, one.weight_g, one.is_active) == (3900, 4250, 1500, False)
    assert told.tax_class == "exempt"
    plain = shopify({"id": 1, "title": "Kettle", "variants": [{"id": 7, "price": "39.00"}]}, "EUR")
    assert (plain.variants[0].compare_at, plain.variants[0].is_active) == (None, None)


def test_woocommerce_says_its_sale_and_when_it_ends():
    raw = {"id": 5, "name": "Kettle", "permalink": "x", "price": "39", "regular_price": "42.50"}
    sale = {"on_sale": True, "date_on_sale_to_gmt": "2026-12-01T00:00:00", "status": "publish"}
    told = woocommerce({**raw, **sale, "tax_class": "reduced-rate"}, "EUR")
    (one,) = told.variants
    assert (one.price, one.compare_at, one.is_active) == (3900, 4250, True)
    assert one.promotion_until.isoformat() == "2026-12-01T00:00:00+00:00"
    assert told.tax_class == "reduced-rate"
    assert woocommerce({**raw, "on_sale": False}, "EUR").variants[0].compare_at is None
