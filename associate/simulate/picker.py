"""From the queue to the rack: start, each thing, a bag, its place."""

from associate.simulate.cast import Actor
from associate.simulate.page import Form, Page
from associate.simulate.screen import Screen

AHEAD = 3  # of the first jobs of a queue somebody takes one: two people rarely want the same
STARTS = r'action="/pick/([^"/]+)/start"'
FINDS = r'class="facts"><span class="code">([^<]+)<'
BEST = r'class="card ready-code".*?<p class="hush">[^<]*<b>([^<]+)</b>'
RACKS = ("A-1", "B-1", "C-1")
REASONS = ("some_missing", "damaged", "not_found")


class Picker:
    def __init__(self, at: Screen) -> None:
        self.at, self.queue = at, at.live("/pick")

    def waiting(self) -> Form | None:
        """The button of a job that nobody has begun."""
        page = self.queue.look()
        ours = [number for number in page.find_all(STARTS) if self.at.is_ours(number)]
        return page.form(f"/{self.at.dice.choice(ours[:AHEAD])}/start") if ours else None

    def pick(self, start: Form) -> Actor:
        number = start.action.split("/")[-2]
        self.queue.leave()
        page, is_placed = self.at.send(start), False
        while page.is_good and (scan := page.form("/scans")) and not is_placed:
            yield self.at.pause()
            if sku := page.find(FINDS):
                page = self._take(page, scan, sku)
            elif "ready-code" in page.text:
                page = self._put_down(page, scan)
                is_placed = page.is_good
            else:
                page = self.at.send(scan, code=f"BAG-{self.at.town.take_tag(self.at.store, number)}")
            if self.at.gives_up(f"pick {number}", page):
                break
            page = page if page.is_good else self.at.browser.get(f"/pick/{number}")

    def _put_down(self, page: Page, scan: Form) -> Page:
        """Where the screen thinks best."""
        best = page.find(BEST).removeprefix("Rack ")
        return self.at.send(scan, code=f"LOC-{best or self.at.dice.choice(RACKS)}")

    def _take(self, page: Page, scan: Form, sku: str) -> Page:
        if self.at.dice.random() < self.at.browser.network.mishaps.shorts:
            return self._report_short(page) or page
        answer = self.at.send(scan, code=self.at.label_of(sku))
        self.at.town.customers[scan.action.split("/")[-2]].scanned += answer.is_good
        return answer

    def _report_short(self, page: Page) -> Page | None:
        dialog = self.at.browser.get(page.link(r'[^"]*/short'), may=(404, 409), fragment=True)
        form = dialog.form("/shorts")
        if form is None:
            return None
        self.at.browser.network.diary.count("short")
        reason = next(each for each in (*self._reasons(), "some_missing") if each in form.choices["reason"])
        return self.at.send(form, reason=reason, looked=["floor", "back", "fitting", "returns"])

    def _reasons(self) -> list[str]:
        return self.at.dice.sample(REASONS, len(REASONS))
