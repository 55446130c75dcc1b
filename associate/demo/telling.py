"""A wish as its channel tells it: the same IncomingOrder that a webhook is read into."""

from datetime import datetime, timedelta

from associate.core.orders.incoming import (
    Address,
    IncomingLine,
    IncomingOrder,
    IncomingTender,
    Method,
    Payment,
)
from associate.demo.assortment import SETS, Look, Thing
from associate.demo.channels import places_of
from associate.demo.customers import contact
from associate.demo.prices import TAX_INCLUDED, price_in, tax_in
from associate.demo.stores import SITES
from associate.demo.wishes import Wish, items_of

Catalog = dict[tuple[str, str, str], tuple[Thing, Look]]
SITE_BY_CODE = {site.code: site for site in SITES}
SHIP_TO = {
    "IE": Address(name="", street="3 Sea Road", city="Galway", postcode="H91 X0A1", country="IE"),
    "US": Address(
        name="", street="85 Pike Street", city="Seattle", region="WA", postcode="98101", country="US"
    ),
}
UNLISTED = 5900  # cents; what a thing costs that the catalog does not know


def catalog(things: list[Thing]) -> Catalog:
    return {(thing.title, look.color, look.size): (thing, look) for thing in things for look in thing.looks}


def skus_of(wish: Wish, known: Catalog) -> list[str]:
    """The SKUs a wish is about, of sets those of their parts, without those that nobody knows."""
    items = [part for item in items_of(wish) for part in SETS.get(item[0], (item,))]
    return [known[item[:3]][1].sku for item in items if item[:3] in known]


def tell(wish: Wish, known: Catalog, moment: datetime) -> IncomingOrder:
    """The order as of `moment` minus the minutes since it was placed."""
    site = SITE_BY_CODE.get(wish.store, SITES[0])
    placed, differs = moment - timedelta(minutes=wish.placed), dict(wish.told)
    lines = tuple(
        _line(wish, n, item, known, site.currency, site.country) for n, item in enumerate(items_of(wish), 1)
    )
    total = sum(line.total for line in lines)
    payment, method = Payment(differs.pop("payment", "paid")), differs.pop("method", "pickup")
    email = differs.pop("contact_email", None)
    return IncomingOrder(
        external_id=f"55{wish.number.zfill(8)}",
        number=wish.number,
        placed_at=placed,
        updated_at=placed,
        currency=site.currency,
        tax_included=TAX_INCLUDED[site.country] > 0,
        payment=payment,
        method=method and Method(str(method)),
        location=_location(wish),
        lines=lines,
        total=total,
        contact=contact(wish.customer, email=email and str(email)),
        tenders=_tenders(wish, payment, total),
        shipping_address=SHIP_TO[site.country] if method == "ship" else None,
        pays_on_pickup=bool(differs.pop("pays_on_pickup", False)),
    )


def _line(
    wish: Wish, n: int, item: tuple[str, str, str, int], known: Catalog, currency: str, country: str
) -> IncomingLine:
    title, color, size, quantity = item
    thing, look = known.get((title, color, size), (None, None))
    price = price_in(thing.price if thing else UNLISTED, currency)
    return IncomingLine(
        external_id=f"{wish.number}-{n}",
        sku=look.sku if look else "HW-HAMPER",
        title=title,
        options=" / ".join(part for part in (color, size) if part),
        quantity=quantity,
        to_fulfill=quantity,
        unit_price=price,
        total=price * quantity,
        tax=tax_in(price * quantity, country),
    )


def _location(wish: Wish) -> str | None:
    """The channel's own id of the place; one that no store answers to where the wish names none."""
    return next(
        (place for place, code in places_of(wish.channel).items() if code == wish.store), "65574009999"
    )


def _tenders(wish: Wish, payment: Payment, total: int) -> tuple[IncomingTender, ...]:
    if payment != Payment.PAID:
        return ()
    last4 = f"{int(wish.number) * 37 % 10000:04d}"
    return (
        IncomingTender(
            external_id=f"t{wish.number}",
            kind="card",
            gateway="card",
            amount=total,
            is_captured=True,
            last4=last4,
        ),
    )
