"""One handover as its page shows it: who it is, which bags, what is still in the way."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import sqlalchemy as sa

from associate.core.acts.exchanging.paying import slips_of
from associate.core.acts.returning.reckoning import bill_of
from associate.core.acts.returning.taking import Taking
from associate.core.events.record import Actor
from associate.core.fulfillment.contents import contents
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine, Handover, HandoverState, Scan
from associate.core.fulfillment.visits import Visit, VisitState, visited
from associate.core.inventory.models import PutBack
from associate.core.orders.incoming import Payment
from associate.core.payments.calls import PaymentCall
from associate.core.returns.models import Return
from associate.core.stores.models import Store, Temperature
from associate.core.stores.reasons import Family, Offered, offered
from associate.db import db
from associate.words import _, later
from associate.workflows.handover.rules.age import min_age, refused_for_age, restricted
from associate.workflows.handover.rules.bags import row_of
from associate.workflows.handover.rules.counter import HOLDS, jobs_of
from associate.workflows.handover.rules.desk import desk_of, takes_of
from associate.workflows.handover.rules.inside import things_words, to_take_out
from associate.workflows.handover.rules.settling import net
from associate.workflows.handover.rules.shares import Share, born_by, money_back, shares_of
from associate.workflows.handover.rules.verification import tries_left
from associate.workflows.handover.screens.cars import car_of

METHODS = {
    "qr": ("qr", later("QR code"), later("Scanned, it fits this order")),
    "code": ("keyboard", later("Pickup code"), later("6 characters, read out to you")),
    "photo_id": ("id-card", later("Photo ID seen"), later("We keep the type, never a number")),
    "card_last4": ("card", later("Payment card, last 4"), later("And one more fact: email, phone or ID")),
    "signature": ("sign", later("Signature"), later("On this screen")),
}
BY = {
    "qr": later("QR code"),
    "code": later("pickup code"),
    "photo_id": later("photo ID"),
    "card_last4": later("payment card"),
    "signature": later("signature"),
    "vouched": later("a lead’s word"),
}


@dataclass(frozen=True)
class BagRow:
    bag: Bag
    how: str  # "", "scanned", "replaced", "left_out"
    number: int  # of the order's bags
    of: int
    things: str
    min_age: int | None

    @property
    def is_cold(self) -> bool:
        return self.bag.location is not None and self.bag.location.temperature != Temperature.AMBIENT


@dataclass
class Counter:
    """What a page doesn't show isn't read: each part is looked up when a template asks for it."""

    handover: Handover
    jobs: list[Fulfillment]

    @cached_property
    def bags(self) -> list[BagRow]:
        return _bag_rows(self.handover, self.jobs)

    @cached_property
    def shares(self) -> list[Share]:
        return shares_of(self.jobs, self.handover)

    @cached_property
    def reasons(self) -> list[Offered]:
        """Why a customer may not want something, as this store asks."""
        return offered(self.handover.store_id, Family.REFUSAL)

    @cached_property
    def age(self) -> int | None:
        """Still to be checked, in years."""
        return None if self.handover.age_checked else min_age(self.jobs, self.handover)

    @property
    def born_by(self) -> date | None:
        zone = db.session.get_one(Store, self.handover.store_id).zone
        return born_by(self.age, zone) if self.age else None

    @property
    def age_things(self) -> str:
        things = [line.variant.product for line in restricted(self.jobs)]
        things += [take.variant.product for take in takes_of(self.handover) if take.variant.product.min_age]
        return ", ".join(dict.fromkeys(thing.title for thing in things)) or _("What has an age")

    @property
    def age_refused(self) -> str:
        """ "", "no_id", "under_age"."""
        return refused_for_age(self.handover)

    @cached_property
    def tries_left(self) -> int:
        return tries_left(self.handover)

    @cached_property
    def car(self) -> Visit | None:
        """The car it is taken to, or was."""
        return car_of(self.handover, visited(self.jobs))

    @property
    def is_on_the_way(self) -> bool:
        """Bags are scanned, and nobody stands at the car yet."""
        return bool(self.car and self.car.state == VisitState.CLAIMED and self.stage == "verify")

    @property
    def goes_at_once(self) -> bool:
        """Nothing is in the way once we know who it is: the code is the last thing at a car."""
        waits = self.to_fetch or self.age or self.holds or self.to_collect or self.taking or self.to_take_out
        has_reasons = all(share.reason for share in self.shares if share.refused)
        return bool(self.car and self.here and has_reasons and not waits)

    @property
    def who(self) -> str:
        if self.car and self.car.name:
            return self.car.name
        return next((job.order.first_name for job in self.jobs if job.order.first_name), "") or _(
            "the customer"
        )

    @property
    def contents_words(self) -> str:
        """ "2 × Kettle, 1 × Jacket": for the eyes of who asks, to compare with what the customer says."""
        lines = [line for job in self.jobs for line in job.lines if line.to_hand_over]
        return ", ".join(f"{line.to_hand_over} × {line.variant.product.title}" for line in lines)

    @property
    def order_names(self) -> str:
        return ", ".join(job.number for job in self.jobs)

    @property
    def to_fetch(self) -> list[BagRow]:
        return [row for row in self.bags if not row.how]

    @property
    def here(self) -> list[BagRow]:
        return [row for row in self.bags if row.how in ("scanned", "replaced")]

    @cached_property
    def to_take_out(self) -> list[PutBack]:
        """It isn’t the customer’s any more, and may lie in a bag."""
        return to_take_out(self.jobs)

    @property
    def things_to_take_out(self) -> str:
        return things_words(self.to_take_out)

    @property
    def holds(self) -> list[tuple[str, str]]:
        return [(job.number, HOLDS.get(job.hold, HOLDS["fraud"])()) for job in self.jobs if job.hold]

    @property
    def refused(self) -> int:
        return sum(share.refused for share in self.shares)

    @property
    def going(self) -> int:
        return sum(share.going for share in self.shares)

    @cached_property
    def taking(self) -> Taking | None:
        """What they take from the floor, as it stands."""
        desk = desk_of(self.handover)
        return Taking(desk, bill_of(desk, by=Actor(desk.opened_by))) if desk and desk.takes else None

    @cached_property
    def at_till(self) -> list[PaymentCall]:
        """What the till still does for what they took, or paid and didn’t take."""
        desk = db.session.get(Return, self.handover.return_id) if self.handover.return_id else None
        return slips_of(desk) if desk else []

    @property
    def may_take(self) -> bool:
        """At the counter, not at a car, once we know who it is."""
        return self.stage == "fetch" and self.car is None

    def worth_of(self, share: Share) -> int:
        """Of what isn’t kept, in minor units: it goes back, or pays for something else."""
        bill = self.taking.bill if self.taking else None
        if bill is None or bill.refund is None or not bill.units:
            return share.money_back
        lines = zip(bill.units, bill.refund.lines, strict=True)
        worth = [line.worth for unit, line in lines if unit.fulfillment_line_id == share.line.id]
        return sum(worth) if worth else share.money_back

    @property
    def money_back(self) -> int:
        """What isn’t kept, less what they take instead."""
        if self.taking is None:
            return sum(money_back(job, self.handover) for job in self.jobs)
        of = self.taking.return_.order_id
        others = (job for job in self.jobs if job.order_id != of)
        return self.taking.bill.total + sum(money_back(job, self.handover) for job in others)

    @property
    def net(self) -> int:
        """What the button says goes back; below 0 what they pay."""
        return net(self.taking.bill) if self.taking else 0

    @property
    def currency(self) -> str:
        return self.jobs[0].order.currency

    @property
    def to_collect(self) -> int:
        """What is still to be paid here, in minor units."""
        return sum(job.order.total for job in self.jobs if job.order.payment == Payment.PENDING)

    @property
    def verified_words(self) -> str:
        return str(BY.get(self.handover.verified_by, ""))

    @property
    def stage(self) -> str:
        if self.handover.state != HandoverState.OPEN:
            return self.handover.state.value
        return "fetch" if self.handover.verified_by else "verify"


def counter(handover: Handover) -> Counter:
    return Counter(handover, jobs_of(handover))


def _bag_rows(handover: Handover, jobs: list[Fulfillment]) -> list[BagRow]:
    """Bags still to fetch by place, then the ones that are settled."""
    done = {row.bag_id for row in handover.bags} if handover.state != HandoverState.OPEN else set()
    rows = [
        _bag_row(handover, bag, number, bags)
        for job in jobs
        for bags in [[bag for bag in job.bags if bag.gone_at is None or bag.id in done]]
        for number, bag in enumerate(bags, 1)
    ]
    return sorted(
        rows,
        key=lambda row: (bool(row.how), row.bag.location.sequence if row.bag.location else 0, row.bag.id),
    )


def _bag_row(handover: Handover, bag: Bag, number: int, bags: list[Bag]) -> BagRow:
    row = row_of(handover, bag)
    inside = contents(bag) if bag.gone_at is None else {}
    lines = {line.id: line for line in bag.fulfillment.lines}
    things = [_thing(lines[line], n) for line, n in (inside or _first_scanned(bag)).items() if line in lines]
    ages = [lines[line].variant.product.min_age for line in (inside or {}) if line in lines]
    return BagRow(
        bag,
        row.how if row else "",
        number,
        len(bags),
        ", ".join(things),
        max((age for age in ages if age), default=None),
    )


def _thing(line: FulfillmentLine, units: int) -> str:
    title = line.variant.product.title
    return f"{units} × {title}" if units > 1 else title


def _first_scanned(bag: Bag) -> dict[int, int]:
    find = sa.select(Scan.line_id, sa.func.count()).where(Scan.bag_id == bag.id).group_by(Scan.line_id)
    return dict(db.session.execute(find).all())
