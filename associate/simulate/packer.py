"""The bench: a tote, each thing into its parcel, its label."""

import re
import uuid
from html import unescape

from associate.simulate.cast import Actor
from associate.simulate.page import Form, Page
from associate.simulate.screen import Screen

WEIGHS = "1500"  # grams, on the scale, where nobody weighed a thing of it before
BIGGEST = "B5"
PIECE = r'<p class="small hush">([^<]*)</p>.*?<span class="in">(\d+)\D+(\d+)'


class Packer:
    def __init__(self, at: Screen) -> None:
        self.at, self.bench = at, at.live("/pack")
        self.done: set[str] = set()

    def waiting(self) -> str:
        """The number of an order to pack; empty: none."""
        links = self.bench.look().find_all(r'class="top"><h2 class="grow"><a href="/pack/([^"]+)"')
        ours = [number for number in links if self.at.is_ours(number) and number not in self.done]
        return ours[0] if ours else ""

    def pack(self, number: str) -> Actor:
        self.done.add(number)
        self.bench.leave()
        page = self.at.browser.get(f"/pack/{number}", may=(404, 409))
        while page.is_good and (sku := _next_thing(page)) and (scan := page.form("/scans")):
            yield self.at.pause()
            page = self.at.send(scan, code=self.at.label_of(sku))
            if self.at.gives_up(f"pack {number}", page):
                return
            page = page if page.is_good else self.at.browser.get(f"/pack/{number}")
        if box := page.form("/box"):
            yield self.at.pause()
            page = self._close(page, box)
        customer = self.at.town.customers[number]
        customer.outcome = customer.outcome or ("packed" if page.is_good else "")
        self.at.town.free_tags(number)

    def _close(self, page: Page, box: Form) -> Page:
        """In the box that is meant; in the biggest where none is, or where it won’t be closed in that one."""
        is_known = page.find(r'id="weight"[^>]*placeholder="(\d+)"')
        weight = "" if is_known else WEIGHS
        closed = self.at.send(box, then="close", weight=weight)
        if closed.is_good or BIGGEST not in box.choices.get("box", ()):
            return closed
        return self.at.send(box, then="close", weight=weight, box=BIGGEST, command_id=uuid.uuid4().hex)


def _next_thing(page: Page) -> str:
    """The SKU of what isn’t all in yet; it stands last behind color and size. Empty: all is in."""
    pieces = re.findall(PIECE, page.text, re.S)
    return next((unescape(words).split(", ")[-1] for words, n, of in pieces if int(n) < int(of)), "")
