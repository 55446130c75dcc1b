"""Who ordered: reads the message, opens the link, says that they come, comes — or doesn’t."""

from random import Random

from associate.simulate.browser import Browser
from associate.simulate.cast import Actor, Pace
from associate.simulate.curve import Arrival, Way
from associate.simulate.live import Live
from associate.simulate.page import Page
from associate.simulate.payload import Telling
from associate.simulate.town import Town

POLL = 5.0  # seconds of the wall between two looks of an open page
DRIVES = 600.0  # seconds of the shop from “on my way” to the bay
WAITS = 900.0  # seconds of the shop until they say that they are still here
NO_MORE = (409, 422)  # what a page that was overtaken meanwhile may say
CARS = (("Skoda Octavia", "blue"), ("Nissan Leaf", "white"), ("Ford Transit", "grey"), ("Fiat 500", "red"))


class Customer:
    def __init__(
        self,
        arrival: Arrival,
        telling: Telling,
        town: Town,
        browser: Browser,
        pace: Pace,
        *,
        never_comes: bool,
    ) -> None:
        self.arrival, self.telling, self.town = arrival, telling, town
        self.browser, self.pace, self.never_comes = browser, pace, never_comes
        self.dice: Random = browser.dice
        self.code = ""  # what they say at the counter, as their page shows it
        self.link = ""
        self.at = Live(browser, "")  # their page, once the message is there
        self.outcome = ""
        self.scanned = 0  # units that somebody scanned for them, as the screens took them
        self.was_told = self.is_here = self.is_served = False

    @property
    def number(self) -> str:
        return self.telling.number

    def reads(self, link: str) -> Actor:
        """A message: the link is opened. Once it says that it is ready, they come."""
        self.link = self.link or link
        self.at = Live(self.browser, self.link)
        page = self._look()
        if page.link(r'[^"]*/missing'):
            self._does_without()
        if self.code and not self.outcome:
            self.outcome = "ready, never came" if self.never_comes else "ready"
            if not self.never_comes:
                yield from self._comes()

    def _does_without(self) -> None:
        """Of all that could be had instead of what nobody found."""
        if form := self.browser.get(f"{self.link}/missing").form("/missing"):
            self.browser.send(form, may=NO_MORE, pick="cancel")

    def _comes(self) -> Actor:
        yield self.arrival.dawdles
        by_car = self.arrival.way == Way.CAR and self._says_on_my_way()
        if by_car:
            yield DRIVES
            by_car = self._says_here()
        self.is_here = True
        if not by_car:
            self.town.stands(self)
        waited = 0.0
        while not self.is_served:
            rest = self.pace.real(POLL)
            yield rest
            waited += rest
            page = self._look()
            if waited > WAITS and (still := page.form("/pings")):
                waited = 0.0
                self.browser.send(still, may=NO_MORE)
        self._look()

    def _look(self) -> Page:
        page = self.at.look()
        self.code = page.find(r'class="spoken">.*?<b>([^<]+)</b>') or self.code
        return page

    def _says_on_my_way(self) -> bool:
        """False: the page offers no such thing, so they walk in."""
        form = self.browser.get(f"{self.link}/coming").form("/coming")
        if form is None or "car" not in form.choices.get("where", ()):
            return False
        return self.browser.send(form, may=NO_MORE, eta="10", where="car").is_good

    def _says_here(self) -> bool:
        page = self.browser.get(f"{self.link}/here")
        form = page.form("/here")
        if form is None:
            return False
        make, color = self.dice.choice(CARS)
        bays = [bay for bay in form.choices.get("bay", ()) if bay]
        plate = f"{self.dice.randrange(10_000):04d}"
        told = {"bay": self.dice.choice(bays) if bays else "", "make": make, "color": color, "plate": plate}
        return self.browser.send(form, may=NO_MORE, **told).is_good
