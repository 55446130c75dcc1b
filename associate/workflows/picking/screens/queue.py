"""The store's open jobs, by promise and then by the work left, each with the reason why it stands there."""

from dataclasses import dataclass

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.floor import given_words, hold_words
from associate.core.acts.steering import paused_words, put_first_words
from associate.core.catalog.models import Variant
from associate.core.fulfillment.bags import is_put_down
from associate.core.fulfillment.between import is_between_zones
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passing import totes_words
from associate.core.fulfillment.queries import open_here
from associate.core.fulfillment.states import ON_THE_FLOOR, State
from associate.core.fulfillment.urgency import turn, urgency
from associate.core.fulfillment.walk import Stop, walk
from associate.core.fulfillment.waves import walked_in
from associate.core.fulfillment.zones import waits_words
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import levels_here
from associate.core.orders.incoming import Method
from associate.core.routing.groups import one_parcel
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Store, Temperature
from associate.core.stores.names import first_names
from associate.core.stores.staff import Staff
from associate.db import db
from associate.words import _

AT_ONCE = 100  # cards on a page; more than a shift can pick
PLACES = 4
OWNED = (State.RELEASED, State.PICKING)
"""It may be somebody’s: given to them, or begun."""
SHOWS = ("all", "mine", "new")


@dataclass(frozen=True)
class Card:
    """One job of the queue as it is shown."""

    job: Fulfillment
    stops: list[Stop]
    mine: bool
    anothers: bool
    parcel_with: str = ""  # numbers of the jobs that go into one parcel with it
    wave: str = ""  # number of the wave that walks for it
    first: str = ""  # who put it before the others, and why
    paused: str = ""  # who lets it stand, until when and why
    passed_by: str = ""  # the first name of who passed it on to the next zone

    @property
    def urgency(self) -> str:
        return urgency(self.job.promise_at)

    @property
    def minutes(self) -> int:
        return minutes_of_work(self.job)

    @property
    def done(self) -> int:
        return self.job.units_picked

    @property
    def units(self) -> int:
        return self.job.units_to_find

    @property
    def places(self) -> list[str]:
        found = [stop.place for stop in self.stops if stop.line.left and stop.level and stop.level.location]
        return list(dict.fromkeys(found))

    @property
    def pictures(self) -> list[Variant]:
        return [stop.line.variant for stop in self.stops]

    @property
    def chilled(self) -> int:
        return sum(
            stop.line.left
            for stop in self.stops
            if stop.line.variant.product.temperature != Temperature.AMBIENT
        )

    @property
    def min_age(self) -> int | None:
        ages = [age for stop in self.stops if (age := stop.line.variant.product.min_age)]
        return max(ages, default=None)

    @property
    def is_heavy(self) -> bool:
        return any(stop.line.variant.product.is_heavy for stop in self.stops)

    @property
    def may_go_on(self) -> bool:
        """By whoever looks at it."""
        stands = self.anothers or self.job.hold or self.paused
        return not stands and self.job.state != State.WAITING

    @property
    def bold(self) -> str:
        """What a person must know first: a hold, an owner, a pause, what it waits for."""
        job = self.job
        if stops := hold_words(job.hold) if job.hold else self.paused:
            return stops
        if job.state == State.WAITING:
            return _("Nothing of it could be found.")
        if job.state == State.PICKED and job.method == Method.SHIP:
            return _("Picked, it goes to the pack bench.")
        if job.state == State.PICKED:
            return _("Picked, its bags need a place.")
        if given := given_words(job):
            return given
        if job.state != State.PICKING or job.owner is None:
            return self._nobodys
        if self.mine:
            return _("You paused this.") if job.is_paused else _("You’re picking this.")
        name = job.owner.first_name
        return (
            _("%(name)s paused this.", name=name)
            if job.is_paused
            else _("%(name)s is picking this.", name=name)
        )

    @property
    def _nobodys(self) -> str:
        if is_between_zones(self.job):
            return _("%(name)s passed it on.", name=self.passed_by or _("Somebody"))
        return _("Begun, nobody has it now.") if self.job.state == State.PICKING else ""

    @property
    def why(self) -> str:
        job = self.job
        at = wall_time(job.store, job.promise_at)
        if self.first:
            return self.first
        if job.state == State.WAITING:
            return _("A lead decides what happens to it.")
        if is_between_zones(job):
            left = _("About %(n)d min left.", n=self.minutes)
            return " ".join(filter(None, (waits_words(self.stops), totes_words(job), left)))
        if job.state == State.PICKING:
            return " ".join(
                filter(
                    None, (_last_scan(job, self.done, self.units), _("About %(n)d min left.", n=self.minutes))
                )
            )
        if job.promise_at < now():
            return _("Promised for %(at)s, about %(n)d min of work.", at=at, n=self.minutes)
        return _("Ready by %(at)s, about %(n)d min of work.", at=at, n=self.minutes)


@dataclass(frozen=True)
class Queue:
    cards: list[Card]
    show: str
    total: int
    next_number: str  # of the card with the primary button: the first that this person can go on with

    @property
    def hidden(self) -> int:
        return self.total - len(self.cards)


def queue(store: Store, me: Staff, show: str) -> Queue:
    """What `show` lets through: "all", "mine", or "new" for jobs nobody has begun."""
    show = shown(show)
    jobs = [job for job in open_here(store, *ON_THE_FLOOR, method=None) if not is_put_down(job)]
    levels = levels_here(store.id, sorted({line.variant_id for job in jobs for line in job.lines}))
    told = (put_first_words(store, jobs), paused_words(store, jobs))
    known = (one_parcel(jobs), walked_in(store), *told, first_names(job.passed_by for job in jobs))
    cards = sorted(
        (_card(job, levels, me, *known) for job in jobs),
        key=lambda card: (*turn(card.job), card.job.promise_at, card.minutes, card.job.id),
    )
    let_through = [
        card
        for card in cards
        if show == "all" or (card.mine if show == "mine" else card.job.state == State.RELEASED)
    ]
    first = next((card for card in let_through if card.may_go_on), None)
    return Queue(let_through[:AT_ONCE], show, len(cards), first.job.number if first else "")


def shown(asked: str) -> str:
    return asked if asked in SHOWS else "all"


def picks_here(store: Store, me: Staff) -> bool:
    """Does this person own a job of this store's floor? Then their queue is not everybody's."""
    mine = sa.select(Fulfillment.id).where(
        Fulfillment.store_id == store.id, Fulfillment.state.in_(OWNED), Fulfillment.owner_id == me.id
    )
    return db.session.scalar(mine.limit(1)) is not None


def minutes_of_work(job: Fulfillment) -> int:
    """An estimate: two minutes for the bags and the way, and one for each unit still to be found."""
    return 2 + sum(line.left for line in job.lines)


def _card(
    job: Fulfillment,
    levels: dict[int, StockLevel],
    me: Staff,
    together: dict[str, str],
    waves: dict[int, str],
    first: dict[int, str],
    paused: dict[int, str],
    names: dict[str, str],
) -> Card:
    owned = job.state in OWNED and job.owner_id is not None
    mine, anothers = owned and job.owner_id == me.id, owned and job.owner_id != me.id
    return Card(
        job,
        walk(job, levels),
        mine,
        anothers,
        together.get(job.number, ""),
        waves.get(job.id, ""),
        first.get(job.id, ""),
        paused.get(job.id, ""),
        names.get(job.passed_by, ""),
    )


def _last_scan(job: Fulfillment, done: int, units: int) -> str:
    if job.last_scan_at is None:
        return _("Nothing scanned yet.")
    return _(
        "%(done)d of %(all)d, last scan %(at)s.",
        done=done,
        all=units,
        at=wall_time(job.store, job.last_scan_at),
    )
