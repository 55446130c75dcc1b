"""What is printed for a parcel, read from its order, its goods and the label that was bought for it."""

from datetime import date

from flask_babel import force_locale

from associate.core.orders.models import Order
from associate.core.orders.worth import unit_value
from associate.core.shipping.labels import Label, live_label
from associate.core.shipping.models import Parcel, ParcelLine
from associate.core.shipping.queries import parcels_of, units_before
from associate.core.stores.models import Store
from associate.documents import customs
from associate.documents.addresses import Address
from associate.documents.labels import ShippingLabel
from associate.documents.paper import Paper
from associate.documents.slips import Item, PackingSlip, ReturnSlip, gift_slip, packing_slip, return_slip
from associate.words import _, spoken

LINES = ("name", "company", "line1", "line2", "city", "region", "postcode", "country")


def print_slip(parcel: Parcel, retailer: str, paper: Paper) -> bytes:
    """The PDF of what lies in it, in its customer’s language, as all that is for them."""
    with force_locale(_language(parcel)):
        return packing_slip(slip_of(parcel, retailer), paper)


def print_gift_slip(parcel: Parcel, retailer: str, paper: Paper) -> bytes:
    with force_locale(_language(parcel)):
        return gift_slip(slip_of(parcel, retailer), paper)


def print_return_slip(parcel: Parcel, retailer: str, paper: Paper) -> bytes:
    with force_locale(_language(parcel)):
        return return_slip(return_of(parcel, retailer), paper)


def print_customs(parcel: Parcel, paper: Paper) -> bytes:
    """In English, which customs everywhere read beside French (UPU, Convention Regulations 17-202)."""
    with force_locale("en"):
        return customs.declaration(declaration_of(parcel), paper)


def declaration_of(parcel: Parcel) -> customs.Declaration:
    label = live_label(parcel.id)
    return customs.Declaration(
        number=parcel.number,
        sender=store_address(parcel.store),
        recipient=recipient_of(parcel.fulfillment.order),
        rows=tuple(_declared(lies) for lies in parcel.lines),
        currency=parcel.fulfillment.order.currency,
        gross_g=parcel.weight_g or 0,
        day=parcel.state_since.astimezone(parcel.store.timezone).date(),
        tracking_number=label.tracking_number if label else "",
    )


def label_of(label: Label) -> ShippingLabel:
    """What a label of ours says: as it was bought, whatever was changed since. Needs its `drawing`."""
    shipment, name = label.drawing["shipment"], label.drawing["name"] or label.service
    n, of_all = place_of(label.parcel)
    return ShippingLabel(
        sender=_address(shipment["sender"]),
        recipient=_address(shipment["recipient"]),
        carrier=label.carrier,
        service=name,
        icon=name[:1].upper(),
        tracking_number=label.tracking_number,
        reference=shipment["reference"],
        ship_date=date.fromisoformat(shipment["ship_date"]),
        weight_g=shipment["package"]["weight_g"],
        parcel=n,
        parcels=of_all,
        is_sample=label.is_test,
    )


def slip_of(parcel: Parcel, retailer: str) -> PackingSlip:
    """What lies in the parcel; a gift's tells no prices."""
    order, label, (n, of_all) = parcel.fulfillment.order, live_label(parcel.id), place_of(parcel)
    items = tuple(_item(lies, has_price=not order.is_gift) for lies in parcel.lines)
    return PackingSlip(
        retailer=retailer,
        store=store_address(parcel.store),
        order=order.number,
        ordered_on=order.placed_at.astimezone(parcel.store.timezone).date(),
        recipient=recipient_of(order),
        items=items,
        currency=order.currency,
        sums=() if order.is_gift else _sums(order, items),
        service=label.carrier if label else "",
        tracking_number=label.tracking_number if label else "",
        parcel=n,
        parcels=of_all,
        gift_message=order.gift_note,
        note=_questions(parcel.store),
    )


def return_of(parcel: Parcel, retailer: str) -> ReturnSlip:
    """How to send back what lies in the parcel."""
    return ReturnSlip(
        retailer=retailer,
        store=store_address(parcel.store),
        order=parcel.fulfillment.order.number,
        items=tuple(_item(lies, has_price=False) for lies in parcel.lines),
        note=_questions(parcel.store),
    )


def language_of(store: Store) -> str:
    """What a store speaks: also what is read by whoever carries its parcels."""
    return spoken(store.locale) or "en"


def place_of(parcel: Parcel) -> tuple[int, int]:
    """(2, 3) for the second of three parcels that are sent; counted without those that aren’t."""
    ids = [each.id for each in parcels_of(parcel.fulfillment)]
    return (ids.index(parcel.id) + 1, len(ids)) if parcel.id in ids else (1, 1)


def store_address(store: Store) -> Address:
    return Address(
        name=store.name,
        line1=store.street,
        city=store.city,
        region=store.region,
        postcode=store.postcode,
        country=store.country,
    )


def recipient_of(order: Order) -> Address:
    to = order.shipping_address or {}
    return Address(
        name=str(to.get("name") or f"{order.first_name} {order.last_name}".strip()),
        company=str(to.get("company") or ""),
        line1=str(to.get("street") or ""),
        line2=str(to.get("street2") or ""),
        city=str(to.get("city") or ""),
        region=str(to.get("region") or ""),
        postcode=str(to.get("postcode") or ""),
        country=str(to.get("country") or ""),
    )


def _language(parcel: Parcel) -> str:
    return spoken(parcel.fulfillment.order.locale, parcel.store.locale) or "en"


def _address(told: dict[str, object]) -> Address:
    return Address(**{line: str(told[line] or "") for line in LINES})


def _item(lies: ParcelLine, *, has_price: bool) -> Item:
    variant, bought = lies.line.variant, lies.line.order_line
    amount = unit_value(bought, lies.quantity, units_before(lies)) if has_price else None
    serials = tuple(each.serial for each in lies.serials)
    return Item(variant.product.title, variant.traits, variant.sku, lies.quantity, amount, serials)


def _declared(lies: ParcelLine) -> customs.Row:
    variant, bought = lies.line.variant, lies.line.order_line
    title, hazmat = variant.product.title, variant.product.hazmat
    return customs.Row(
        description=f"{title} ({hazmat})" if hazmat else title,
        quantity=lies.quantity,
        weight_g=(variant.weight_g or 0) * lies.quantity,
        value=unit_value(bought, lies.quantity, units_before(lies)),
        hs_code=variant.hs_code,
        origin=variant.origin,
    )


def _sums(order: Order, items: tuple[Item, ...]) -> tuple[tuple[str, int], ...]:
    """What the order cost where all of it lies in this parcel; else what its things here did."""
    here = sum(item.amount or 0 for item in items)
    if here != sum(line.total for line in order.lines):
        return ((_("In this parcel"), here),)
    shipping, fees = order.shipping, order.fees
    if not order.tax_included:
        shipping, fees = shipping + order.shipping_tax, fees + order.fees_tax
    parts = (
        (_("Shipping"), shipping),
        (_("Fees"), fees),
        (_("Tip"), order.tip),
        (_("Duties"), order.duties),
        (_("Adjustment"), order.adjustment),
    )
    return (*((words, amount) for words, amount in parts if amount), (_("Total"), order.total))


def _questions(store: Store) -> str:
    return _("Questions? %(store)s, %(phone)s", store=store.name, phone=store.phone) if store.phone else ""
