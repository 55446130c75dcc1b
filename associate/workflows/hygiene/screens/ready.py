"""Is a store ready to open? Every answer is read from what is so; nothing is ticked off by hand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel, Platform
from associate.core.catalog.models import Variant
from associate.core.events.models import Delivery, DeliveryState, Event
from associate.core.inventory.models import StockLevel
from associate.core.orders.models import Order
from associate.core.returns.models import ReturnRule
from associate.core.shipping.models import Box, CarrierAccount
from associate.core.stores.devices import Device
from associate.core.stores.lessons import LESSONS, lessons_of
from associate.core.stores.methods import COLUMNS, METHOD_WORDS, does, why_not
from associate.core.stores.models import Location, LocationKind, Store
from associate.core.stores.staff import Role, Staff
from associate.db import db
from associate.words import _, later, ngettext
from associate.workflows.hygiene.screens import findings

LATEST = 5000  # entries of the journal
Rows = sa.Select[Any]
PLACES = {"place": "settings.show_places", "hours": "settings.show_hours", "page": "settings.show_page"}


@dataclass(frozen=True)
class Answer:
    """`kind`: ok; late where the way can’t work without it; soon where it only works worse. `may`: the
    permission that the page which mends it asks for."""

    label: Any
    kind: str
    sentence: str
    endpoint: str
    may: str
    args: Mapping[str, str]


@dataclass(frozen=True)
class Way:
    """One thing that a store does, or doesn’t, and what it takes."""

    name: str
    label: Any
    is_on: bool
    why: str
    answers: list[Answer]

    @property
    def kind(self) -> str:
        kinds = {answer.kind for answer in self.answers}
        return "late" if "late" in kinds else "soon" if "soon" in kinds else "ok"


def page(store: Store, config: Mapping[str, Any]) -> dict[str, Any]:
    """What every way needs, then each way with what it needs on top."""
    common = [answer for check in COMMON for answer in check(store, config)]
    ways = [_way(store, name, config) for name in COLUMNS]
    wanted = [*common, *(answer for way in ways if way.is_on for answer in way.answers)]
    missing = [answer for answer in wanted if answer.kind == "late"]
    worse = [answer for answer in wanted if answer.kind == "soon"]
    return {"common": common, "ways": ways, "missing": missing, "worse": worse, "asked": len(wanted)}


def _way(store: Store, name: str, config: Mapping[str, Any]) -> Way:
    answers = [answer for check in NEEDS[name] for answer in check(store, config)]
    return Way(name, METHOD_WORDS[name], does(store, name), why_not(store, name), answers)


Check = Callable[[Store, Mapping[str, Any]], Iterator[Answer]]


def _answer(
    label: Any, fine: bool, words: tuple[Any, Any], endpoint: str, may: str, worse: bool = False, **args: str
) -> Answer:
    """`words`: where it is fine, and what is missing."""
    kind = "ok" if fine else "soon" if worse else "late"
    return Answer(label, kind, str(words[0] if fine else words[1]), endpoint, may, args)


def _count(find: Rows) -> int:
    return int(db.session.scalar(find) or 0)


def _number(of: Any, *where: Any) -> int:
    return _count(sa.select(sa.func.count()).select_from(of).where(*where))


def _address(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    fine = all((store.street, store.city, store.postcode, store.phone))
    words = (
        _("%(street)s, %(city)s", street=store.street, city=store.city),
        _("Customers can’t be sent there."),
    )
    yield _answer(later("Address and phone"), fine, words, PLACES["page"], "manage_settings", page="store")


def _hours(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    days = len({span.weekday for span in store.hours})
    words = (
        ngettext("Open on %(num)d day of the week.", "Open on %(num)d days of the week.", days),
        _("Nothing can be promised while it is never open."),
    )
    yield _answer(later("Opening hours"), days > 0, words, PLACES["hours"], "manage_settings")


def _people(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    here = (Staff.store_id == store.id, Staff.is_active)
    all_, leads = _number(Staff, *here), _number(Staff, *here, Staff.role.in_((Role.LEAD, Role.MANAGER)))
    with_pin = _number(Staff, *here, Staff.pin_hash.is_not(None))
    words = (
        ngettext("%(num)d person works here.", "%(num)d people work here.", all_),
        _("It takes two, one of them a lead or a manager: somebody has to agree to what isn’t usual."),
    )
    yield _answer(later("People"), all_ > 1 and leads > 0, words, "people.show_people", "manage_people")
    lacking = all_ - with_pin
    words = (
        _("Everybody can switch with six digits."),
        ngettext("%(num)d person has no PIN yet.", "%(num)d people have no PIN yet.", lacking),
    )
    yield _answer(later("PINs"), lacking == 0, words, "people.show_people", "manage_people", worse=True)
    learned = lessons_of(db.session.scalars(sa.select(Staff.id).where(*here)))
    trained = sum(count == len(LESSONS) for count in learned.values())
    words = (
        _("Everybody passed the lessons of practice."),
        _("%(n)d of %(all)d passed the lessons of practice.", n=trained, all=all_),
    )
    trained_all = trained == all_ > 0
    yield _answer(
        later("People trained"), trained_all, words, "people.show_people", "manage_people", worse=True
    )


def _devices(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    here = (Device.store_id == store.id, Device.revoked_at.is_(None))
    count = _number(Device, *here)
    words = (
        ngettext("%(num)d is enrolled.", "%(num)d are enrolled.", count),
        _("No tablet or phone is enrolled."),
    )
    yield _answer(later("Devices"), count > 0, words, "devices.show_devices", "manage_devices")
    scanned = Event.facts["source"].as_string().in_(("wedge", "camera"))
    words = (_("A scanner or a camera read something here."), _("Nobody scanned anything here yet. Try one."))
    fine = _happened(store, scanned)
    yield _answer(later("First scan"), fine, words, "devices.show_scanners", "manage_devices")


def _stock(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    count = _number(StockLevel, StockLevel.store_id == store.id, StockLevel.on_hand > 0)
    words = (
        ngettext("%(num)d thing is in stock.", "%(num)d things are in stock.", count),
        _("Nothing is in stock. Bring it in as a file, or count."),
    )
    yield _answer(later("Stock"), count > 0, words, "files.show_import", "adjust_stock", kind="stock")


def _catalog(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    things = _number(Variant, Variant.is_active)
    wrong = [check for check in findings.CHECKS if check.key != "weights" and check.find(store)]
    words = (
        _("Nothing is doubled and nothing is missing."),
        ngettext("%(num)d question is open.", "%(num)d questions are open.", len(wrong))
        if things
        else _("No product is known yet."),
    )
    fine = things > 0 and not wrong
    yield _answer(later("Clean data"), fine, words, "hygiene.show_hygiene", "adjust_stock", worse=things > 0)


def _channel(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    found = db.session.scalars(sa.select(Channel).where(Channel.is_active, Channel.is_practice.is_(False)))
    mine = [each for each in found if store.code in each.locations.values()]
    shops = [each for each in mine if each.platform != Platform.TILL]
    words = (
        ", ".join(each.name for each in shops),
        _("No web shop has a place that means this store, so no order comes."),
    )
    yield _answer(later("Web shop"), bool(shops), words, "settings.show_channels", "channels")
    ids = [each.id for each in shops]
    words = (_("Orders have come in."), _("No order came yet. Place one to try."))
    fine = _is_there(Order, Order.channel_id.in_(ids), Order.store_id == store.id)
    yield _answer(later("First order"), fine, words, "settings.show_channels", "channels", worse=True)
    tills = [each.name for each in mine if each.platform == Platform.TILL]
    words = (
        ", ".join(tills),
        _("No till tells what it sells here, so stock is only as good as your counts."),
    )
    yield _answer(later("Tills"), bool(tills), words, "settings.show_channels", "channels", worse=True)


def _messages(store: Store, config: Mapping[str, Any]) -> Iterator[Answer]:
    real = not str(config.get("MAIL_URL") or "console:").startswith("console:")
    words = (
        _("Email goes out."),
        _("Email is only kept here: nobody outside gets it. MAIL_URL says who sends it."),
    )
    yield _answer(later("Who sends messages"), real, words, "health.show_health", "see_health", worse=True)
    sent = _is_there(Delivery, Delivery.store_id == store.id, Delivery.state == DeliveryState.SENT)
    words = (_("Messages of this store went out."), _("None went out yet. Read the texts before one does."))
    yield _answer(later("First message"), sent, words, "settings.show_texts", "manage_settings", worse=True)


def _bag_places(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    yield _places_of(
        store, LocationKind.STAGING, later("Places for bags"), _("Ready bags have nowhere to wait.")
    )


def _shelves(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    words = _("Nobody is led to anything.")
    yield _places_of(store, LocationKind.SHELF, later("Shelves"), words, worse=True)


def _put_back(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    words = _("What comes back has nowhere to wait.")
    yield _places_of(store, LocationKind.PUT_BACK, later("Put-back place"), words, worse=True)


def _bays(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    words = _("Customers say what they drive, not where they stand.")
    yield _places_of(store, LocationKind.BAY, later("Bays"), words, worse=True)


def _places_of(store: Store, kind: LocationKind, label: Any, missing: str, worse: bool = False) -> Answer:
    here = (Location.store_id == store.id, Location.kind == kind, Location.is_active)
    count = _number(Location, *here)
    words = (ngettext("%(num)d place.", "%(num)d places.", count), missing)
    return _answer(label, count > 0, words, PLACES["place"], "manage_settings", worse=worse)


def _parcels(store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    boxes = _number(Box, Box.is_active)
    words = (
        ngettext("%(num)d box or mailer.", "%(num)d boxes and mailers.", boxes),
        _("Nothing to pack parcels in."),
    )
    yield _answer(later("Boxes"), boxes > 0, words, "settings.show_boxes", "set_up_shipping")
    ours = sa.or_(CarrierAccount.store_id == store.id, CarrierAccount.store_id.is_(None))
    names = list(db.session.scalars(sa.select(CarrierAccount.name).where(ours, CarrierAccount.is_active)))
    words = (", ".join(names), _("Nobody sells this store a label."))
    yield _answer(later("Carrier"), bool(names), words, "settings.show_carriers", "set_up_shipping")
    printed = _happened(store, Event.kind.in_(PRINTED))
    words = (_("A printer was set up or used here."), _("No label was printed here yet. Print one to try."))
    yield _answer(later("Printer"), printed, words, "devices.show_devices", "manage_devices", worse=True)
    lacking = len(next(check for check in findings.CHECKS if check.key == "weights").find(store))
    words = (
        _("Everything has its weight."),
        ngettext("%(num)d thing has no weight.", "%(num)d things have no weight.", lacking),
    )
    yield _answer(later("Weights"), not lacking, words, "hygiene.show_hygiene", "adjust_stock", worse=True)


PRINTED = ("label.printed", "label.reprinted", "device.printer_set")


def _return_rules(_store: Store, _config: Mapping[str, Any]) -> Iterator[Answer]:
    count = _number(ReturnRule)
    words = (
        ngettext("%(num)d rule.", "%(num)d rules.", count),
        _("No rule yet: everything may come back for 30 days, with a reason."),
    )
    yield _answer(
        later("Return rules"), count > 0, words, "settings.show_returns", "manage_returns", worse=True
    )


def _is_there(of: Any, *where: Any) -> bool:
    return db.session.scalar(sa.select(of.id).where(*where).limit(1)) is not None


def _happened(store: Store, what: sa.ColumnElement[bool]) -> bool:
    """Among the latest entries of the store’s journal, however long it is."""
    latest = sa.select(Event.id).where(Event.store_id == store.id).order_by(Event.id.desc()).limit(LATEST)
    oldest = db.session.scalar(sa.select(sa.func.min(latest.subquery().c.id)))
    return oldest is not None and _is_there(Event, Event.store_id == store.id, Event.id >= oldest, what)


COMMON: tuple[Check, ...] = (_address, _hours, _people, _devices, _stock, _catalog, _channel, _messages)
NEEDS: dict[str, tuple[Check, ...]] = {
    "pickup": (_shelves, _bag_places),
    "curbside": (_bays,),
    "ship": (_parcels,),
    "returns": (_return_rules, _put_back),
}
"""By the way that can’t do, or does worse, without it."""
