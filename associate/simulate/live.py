"""A page that stays open and asks for news, as its script does."""

from dataclasses import dataclass

from associate.simulate.browser import Browser
from associate.simulate.page import Page


@dataclass
class Live:
    """The whole page once, then only what changed on it."""

    browser: Browser
    path: str
    page: Page | None = None

    def look(self) -> Page:
        """As it is now. What couldn’t be had is no page to go on with: next time it is opened anew."""
        where, version = self.page.live(self.path) if self.page else ("", "")
        if not where:
            self.page = self.browser.get(self.path)
            return self.page
        sign = "&" if "?" in where else "?"
        news = self.browser.get(f"{where}{sign}v={version}", fragment=True)
        if news.status == 204 and self.page:
            return self.page
        self.page = news if news.is_good else None
        return news

    def leave(self) -> None:
        self.page = None
