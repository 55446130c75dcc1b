"""Who works in a store: picks, packs, hands over, runs to the cars. One person, one screen at a time."""

from collections.abc import Collection
from enum import StrEnum
from http.client import HTTPException
from random import Random
from typing import NamedTuple

from associate.simulate.browser import Browser
from associate.simulate.cast import Actor, Pace
from associate.simulate.counter import Counter
from associate.simulate.customers import Customer
from associate.simulate.packer import Packer
from associate.simulate.picker import Picker
from associate.simulate.screen import Screen
from associate.simulate.town import Town

NO_ANSWER = (OSError, HTTPException)
"""The diary keeps it; who works goes on with something else."""
LOOKS = 1.0  # seconds of the wall between two looks of a screen that is open
AGAIN, NOT_NOW = 10.0, (429,)  # seconds of the wall until they try to sign in again, and after which answer


class Duty(StrEnum):
    PICK = "pick"
    PACK = "pack"
    COUNTER = "counter"
    CARS = "cars"


class Person(NamedTuple):
    email: str
    store: str  # its code
    duties: Collection[Duty]


class Associate:
    def __init__(
        self,
        person: Person,
        password: str,
        town: Town,
        browser: Browser,
        pace: Pace,
        *,
        gtins: dict[str, str],
    ) -> None:
        self.person, self.password, self.town = person, password, town
        self.browser, self.pace = browser, pace
        self.dice: Random = browser.dice
        at = Screen(browser, town, person.store, gtins)
        self.picker, self.packer, self.counter = Picker(at), Packer(at), Counter(at)

    def day(self) -> Actor:
        yield from self._sign_in()
        while True:
            did = False
            try:
                for rest in self._next_deed():
                    did = True
                    yield rest
            except NO_ANSWER as error:
                self.browser.network.diary.broke(self.person.email, repr(error)[:200])
                self.browser.leave()
            if not did:
                yield self.pace.real(LOOKS * self.dice.uniform(0.8, 1.2))

    def _sign_in(self) -> Actor:
        """Too many at once from one address are told to wait; they do."""
        form = self.browser.get("/login").form("/login")
        assert form, "the login page has no form"
        who = {"email": self.person.email, "password": self.password}
        while not self.browser.send(form, may=NOT_NOW, **who).is_good:
            yield self.pace.real(AGAIN)

    def _next_deed(self) -> Actor:
        """People first, then cars, then what waits longest."""
        duties = self.person.duties
        if Duty.COUNTER in duties and (customer := self.town.next_at(self.person.store)):
            yield from self._serve(customer)
        elif Duty.CARS in duties and (visit := self.counter.waiting_car()):
            yield from self.counter.run_out(visit)
        elif Duty.PACK in duties and (number := self.packer.waiting()):
            yield from self.packer.pack(number)
        elif Duty.PICK in duties and (start := self.picker.waiting()):
            yield from self.picker.pick(start)

    def _serve(self, customer: Customer) -> Actor:
        yield from self.counter.serve(customer)
        if not customer.is_served:
            self.town.stands(customer)
            yield self.pace.real(2)
