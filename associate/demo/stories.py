"""What became of an order since it was placed: deeds on an agenda, done in order of time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from associate.clock import as_of
from associate.core.acts.cancel import cancel_order
from associate.core.acts.intake import take_in
from associate.core.acts.shorts import Reason
from associate.core.catalog.channels import Channel
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.orders.incoming import IncomingDispatch, IncomingOrder
from associate.core.stores.hours import is_open, last_open_span, next_open_span
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import db
from associate.demo import work

Deed = Callable[[], None]
NOTE = "What’s left is on the top shelf: take the steps."


@dataclass
class Agenda:
    """Deeds of all orders, so that nobody finds an empty shelf before somebody else has emptied it."""

    moment: datetime  # when the demo is loaded
    deeds: list[tuple[datetime, Deed]] = field(default_factory=list)

    def at(self, minutes_ago: float, deed: Deed) -> None:
        self.deeds.append((self.moment - timedelta(minutes=minutes_ago), deed))

    def run(self) -> None:
        for at, deed in sorted(self.deeds, key=lambda pair: pair[0]):
            with as_of(at):
                deed()


@dataclass
class Scene:
    """One order and what its story needs. `later` is the agenda for when customers were told, `bench` the one
    for what asks a carrier in between."""

    told: IncomingOrder
    channel: Channel
    agenda: Agenda
    later: Agenda
    bench: Agenda
    staff: dict[str, Staff]
    tags: Iterator[str]
    due: int | None = None  # minutes from the moment; None: what the promise is worked out to be
    found: Fulfillment | None = None

    @property
    def job(self) -> Fulfillment:
        assert self.found is not None, f"{self.told.number} was not released"
        return self.found

    def begin(self) -> None:
        """The channel tells the order. One that waits for a person has no job yet, and no story."""
        order = take_in(self.channel, self.told)
        self.found = next(iter(fulfillments_of(order.id)), None)
        if self.found is not None and self.due is not None:
            self.found.promise_at = promised(
                self.found.store, self.found.created_at, self.agenda.moment, self.due
            )
            db.session.flush()

    def tell_again(self, minutes_ago: float, **differs: object) -> None:
        """The platform tells the order once more, with something changed."""
        changed = {"updated_at": self.agenda.moment - timedelta(minutes=minutes_ago), **differs}
        take_in(self.channel, self.told.model_copy(update=changed))


def promised(store: Store, placed_at: datetime, moment: datetime, minutes: int) -> datetime:
    """So many minutes from the moment, where the store is open then. Where it isn't: as long before it closed
    last, if the order was there by then, else as long after it opens. Nobody is promised a night."""
    due = timedelta(minutes=minutes)
    at = moment + due
    if is_open(store, at):
        return at
    past, coming = last_open_span(store, at), next_open_span(store, at)
    if due < timedelta() and past and placed_at < past[1] + due:
        return past[1] + due
    return min(coming[0] + abs(due), coming[1]) if coming else at


def picking(scene: Scene, who: str, units: int, at: int) -> None:
    scene.agenda.at(at + 4, lambda: work.start(scene.job, scene.staff[who]))
    scene.agenda.at(at, lambda: work.pick(scene.job, scene.staff[who], units))


def paused(scene: Scene, who: str, units: int, at: int) -> None:
    picking(scene, who, units, at)
    scene.agenda.at(at - 3, lambda: work.pause(scene.job, scene.staff[who], NOTE))


def passed(scene: Scene, who: str, zone: str, place: str, at: int) -> None:
    """What lies in this zone is found; its tote waits there for the next one."""
    tag = next(scene.tags)
    scene.agenda.at(at, lambda: work.pass_on(scene.job, scene.staff[who], zone, tag, place))


def picked(scene: Scene, who: str, at: int) -> None:
    """Found, in a bag, and not yet on a rack."""
    tag = next(scene.tags)
    scene.agenda.at(at + 4, lambda: work.pick(scene.job, scene.staff[who]))
    scene.agenda.at(at, lambda: work.stage(scene.job, scene.staff[who], [tag], []))


def short(scene: Scene, who: str, title: str, at: int, reason: Reason = Reason.NOT_FOUND) -> None:
    scene.agenda.at(at + 9, lambda: work.start(scene.job, scene.staff[who]))
    scene.agenda.at(at, lambda: work.report_short(scene.job, scene.staff[who], title, reason))
    scene.agenda.at(at - 1, lambda: work.pick(scene.job, scene.staff[who]))


def ready(scene: Scene, who: str, places: tuple[str, ...], at: int) -> None:
    tags = [next(scene.tags) for _place in places]
    scene.agenda.at(at + 12, lambda: work.pick_into(scene.job, scene.staff[who], tags))
    scene.agenda.at(at, lambda: work.stage(scene.job, scene.staff[who], tags, list(places)))


def collected(scene: Scene, who: str, places: tuple[str, ...], at: int, gone: int, refused: str = "") -> None:
    ready(scene, who, places, at)
    scene.later.at(gone, lambda: work.hand_over(scene.job, scene.staff[who], refused=refused))


def part_collected(scene: Scene, who: str, places: tuple[str, ...], at: int) -> None:
    """One bag could not be found while the customer stood there."""
    ready(scene, who, places, at)
    scene.later.at(30, lambda: work.hand_over(scene.job, scene.staff[who], without=scene.job.open_bags[-1]))


def left_elsewhere(scene: Scene, who: str, places: tuple[str, ...], at: int) -> None:
    """The platform says that somebody handed it out in its own admin; the bag is still on the rack."""
    ready(scene, who, places, at)
    lines = tuple((line.external_id, line.quantity) for line in scene.told.lines)
    gone = tuple(line.model_copy(update={"to_fulfill": 0}) for line in scene.told.lines)
    dispatch = IncomingDispatch(external_id="f1", lines=lines)
    scene.later.at(20, lambda: scene.tell_again(20, lines=gone, dispatches=(dispatch,)))


def canceled(scene: Scene, who: str, at: int) -> None:
    """Called off by the customer, after everything was picked where somebody had begun."""
    if who:
        scene.agenda.at(at + 6, lambda: work.pick(scene.job, scene.staff[who]))
    scene.agenda.at(at, lambda: _call_off(scene))


def edited(scene: Scene, who: str, places: tuple[str, ...], at: int) -> None:
    """One more of the first thing, asked for when everything else was ready."""
    ready(scene, who, places, at + 5)
    first, *others = scene.told.lines
    extra = first.model_copy(update={"external_id": f"{first.external_id}-more"})
    lines, total = (first, *others, extra), scene.told.total + extra.total
    scene.agenda.at(at, lambda: scene.tell_again(at, lines=lines, total=total))


def _call_off(scene: Scene) -> None:
    customer = scene.job.order.customer
    assert customer is not None
    cancel_order(scene.job.order, by=customer.actor, reason="customer")


STORIES: dict[str, Callable[..., None]] = {
    story.__name__: story
    for story in (
        picking,
        paused,
        passed,
        picked,
        short,
        ready,
        collected,
        part_collected,
        left_elsewhere,
        canceled,
        edited,
    )
}
