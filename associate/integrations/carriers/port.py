"""What the app asks of a carrier: what does it cost, a label, take it back, where is it?

Lengths are whole millimeters, weights whole grams, money whole minor units of an ISO 4217 currency. What
the outside did is an Answer, never an exception. Nothing here is called inside a transaction.

**Buying once.** The intent is recorded and committed with a key that never changes; then `buy` is called
with it, once. After PENDING and UNKNOWN `find` says what became of it, and nothing else does: a second
`buy` may only follow when `find` says REFUSED with the code NOT_FOUND, and no sooner than SETTLES_IN after
the call. After RETRY nothing was done. `find` itself answers UNKNOWN as long as the carrier doesn’t reply.

**Who draws the label.** Most carriers send a file. One that doesn’t answers with `Label.kind` "ours" and no
file: whoever called draws it through `documents/` from the Shipment and the Label: both addresses, weight,
ship date and reference of the one; `name` (the banner), `routing`, `tracking_number` and `symbol` (the
barcode) of the other. With `is_test` it says across everything that it is a sample.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol

from associate.outside.answers import DONE as DONE
from associate.outside.answers import Answer as Answer
from associate.outside.answers import Outcome as Outcome
from associate.outside.headers import Headers

Settings = Mapping[str, object]
"""A carrier account’s: `api_key`; `base_url` where it isn’t the carrier’s own; `carrier_accounts`, the
accounts behind it to ask, all where empty; `label`: "pdf", "zpl" or "png"; `file_hosts`: hosts that labels
may come from beside those we know."""

SETTLES_IN = timedelta(minutes=2)
"""So long after a call without an answer, a label that isn’t there yet may still come."""

NOT_FOUND = "not_found"  # of find: surely never bought. Of void and track: they don’t know it
VOIDED = "voided"  # of find: it was bought, and given back since
NO_RATES = "no_rates"  # nobody takes this parcel there
NO_FUNDS = "no_funds"  # the account is empty
PRICE_CHANGED = "price_changed"  # it costs more than what was agreed to
NOT_CONNECTED = "not_connected"  # no key, or one they don’t take
NOT_OFFERED = "not_offered"  # this carrier has no such thing
FILE_MISSING = "file_missing"  # bought, but its file isn’t here: find brings it


@dataclass(frozen=True)
class Address:
    name: str
    company: str
    line1: str
    line2: str
    city: str
    region: str
    postcode: str
    country: str  # ISO 3166-1 alpha-2
    phone: str
    email: str
    is_residential: bool | None = None
    latitude: float | None = None  # degrees, where they are known
    longitude: float | None = None


@dataclass(frozen=True)
class Package:
    """Its outer size."""

    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    box: str = ""


@dataclass(frozen=True)
class Declared:
    """One kind of thing in a parcel, as customs want it. `value` and `weight_g` are of all its units."""

    description: str
    quantity: int
    value: int  # minor units
    currency: str
    weight_g: int
    origin: str  # ISO 3166-1 alpha-2
    hs_code: str  # of the Harmonized System, 6 to 10 digits
    sku: str


@dataclass(frozen=True)
class Shipment:
    """One parcel on its way. `sender` is who hands it in and `recipient` who gets it, for a return too.

    `declared`: what lies in it, where it crosses a border that has customs; `signer` answers for that.
    """

    key: str  # ours, and the same over all tries
    sender: Address
    recipient: Address
    package: Package
    reference: str  # the order’s number
    ship_date: date
    currency: str
    is_return: bool = False
    declared: tuple[Declared, ...] = ()
    signer: str = ""


@dataclass(frozen=True)
class Rate:
    ref: str
    carrier: str
    service: str
    name: str
    amount: int
    currency: str
    days: int | None = None


@dataclass(frozen=True)
class Rates:
    """`rates`: the cheapest first."""

    answer: Answer
    rates: tuple[Rate, ...] = ()


Kind = Literal["pdf", "zpl", "png", "ours"]


@dataclass(frozen=True)
class Label:
    """`symbol`: what the barcode of a label that we draw holds, as GS1 elements "(420)94107(93)…", or as it
    stands for plain Code 128."""

    ref: str
    shipment_ref: str
    tracking_number: str
    carrier: str
    service: str
    amount: int
    currency: str
    file: bytes
    kind: Kind
    is_test: bool
    voidable_until: datetime | None = None
    tracking_url: str = ""
    name: str = ""
    routing: str = ""
    symbol: str = ""


@dataclass(frozen=True)
class Bought:
    """A label comes with DONE, with PENDING as far as it is known, and with REFUSED for what was VOIDED."""

    answer: Answer
    label: Label | None = None


@dataclass(frozen=True)
class Voided:
    """DONE: nothing is owed. PENDING: asked for, and the carrier is thinking about it."""

    answer: Answer


@dataclass(frozen=True)
class Formed:
    """A carrier’s own manifest as a PDF; with PENDING the file comes when asked again."""

    answer: Answer
    ref: str = ""
    file: bytes = b""


class Status(StrEnum):
    PRE_TRANSIT = "pre_transit"
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNED = "returned"
    CANCELED = "canceled"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Tracked:
    """One thing that happened to a parcel. `event_id` is the same whether we were told or asked, and how
    often; at most 64 characters."""

    event_id: str
    tracking_number: str
    status: Status
    at: datetime  # UTC
    words: str = ""
    place: str = ""


class Carrier(Protocol):
    """`can` holds what it offers: rates, void, form, return, zpl, tracking_webhook."""

    platform: str
    can: frozenset[str]

    def rates(self, shipment: Shipment, *, settings: Settings) -> Rates: ...

    def buy(self, shipment: Shipment, rate: Rate | None, *, settings: Settings) -> Bought:
        """`rate` None: the cheapest. Never costs more than the rate said."""
        ...

    def find(
        self,
        key: str,
        *,
        settings: Settings,
        shipment: Shipment | None = None,
        rate: Rate | None = None,
        since: datetime | None = None,
    ) -> Bought:
        """What became of `buy` with this key. `shipment` and `rate` as they were sent spare a long search;
        the pretend carrier, who keeps no books, needs them. `since`: it can’t have been bought before.

        REFUSED always means that there is no label: NOT_FOUND, VOIDED, or the carrier’s refusal to sell.
        """
        ...

    def void(self, label_ref: str, *, key: str, settings: Settings) -> Voided:
        """Asks for the state first: to call it again is how a PENDING one is followed."""
        ...

    def form(
        self, label_refs: Sequence[str], sender: Address, ship_date: date, *, key: str, settings: Settings
    ) -> Formed:
        """Looks for the form of these labels before it makes one: to call it again gives the same."""
        ...

    def track(
        self, tracking_number: str, carrier: str, *, settings: Settings, given_at: datetime | None = None
    ) -> tuple[Answer, tuple[Tracked, ...]]:
        """All it knows of it, in any order. `given_at`: when a driver got it, None where we know of none;
        the pretend carrier, who keeps no books, moves nothing before."""
        ...

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        """Whether the raw body was signed with our secret."""
        ...

    def read_webhook(self, raw: bytes) -> tuple[Tracked, ...]:
        """What a delivery tells of parcels; nothing for one that tells of something else."""
        ...
