"""A member of staff before a screen: looks, scans, and knows what the shop's people know."""

import re
from dataclasses import dataclass, field
from random import Random

from associate.simulate.browser import Browser
from associate.simulate.live import Live
from associate.simulate.page import Form, Page
from associate.simulate.town import Town

OVERTAKEN = (404, 409, 422)
"""What a deed may be answered where somebody was faster, or a tag hangs elsewhere."""
BETWEEN_SCANS = (8.0, 25.0)  # seconds of the shop


@dataclass
class Screen:
    browser: Browser
    town: Town
    store: str
    gtins: dict[str, str]  # by SKU
    misses: dict[str, int] = field(default_factory=dict)  # refusals in a row, by what they work on

    @property
    def dice(self) -> Random:
        return self.browser.dice

    def pause(self) -> float:
        """Until the next thing is in their hand."""
        return self.dice.uniform(*BETWEEN_SCANS)

    def live(self, path: str) -> Live:
        return Live(self.browser, path)

    def send(self, form: Form, **said: str | list[str]) -> Page:
        return self.browser.send(form, may=OVERTAKEN, **said)

    def is_ours(self, number: str) -> bool:
        return number in self.town.customers

    def label_of(self, sku: str) -> str:
        """What is printed on it: 13 digits."""
        return self.gtins[sku].removeprefix("0")

    def gives_up(self, what: str, page: Page) -> bool:
        """After five refusals in a row a person does something else; the diary keeps why."""
        self.misses[what] = 0 if page.is_good else self.misses.get(what, 0) + 1
        if self.misses[what] < 5:
            return False
        self.browser.network.diary.broke(what, f"given up, last answer {page.status} {page.says}")
        return True


def first_bag(page: Page) -> str:
    """The tag of the first bag that isn’t scanned yet."""
    rows = re.findall(r'<li class="bag">(.*?)</li>', page.text, re.S)
    found = re.search(r'class="tag[^"]*">([^<]+)<', rows[0]) if rows else None
    return found[1] if found else ""


def tags_on(page: Page) -> list[str]:
    return page.find_all(r'class="tag[^"]*">([^<]+)<')
