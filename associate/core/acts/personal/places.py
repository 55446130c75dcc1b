"""Where something about a person is kept: one list, for what a file about them holds and for what is blanked.

Ids, quantities, money and times are no part of `blank`: the books have to close for years.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from associate.core.acts.personal.theirs import Theirs
from associate.core.customers.loyalty import LoyaltyEntry
from associate.core.customers.models import (
    Consent,
    ConsentChange,
    Customer,
    CustomerIdentity,
    CustomerNote,
    Merge,
)
from associate.core.events.evidence import FORGOTTEN, Evidence
from associate.core.events.models import Delivery
from associate.core.fulfillment.batons import Baton
from associate.core.fulfillment.interventions import Intervention
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.core.fulfillment.offline import OfflineStep
from associate.core.fulfillment.outages import OutageEntry
from associate.core.fulfillment.passes import PickupLink, PickupPass
from associate.core.fulfillment.visits import Visit
from associate.core.fulfillment.waves import WaveOrder
from associate.core.inventory.transfers import Transfer
from associate.core.orders.models import Order, OrderLine, Refund, SearchKey, Tender
from associate.core.orders.search_keys import Kind
from associate.core.payments.calls import PaymentCall
from associate.core.payments.credit import CreditEntry
from associate.core.returns.models import Return, ReturnLine
from associate.core.shipping.calls import CarrierCall
from associate.core.shipping.documents import StoredDocument
from associate.core.shipping.labels import Label
from associate.core.shipping.models import Parcel
from associate.core.shipping.tracking import TrackingEvent
from associate.core.stores.credentials import Approval
from associate.core.tasks.models import Task, TaskNote
from associate.db import db

Which = Callable[[Theirs], sa.ColumnElement[bool]]
NOBODY = {"first_name": "", "last_name": "", "email": "", "phone": ""}
NAMELESS = "–"  # a code for somebody else stays one
ABOUT_PEOPLE = (Kind.NAME, Kind.EMAIL, Kind.PHONE_BACKWARDS)
UNSAID = {"synchronize_session": False}  # whoever blanks reads anew


@dataclass(frozen=True)
class Place:
    """Rows of one table. `blank`: what is written in the place of what they say; `is_dropped`: the row goes.
    `is_told`: it stands in a file about the person."""

    kind: Any
    which: Which
    blank: Mapping[str, Any] = field(default_factory=dict)
    is_dropped: bool = False
    is_told: bool = True


NOWHERE = {"shipping_address": sa.null(), "told_address": sa.null(), "billing_address": sa.null()}
FOUND_BY = sa.or_(*(SearchKey.key.startswith(kind, autoescape=True) for kind in ABOUT_PEOPLE))
OF_ORDERS: Sequence[Place] = (
    Place(
        Order,
        lambda t: Order.id.in_(t.orders),
        {
            **NOBODY,
            **NOWHERE,
            "pickup_person": "",
            "note": "",
            "gift_note": "",
            "attributes": [],
            "problems": [],
        },
    ),
    Place(SearchKey, lambda t: sa.and_(SearchKey.order_id.in_(t.orders), FOUND_BY), {}, True, False),
    Place(
        PickupPass,
        lambda t: sa.and_(PickupPass.fulfillment_id.in_(t.jobs), PickupPass.name != ""),
        {"name": NAMELESS},
    ),
    Place(
        Baton,
        lambda t: sa.or_(
            Baton.fulfillment_id.in_(t.jobs),
            Baton.wave_id.in_(sa.select(WaveOrder.wave_id).where(WaveOrder.fulfillment_id.in_(t.jobs))),
        ),
        {"words": ""},
        is_told=False,
    ),
    Place(Intervention, lambda t: Intervention.fulfillment_id.in_(t.jobs), {"note": ""}),
    Place(OutageEntry, lambda t: OutageEntry.fulfillment_id.in_(t.jobs), {"words": "", "taken_by": ""}),
    Place(
        OfflineStep,
        lambda t: OfflineStep.fulfillment_id.in_(t.jobs),
        {"words": "", "fields": {}},
        is_told=False,
    ),
    Place(OrderLine, lambda t: OrderLine.order_id.in_(t.orders), {"notes": []}),
    Place(Tender, lambda t: Tender.order_id.in_(t.orders), {"last4": ""}),
    Place(Refund, lambda t: Refund.order_id.in_(t.orders), {"reason": ""}),
    Place(Delivery, lambda t: Delivery.order_id.in_(t.orders), {"recipient": "", "result": ""}),
    Place(CarrierCall, lambda t: CarrierCall.parcel_id.in_(t.parcels), {"words": "", "request": {}}),
    Place(Label, lambda t: Label.id.in_(t.labels), {"tracking_url": "", "void_words": "", "drawing": {}}),
    Place(TrackingEvent, lambda t: TrackingEvent.label_id.in_(t.labels), {"words": "", "place": ""}),
    Place(
        Task,
        lambda t: sa.and_(
            sa.or_(Task.order_id.in_(t.orders), Task.about.in_(t.refs)), Task.done_at.is_not(None)
        ),
        {"facts": {}, "outcome": ""},
        is_told=False,
    ),
    Place(
        TaskNote,
        lambda t: TaskNote.task_id.in_(
            sa.select(Task.id).where(Task.order_id.in_(t.orders), Task.done_at.is_not(None))
        ),
        {"words": ""},
        is_told=False,
    ),
    Place(Evidence, lambda t: Evidence.order_id.in_(t.orders), FORGOTTEN),
)
"""What an order tells of whoever placed it."""

OF_PEOPLE: Sequence[Place] = (
    Place(
        Customer,
        lambda t: Customer.id.in_(t.profiles),
        {**NOBODY, "locale": "", "preferences": {}, "is_email_proven": False},
    ),
    Place(CustomerIdentity, lambda t: CustomerIdentity.customer_id.in_(t.profiles), {}, True),
    Place(CustomerNote, lambda t: CustomerNote.customer_id.in_(t.profiles), {}, True),
    Place(
        Merge,
        lambda t: sa.or_(Merge.customer_id.in_(t.profiles), Merge.into_id.in_(t.profiles)),
        {"reason": "", "undone_why": ""},
    ),
    Place(LoyaltyEntry, lambda t: LoyaltyEntry.customer_id.in_(t.profiles), {"reason": ""}),
    Place(CreditEntry, lambda t: CreditEntry.customer_id.in_(t.profiles), {"reason": ""}),
    # a no stays, as a hash: nothing else keeps us from writing to them again
    Place(Consent, lambda t: sa.and_(Consent.address_hash.in_(t.hashes), Consent.is_given), {}, True),
    Place(ConsentChange, lambda t: ConsentChange.address_hash.in_(t.hashes), {}, True),
    Place(Fulfillment, lambda t: Fulfillment.id.in_(t.jobs)),
    Place(PickupLink, lambda t: PickupLink.order_id.in_(t.orders), {}, True, False),
    Place(Visit, lambda t: Visit.id.in_(t.visits), {"name": "", "make": "", "color": "", "plate": ""}),
    Place(Handover, lambda t: Handover.id.in_(t.handovers), {"verified_note": "", "signature": ""}),
    Place(Parcel, lambda t: Parcel.id.in_(t.parcels)),
    Place(PaymentCall, lambda t: PaymentCall.order_id.in_(t.orders), {"words": "", "url": ""}),
    Place(
        Return,
        lambda t: Return.id.in_(t.returns),
        {"verified_note": "", "why_differs": "", "send_to": sa.null()},
    ),
    Place(ReturnLine, lambda t: ReturnLine.id.in_(t.return_lines), {"note": ""}),
    Place(Transfer, lambda t: Transfer.order_id.in_(t.orders), {"note": ""}, is_told=False),
    Place(Approval, lambda t: Approval.about.in_(t.refs), {"reason": ""}),
    Place(StoredDocument, lambda t: StoredDocument.about.in_(t.refs), {"body": b""}),
    Place(Evidence, lambda t: Evidence.about.in_(t.refs), FORGOTTEN),
    Place(
        TaskNote,
        lambda t: TaskNote.task_id.in_(sa.select(Task.id).where(Task.about.in_(t.refs))),
        {"words": ""},
        is_told=False,
    ),
)
"""What else is known of somebody who has a card here."""

EVERYWHERE: Sequence[Place] = (*OF_PEOPLE, *OF_ORDERS)


def blank(places: Sequence[Place], whose: Theirs) -> None:
    """Inside atomic(): nothing of it names them afterwards. What the session has read is out of date then."""
    for place in places:
        which = place.which(whose)
        if place.is_dropped:
            db.session.execute(sa.delete(place.kind).where(which), execution_options=UNSAID)
        elif place.blank:
            told = sa.update(place.kind).where(which).values(**place.blank)
            db.session.execute(told, execution_options=UNSAID)
