"""The carrier that is not there: real-looking rates, numbers and events, and a label that we draw ourselves.

It keeps no books. A key, with what it was used for, always gives the same label, so that `find`, asked with
the `shipment` and the `rate`, tells what `buy` has come to, in any process and after any crash.
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour

from associate.clock import now
from associate.integrations.carriers.port import (
    DONE,
    NO_RATES,
    NOT_FOUND,
    NOT_OFFERED,
    Address,
    Answer,
    Bought,
    Formed,
    Label,
    Outcome,
    Rate,
    Rates,
    Settings,
    Shipment,
    Tracked,
    Voided,
)
from associate.integrations.carriers.pretend import journey, prices
from associate.integrations.carriers.pretend.numbers import number_abroad, number_at_home, sent
from associate.outside.headers import Headers

TIMED_OUT = Answer(Outcome.UNKNOWN, "timed out")
NEVER = Answer(Outcome.REFUSED, "never heard of it", NOT_FOUND)
SLOW = 4.0  # seconds
VOIDABLE = timedelta(days=30)  # from the day it was to be sent


@dataclass(frozen=True)
class Knob:
    """`bought` and `found`: what is answered in place of the label, None for the label."""

    bought: Answer | None = None
    found: Answer | None = None
    voided: Answer = DONE
    seconds: float = 0.0


KNOBS: Mapping[str, Knob] = {
    "refused": Knob(
        bought=Answer(Outcome.REFUSED, "DELIVERY POINT NOT SERVED", "E_4711"),
        found=Answer(Outcome.REFUSED, "DELIVERY POINT NOT SERVED", "E_4711"),
    ),
    "broke": Knob(bought=Answer(Outcome.REFUSED, "INSUFFICIENT FUNDS", "no_funds"), found=NEVER),
    "lost": Knob(bought=TIMED_OUT),
    "unsent": Knob(bought=TIMED_OUT, found=NEVER),
    "busy": Knob(bought=Answer(Outcome.RETRY, "TOO MANY REQUESTS", retry_after=30.0), found=NEVER),
    "later": Knob(bought=Answer(Outcome.PENDING, "QUEUED")),
    "slow": Knob(seconds=SLOW),
    "kept": Knob(voided=Answer(Outcome.REFUSED, "LABEL ALREADY IN USE", "E_4712")),
    "thinking": Knob(voided=Answer(Outcome.PENDING, "REFUND SUBMITTED")),
}
"""By what stands before the @ (and a +) in the customer’s email address. Buying: `refused`, `broke` and
`busy` are answered so; `lost` is bought and never told; `unsent` never arrives there; `later` is bought a
little later; `slow` takes seconds. Taking back: `kept` is refused, `thinking` stays open. All others do as
they are asked."""

PLAIN = Knob()


class Pretend:
    platform = "pretend"
    can = frozenset({"rates", "void", "return"})

    def rates(self, shipment: Shipment, *, settings: Settings) -> Rates:
        if why := prices.why_not(shipment):
            return Rates(Answer(Outcome.REFUSED, why, NO_RATES))
        return Rates(DONE, prices.rates(shipment))

    def buy(self, shipment: Shipment, rate: Rate | None, *, settings: Settings) -> Bought:
        knob = KNOBS.get(_knob(shipment), PLAIN)
        time.sleep(knob.seconds)
        return Bought(knob.bought) if knob.bought else _sold(shipment, rate)

    def find(
        self,
        key: str,
        *,
        settings: Settings,
        shipment: Shipment | None = None,
        rate: Rate | None = None,
        since: datetime | None = None,
    ) -> Bought:
        """Without the shipment NOT_FOUND: to buy with the same key again gives the same label."""
        if shipment is None:
            return Bought(NEVER)
        found = KNOBS.get(_knob(shipment), PLAIN).found
        return Bought(found) if found else _sold(shipment, rate)

    def void(self, label_ref: str, *, key: str, settings: Settings) -> Voided:
        number, _dot, knob = label_ref.partition(".")
        parcel = sent(number)
        if parcel is None:
            return Voided(NEVER)
        if now().date() > parcel.day + VOIDABLE:
            return Voided(Answer(Outcome.REFUSED, "LABEL OLDER THAN 30 DAYS", "E_4713"))
        return Voided(KNOBS.get(knob, PLAIN).voided)

    def form(
        self, label_refs: Sequence[str], sender: Address, ship_date: date, *, key: str, settings: Settings
    ) -> Formed:
        return Formed(Answer(Outcome.REFUSED, "NO FORMS HERE", NOT_OFFERED))

    def track(
        self, tracking_number: str, carrier: str, *, settings: Settings, given_at: datetime | None = None
    ) -> tuple[Answer, tuple[Tracked, ...]]:
        events = journey.events(tracking_number, given_at)
        return (NEVER, ()) if events is None else (DONE, events)

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        """It never calls."""
        return False

    def read_webhook(self, raw: bytes) -> tuple[Tracked, ...]:
        return ()


def _knob(shipment: Shipment) -> str:
    """Of a return it is the sender’s: whoever isn’t the shop."""
    customer = shipment.sender if shipment.is_return else shipment.recipient
    return customer.email.partition("@")[0].partition("+")[0].lower()


def _sold(shipment: Shipment, rate: Rate | None) -> Bought:
    if why := prices.why_not(shipment):
        return Bought(Answer(Outcome.REFUSED, why, "E_4700"))
    offered = prices.rates(shipment)
    same = next((each for each in offered if rate is None or each.ref == rate.ref), None)
    if same is None:
        return Bought(Answer(Outcome.REFUSED, "NO SUCH SERVICE", NO_RATES))
    return Bought(DONE, _label(shipment, same))


def _label(shipment: Shipment, rate: Rate) -> Label:
    own = int.from_bytes(hashlib.sha256(shipment.key.encode()).digest()[:8])
    is_abroad = prices.is_to_another_country(shipment)
    write = number_abroad if is_abroad else number_at_home
    number = write(shipment.ship_date, rate.days or 1, own)
    knob = _knob(shipment)
    return Label(
        ref=f"{number}.{knob}" if knob in KNOBS else number,
        shipment_ref=number,
        tracking_number=number,
        carrier=rate.carrier,
        service=rate.service,
        name=rate.name,
        amount=rate.amount,
        currency=rate.currency,
        file=b"",
        kind="ours",
        is_test=True,
        voidable_until=datetime.combine(shipment.ship_date, hour(23, 59), UTC) + VOIDABLE,
        routing=_routing(shipment.recipient),
        symbol=number if is_abroad else _symbol(number, shipment.recipient),
    )


def _routing(to: Address) -> str:
    return f"{to.country.upper()} {to.postcode.strip()[:3].upper()}"


def _symbol(number: str, to: Address) -> str:
    """With the ZIP code in front, as USPS has it; GS1 keeps 91 to 99 for what a company makes of them."""
    zip5 = to.postcode.strip()[:5]
    piece = f"({number[:2]}){number[2:]}"
    is_zip = to.country.upper() == "US" and zip5.isascii() and zip5.isdigit() and len(zip5) == 5
    return f"(420){zip5}{piece}" if is_zip else piece
