"""The bench: a tote, each thing into its parcel, its label."""

import re
from html import unescape

from associate.simulate.cast import Actor
from associate.simulate.page import Page
from associate.simulate.screen import Screen

WEIGHS = "1500"  # grams, on the scale, where nobody weighed a thing of it before
OWN = "own"  # a size to be typed
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
            is_known = page.find(r'id="weight"[^>]*placeholder="(\d+)"')
            chosen = dict(box.values).get("box", OWN)
            said = {"box": BIGGEST if chosen == OWN else chosen, "weight": "" if is_known else WEIGHS}
            page = self.at.send(box, then="close", **said)
        customer = self.at.town.customers[number]
        customer.outcome = customer.outcome or ("packed" if page.is_good else "")
        self.at.town.free_tags(number)


def _next_thing(page: Page) -> str:
    """The SKU of what isn’t all in yet; it stands last behind color and size. Empty: all is in."""
    pieces = re.findall(PIECE, page.text, re.S)
    return next((unescape(words).split(", ")[-1] for words, n, of in pieces if int(n) < int(of)), "")
