"""The day: the platform tells its orders, people work, customers come; until everybody went home."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from associate.clock import now
from associate.simulate.associates import Associate, Person
from associate.simulate.browser import Browser, Name, Network
from associate.simulate.cast import Actor, Cast, Pace
from associate.simulate.curve import Arrival
from associate.simulate.customers import Customer
from associate.simulate.diary import Diary
from associate.simulate.mishaps import Mishaps, Tap
from associate.simulate.payload import PATH, SHELF, tell
from associate.simulate.town import Letters, Town

QUIET = 4.0  # seconds of the wall without a deed: they all went home
TELLINGS, TELLS_AGAIN = 20, 2.0  # tries of a webhook, seconds of the wall between two
LETTERS = 0.3  # seconds of the wall between two looks at the mail
CUSTOMERS_AT_ONCE = 12


@dataclass(frozen=True)
class Play:
    """`first`: how many orders earlier plays told this shop. `mail`: where its messages are kept."""

    url: str
    seed: int
    speed: float
    arrivals: Sequence[Arrival]
    people: Sequence[Person]
    password: str
    mishaps: Mishaps
    shelf: SHELF
    mail: Path
    name: Name
    first: int = 0


@dataclass(frozen=True)
class Played:
    customers: dict[str, Customer]
    diary: Diary
    seconds: float  # of the wall
    is_over: bool  # everybody went home before the limit


def play(told: Play, *, is_settled: Callable[[], bool], limit: float) -> Played:
    """`is_settled`: nothing waits for the worker. `limit` in seconds of the wall."""
    return _Day(told).play(is_settled, limit)


class _Day:
    def __init__(self, told: Play) -> None:
        self.told, self.diary, self.pace = told, Diary(), Pace(told.speed)
        self.network = Network(told.url, self.diary, told.name, told.mishaps)
        self.cast = Cast(self.pace, self.diary, len(told.people) + CUSTOMERS_AT_ONCE)
        self.town = Town(sorted({person.store for person in told.people}))
        self.letters = Letters(told.mail, self._letter)
        self.lock, self.at_it = threading.Lock(), 0  # customers who are on their way
        self.by_email = {customer.telling.email: customer for customer in map(self._customer, told.arrivals)}
        self.town.customers = {customer.number: customer for customer in self.by_email.values()}

    def play(self, is_settled: Callable[[], bool], limit: float) -> Played:
        began, went_home = time.monotonic(), False

        def is_over() -> bool:
            nonlocal went_home
            went_home = not self.at_it and self.diary.quiet_for() > QUIET and is_settled()
            return went_home or time.monotonic() - began > limit

        for n, person in enumerate(self.told.people):
            self.cast.enter(self._associate(n, person).day())
        self.cast.enter(self._postman())
        for customer in self.by_email.values():
            self.at_it += 1
            self.cast.enter(self._counted(self._order(customer), customer.browser), customer.arrival.at)
        self.cast.play(is_over)
        self.network.close()
        return Played(self.town.customers, self.diary, time.monotonic() - began, went_home)

    def _customer(self, arrival: Arrival) -> Customer:
        dice = Random(f"{self.told.seed} customer {arrival.n}")
        telling = tell(arrival, self.told.first, self.told.shelf, now())
        browser = Browser(self.network, dice, f"10.1.{arrival.n // 250}.{arrival.n % 250 + 1}")
        never = dice.random() < self.told.mishaps.no_shows
        return Customer(arrival, telling, self.town, browser, self.pace, never_comes=never)

    def _associate(self, n: int, person: Person) -> Associate:
        browser = Browser(self.network, Random(f"{self.told.seed} associate {n}"), f"10.2.0.{n + 1}")
        gtins = {sku: look.gtin for sku, (_thing, look) in self.told.shelf.items()}
        return Associate(person, self.told.password, self.town, browser, self.pace, gtins=gtins)

    def _order(self, customer: Customer) -> Actor:
        """Told by the platform until it is taken, as platforms do; and sometimes once more."""
        telling = customer.telling
        for _try in range(TELLINGS):
            if customer.browser.deliver(PATH, telling.raw, telling.headers) == 200:
                customer.was_told = True
                break
            yield self.pace.real(TELLS_AGAIN)
        if self.told.mishaps.tap(customer.dice) != Tap.PLAIN:
            customer.browser.deliver(PATH, telling.raw, telling.headers)

    def _letter(self, email: str, link: str) -> None:
        if customer := self.by_email.get(email):
            with self.lock:
                self.at_it += 1
            self.cast.enter(self._counted(customer.reads(link), customer.browser))

    def _counted(self, actor: Actor, browser: Browser) -> Actor:
        try:
            yield from actor
        finally:
            browser.leave()
            with self.lock:
                self.at_it -= 1

    def _postman(self) -> Actor:
        while True:
            self.letters.look()
            yield self.pace.real(LETTERS)
