"""Handing over, at the counter and at a car."""

from associate.simulate.cast import Actor
from associate.simulate.customers import Customer
from associate.simulate.page import Page
from associate.simulate.screen import Screen, first_bag, tags_on

MOST = 60  # steps of one handover: more is no handover


class Counter:
    def __init__(self, at: Screen) -> None:
        self.at, self.cars = at, at.live("/curbside")
        self.in_hand = ""  # the visit that this person took and hasn’t ended
        self.visits: dict[str, Customer | None] = {}  # None: of nobody who is in the play

    def serve(self, customer: Customer) -> Actor:
        """By the number they name, or by the code on their phone."""
        yield self.at.pause()
        if self.at.dice.random() < 0.5:
            page = self.at.browser.get(f"/handover?q={customer.number}")
            form, said = page.form("/openings"), {}
        else:
            page = self.at.browser.get("/handover")
            form, said = page.form("/scans"), {"code": customer.code}
        if form:
            yield from self._hand_over(self.at.send(form, **said), customer)

    def waiting_car(self) -> str:
        """Their own; else the visit that has waited longest of those nobody runs to; empty: none."""
        if self.in_hand:
            return self.in_hand
        for visit in self.cars.look().find_all(r'action="/curbside/(\d+)/runner"'):
            if visit not in self.visits:
                card = self.at.browser.get(f"/curbside/{visit}", may=(404,))
                self.visits[visit] = self.at.town.whose(self.at.store, tags_on(card))
            if self.visits[visit]:
                return visit
        return ""

    def run_out(self, visit: str) -> Actor:
        customer = self.visits[visit]
        self.cars.leave()
        page = self.at.browser.get(f"/curbside/{visit}", may=(404,))
        if take := page.form(f"/{visit}/runner"):
            if "take_over" in dict(take.values):
                return
            page = self.at.send(take)
        self.in_hand = visit if page.is_good and customer and not customer.is_served else ""
        if customer is None or not self.in_hand or self.at.gives_up(f"car {visit}", page):
            return
        while page.is_good and (tag := first_bag(page)) and (scan := page.form(f"/cars/{visit}/bags")):
            yield self.at.pause()
            page = self.at.send(scan, code=f"BAG-{tag}")
        if page.is_good and (out := page.form("/arrival")):
            yield 2 * self.at.pause()
            yield from self._hand_over(self.at.send(out), customer)
        elif page.form("/verification"):
            yield from self._hand_over(page, customer)
        self.in_hand = "" if customer.is_served else visit

    def _hand_over(self, page: Page, customer: Customer) -> Actor:
        """Whatever the page asks for next, until the bags are theirs."""
        for _step in range(MOST):
            if not page.is_good or 'class="finish"' in page.text:
                break
            yield self.at.pause()
            answer = self._next_step(page, customer)
            if answer is None:
                break
            page = answer
        if page.is_good and 'class="finish"' in page.text:
            customer.is_served = True
            customer.outcome = "handed over"
            self.at.town.free_tags(customer.number)

    def _next_step(self, page: Page, customer: Customer) -> Page | None:
        if age := page.form("/age-check"):
            return self.at.send(age, seen=age.choices["seen"][0])
        if proof := page.form("/verification"):
            how = {"how": "code"} if "code" in proof.choices.get("how", ()) else {}
            return self.at.send(proof, code=customer.code, **how)
        if (bag := page.form("/bags")) and (tag := first_bag(page)):
            return self.at.send(bag, code=f"BAG-{tag}")
        if done := page.form("/completion"):
            return self.at.send(done)
        return None
