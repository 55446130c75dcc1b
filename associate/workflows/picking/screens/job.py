"""One order on the floor: which of its screens is shown, and what stands on it."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from associate.core.acts.cancel import open_put_backs
from associate.core.acts.canceled import put_back_words, who_canceled
from associate.core.acts.floor import hold_words, is_anothers, owner_words
from associate.core.acts.steering import paused_words
from associate.core.acts.taking_up import Left, PassedOn, left_with, passed_on
from associate.core.fulfillment.bags import bag_being_filled, is_put_down, waiting_bags
from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.passing import totes_words
from associate.core.fulfillment.sets import set_words
from associate.core.fulfillment.shelf import shelf
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.urgency import urgency
from associate.core.fulfillment.walk import Stop, walk
from associate.core.inventory.confidence import Confidence, Signs, signs_of
from associate.core.orders.incoming import Method
from associate.core.stores.reasons import Family, Offered, offered
from associate.core.stores.staff import Staff
from associate.words import _, ngettext
from associate.workflows.picking.screens.offers import AskedAbout, asked_about
from associate.workflows.picking.screens.queue import minutes_of_work
from associate.workflows.picking.screens.sent import Sent, sent
from associate.workflows.picking.screens.staging import Staging, lies_in, staging


@dataclass(frozen=True)
class Job:
    """What every screen of an order shows. `screen` names the template."""

    job: Fulfillment
    screen: str
    stops: list[Stop]
    hold: str

    @property
    def number(self) -> str:
        return self.job.number

    @property
    def units(self) -> int:
        return self.job.units_to_find

    @property
    def picked(self) -> int:
        return self.job.units_picked

    @property
    def short(self) -> int:
        return sum(line.short for line in self.job.lines)

    @property
    def urgency(self) -> str:
        return urgency(self.job.promise_at)

    @property
    def minutes(self) -> int:
        return minutes_of_work(self.job)

    @cached_property
    def now(self) -> Stop | None:
        return next((stop for stop in self.stops if stop.line.left), None)

    @property
    def then(self) -> list[Stop]:
        return [stop for stop in self.stops if stop.line.left][1:]

    @property
    def settled(self) -> list[Stop]:
        return [stop for stop in self.stops if not stop.line.left and (stop.line.picked or stop.line.short)]

    @cached_property
    def set_words(self) -> str:
        """Which set the thing to find now is a part of."""
        return set_words(self.now.line) if self.now else ""

    @cached_property
    def on_shelf(self) -> int | None:
        """Units the shelf should hold, where the store keeps this thing at all."""
        return max(0, shelf(self.now.level)) if self.now and self.now.level else None

    @cached_property
    def signs(self) -> Signs | None:
        """What speaks for and against finding it; None where nothing does against."""
        level = self.now.level if self.now else None
        signs = signs_of(level) if level else None
        return None if signs is None or signs.confidence == Confidence.SURE else signs

    @cached_property
    def bag(self) -> str:
        """Tag of the bag that is being filled."""
        bag = bag_being_filled(self.job)
        return bag.tag if bag else ""

    @property
    def say(self) -> str:
        line = self.now.line if self.now else None
        if line is None:
            return ""
        name = line.variant.product.title
        if line.picked:
            return ngettext(
                "Scan one more of the %(name)s.",
                "Scan the %(name)s, %(num)d more to go.",
                line.left,
                name=name,
            )
        return _("Scan the %(name)s.", name=name)

    @property
    def short_reasons(self) -> list[Offered]:
        return offered(self.job.store_id, Family.SHORT)

    @property
    def is_sent(self) -> bool:
        """By a carrier: it goes to the pack bench, in totes."""
        return self.job.method == Method.SHIP

    @property
    def owner(self) -> str:
        return owner_words(self.job)

    @cached_property
    def baton(self) -> Left | None:
        return left_with(self.job)

    @cached_property
    def passed(self) -> PassedOn | None:
        return passed_on(self.job)

    @property
    def where(self) -> str:
        """A sentence about totes that rest between two zones; empty where none does."""
        return totes_words(self.job)

    @property
    def canceled(self) -> str:
        return who_canceled(self.job)

    @property
    def put_backs(self) -> list[str]:
        return [put_back_words(put_back) for put_back in open_put_backs(self.job)]

    @cached_property
    def asked(self) -> list[AskedAbout]:
        return asked_about(self.job)

    @property
    def totes(self) -> list[tuple[Bag, Counter[str]]]:
        """What is begun, with what was scanned into it."""
        inside = lies_in(self.job)
        return [(bag, inside.get(bag.id, Counter())) for bag in self.job.open_bags]

    @property
    def staging(self) -> Staging:
        return staging(self.job)

    @property
    def sent(self) -> Sent:
        return sent(self.job)


def job_screen(job: Fulfillment, me: Staff) -> Job:
    stops = hold_words(job.hold) if job.hold else paused_words(job.store, [job]).get(job.id, "")
    return Job(job, _screen(job, me), walk(job), stops)


def _screen(job: Fulfillment, me: Staff) -> str:
    if is_anothers(job, me.actor):
        return "owned"
    if job.state == State.PICKING and job.is_paused:
        return "paused"
    if is_put_down(job):
        return "bench"
    if job.state == State.PICKED or (job.state in WITH_CUSTOMER_TO_COME and waiting_bags(job)):
        return "stage"
    if job.state in WITH_CUSTOMER_TO_COME:
        return "sent"
    if job.state == State.PICKING:
        return "find" if not job.is_settled else "waiting"
    return {
        State.RELEASED: "list",
        State.WAITING: "waiting",
        State.CANCELED: "canceled",
        State.PACKING: "bench",
    }.get(job.state, "gone")
