"""A wave on the floor: the next thing and the tote it goes into."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from associate.core.acts.canceled import who_canceled
from associate.core.acts.taking_up import Left, left_with
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.fulfillment.shelf import shelf
from associate.core.fulfillment.states import State
from associate.core.fulfillment.wave_walk import WaveStop, to_pass_on, wave_walk
from associate.core.fulfillment.waves import PickMode, Wave
from associate.core.stores.staff import Staff
from associate.words import _, ngettext
from associate.workflows.waves.rules.batches import is_sorting
from associate.workflows.waves.rules.bench import for_the_bench, for_the_rack
from associate.workflows.waves.rules.hand import in_hand, tote_words
from associate.workflows.waves.rules.owning import owner_words
from associate.workflows.waves.rules.zones import needs_place, to_fetch
from associate.workflows.waves.screens.cart import Cart, cart_of
from associate.workflows.waves.screens.passing import Fetch, Going, fetch_list, going_list


@dataclass(frozen=True)
class Tote:
    """One order of the wave as it stands. `note`: what is done with it next."""

    letter: str
    job: Fulfillment
    tags: list[Bag]
    is_next: bool
    note: str
    is_with_us: bool

    @property
    def short(self) -> int:
        return sum(line.short for line in self.job.lines)

    @property
    def is_done(self) -> bool:
        return self.job.state == State.PICKED

    @property
    def holds(self) -> list[tuple[str, int]]:
        """What lies in it: (name, units)."""
        return [(line.variant.name, line.to_hand_over) for line in self.job.lines if line.to_hand_over]


@dataclass(frozen=True)
class WaveView:
    """`screen` names the template: walk, owned, paused, bench or over; of a batch also bring and sort, in a
    zone fetch and pass. `cart`: of a batch."""

    wave: Wave
    screen: str
    stops: list[WaveStop]
    held: FulfillmentLine | None
    cart: Cart | None = None

    @property
    def picked(self) -> int:
        if self.in_zone:
            return sum(stop.picked for stop in self.stops)
        return sum(job.units_picked for job in self._all)

    @property
    def units(self) -> int:
        """To be found; of a zone’s wave, there."""
        if self.in_zone:
            return sum(stop.units for stop in self.stops)
        return sum(job.units_to_find for job in self._all)

    @property
    def in_zone(self) -> bool:
        return self.wave.mode == PickMode.ZONE and self.wave.ended_at is None

    @cached_property
    def going(self) -> list[Going]:
        """To be passed on: nothing more of it is found here now."""
        return going_list(self.wave, to_pass_on(self.wave, self.stops))

    @property
    def going_numbers(self) -> str:
        """As a form carries them: a scan passes on what its page showed."""
        return " ".join(going.job.number for going in self.going)

    @cached_property
    def fetch(self) -> list[Fetch]:
        return fetch_list(self.wave)

    @property
    def asks_place(self) -> bool:
        """Before it is passed on."""
        return needs_place(self.wave, [going.job for going in self.going])

    @property
    def short(self) -> int:
        """Of `units`."""
        if self.in_zone:
            return sum(stop.short for stop in self.stops)
        return sum(line.short for job in self._all for line in job.lines)

    @property
    def _all(self) -> list[Fulfillment]:
        return [job for job in self.wave.kept if job.state != State.CANCELED]

    @cached_property
    def now(self) -> WaveStop | None:
        """Where what is in hand was taken, else the first place with something left."""
        if self.held:
            return next(stop for stop in self.stops if self.held in [line for _l, line in stop.shares])
        return next((stop for stop in self.stops if stop.left), None)

    @property
    def then(self) -> list[WaveStop]:
        return [stop for stop in self.stops if stop.left and stop is not self.now]

    @cached_property
    def next_line(self) -> FulfillmentLine | None:
        """The line that the next unit is for."""
        if self.held or self.now is None:
            return self.held
        return next((line for _letter, line in self.now.shares if line.left), None)

    @property
    def totes(self) -> list[Tote]:
        return [self._tote(order.letter, order.fulfillment) for order in self.wave.orders]

    @property
    def on_shelf(self) -> int | None:
        return max(0, shelf(self.now.level)) if self.now and self.now.level else None

    @property
    def scan(self) -> str:
        """What the scan field asks for."""
        if self.held is None:
            return _("Scan the item")
        return _("Scan %(tote)s", tote=tote_words(self.wave, self.held.fulfillment))

    @property
    def stop(self) -> WaveStop | None:
        """The place to go to next."""
        if self.cart:
            return self.cart.now.stop if self.cart.now and self.cart.now.lacking else None
        return self.now

    @property
    def held_for(self) -> str:
        return tote_words(self.wave, self.held.fulfillment) if self.held else ""

    @property
    def owner(self) -> str:
        return owner_words(self.wave)

    @cached_property
    def baton(self) -> Left | None:
        return left_with(self.wave)

    @property
    def to_bench(self) -> list[Tote]:
        return self._totes_of(for_the_bench(self.wave))

    @property
    def to_rack(self) -> list[Tote]:
        return self._totes_of(for_the_rack(self.wave))

    def _totes_of(self, jobs: Sequence[Fulfillment]) -> list[Tote]:
        return [tote for tote in self.totes if tote.job in jobs]

    def _tote(self, letter: str, job: Fulfillment) -> Tote:
        line = self.held if self.cart else self.next_line
        is_next = line is not None and line.fulfillment is job
        passed = job not in self.wave.kept
        with_us = not passed and (job in self.wave.to_pick or job.state != State.PICKING)
        return Tote(letter, job, job.open_bags, is_next, self._note(job, is_next), with_us)

    def _note(self, job: Fulfillment, is_next: bool) -> str:
        if job.state == State.CANCELED:
            return who_canceled(job)
        if job not in self.wave.kept:
            return _("Passed on")
        if job.state == State.PICKING and job not in self.wave.to_pick:
            name = job.owner.first_name if job.owner else _("Somebody")
            return _("%(name)s picks this one now.", name=name)
        if is_next:
            return _("Put one in here") if self.held else _("One goes in here")
        units = sum(line.left for line in job.lines)
        if self.in_zone:
            here = (line for stop in self.stops for _letter, line in stop.shares)
            units = sum(line.left for line in here if line.fulfillment is job)
        return ngettext("%(num)d to go", "%(num)d to go", units) if units else ""


def wave_view(wave: Wave, me: Staff) -> WaveView:
    if wave.mode == PickMode.BATCH and wave.ended_at is None:
        cart = cart_of(wave)
        return WaveView(wave, _screen(wave, me, cart.stops, cart), cart.stops, in_hand(wave), cart)
    stops = wave_walk(wave)
    return WaveView(wave, _screen(wave, me, stops), stops, in_hand(wave))


def _screen(wave: Wave, me: Staff, stops: Sequence[WaveStop], cart: Cart | None = None) -> str:
    if wave.ended_at is not None:
        return "over"
    if wave.owner_id != me.id:
        return "owned"
    if not wave.to_pick and not wave.cart:
        return "bench"
    if wave.is_paused:
        return "paused"
    if to_fetch(wave):
        return "fetch"
    if cart is None and not any(stop.left for stop in stops):
        return "pass" if wave.mode == PickMode.ZONE else "bench"
    if cart is None:
        return "walk"
    return "sort" if is_sorting(wave, cart.things) else "bring"
