"""A whole pick by somebody who doesn't see the screen: keys alone, and what a screen reader would say."""

import pytest
from playwright.sync_api import expect

from tests.support.hands import Hands

pytestmark = pytest.mark.engine("sqlite")
JACKET, KETTLE = "96385074", "5901234123457"
STOPS = 40  # of the tab key, before we say that it can't be reached

# What a live region says: its text whenever that changes, an alert also when it comes
LISTEN = """() => {
  window.heard = []
  const say = at => {
    const region = (at.nodeType === 1 ? at : at.parentElement)?.closest?.("[role=alert], [role=status]")
    const text = region?.innerText.replace(/\\s+/g, " ").trim()
    if (text && window.heard.at(-1) !== text) window.heard.push(text)
  }
  new MutationObserver(changes => changes.forEach(change => {
    say(change.target)
    change.addedNodes.forEach(node => node.nodeType === 1 && node.matches("[role=alert]") && say(node))
  })).observe(document, { subtree: true, childList: true, characterData: true })
}"""


class Ears(Hands):
    def reaches(self, name):
        """The tab key leads there, and Enter taps it."""
        for _ in range(STOPS):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate("(document.activeElement.innerText || '').trim()")
            if focused.startswith(name):
                self.page.keyboard.press("Enter")
                return self
        pytest.fail(f"the tab key leads nowhere that reads {name!r}")

    def hears(self, *texts):
        for text in texts:
            self.comes_true("text => heard.some(said => said.includes(text))", text)
        self.page.evaluate("window.heard = []")
        return self

    def is_told(self, heading):
        """What the page is about, for whoever goes from heading to heading."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_attached()
        return self


@pytest.fixture
def ana(devices, server, shop):
    ears = Ears(devices.tablet(), server.url).signs_in(shop.ana)
    ears.page.add_init_script(f"({LISTEN})()")
    return ears


def test_an_order_is_picked_and_staged_by_ear(shop, ana):
    shop.has_order((shop.jacket, 2), number="1001")
    ana.opens("/pick").reaches("Start picking")
    ana.is_told("Go to B-1").scans(KETTLE).hears("Wrong item")
    ana.scans(JACKET).hears("Picked 1 of 2").scans(JACKET).hears("Picked 2 of 2")
    ana.scans("BAG-7K4").hears("7K4").scans("LOC-R-1").hears("That was the last one")
