"""What came back, read as a person reads it: its forms, its links, its tags."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.S)
LIVE = re.compile(r'data-live="([^"]*)" data-version="([^"]*)"')


@dataclass
class Form:
    """As a browser would send it: what is filled in or chosen already, and what may be chosen."""

    action: str
    is_htmx: bool
    values: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, said: dict[str, str | list[str]]) -> list[tuple[str, str]]:
        """With these instead; a list sends a name several times."""
        kept = [(name, value) for name, value in self.values if name not in said]
        new = [(n, v) for n, given in said.items() for v in ([given] if isinstance(given, str) else given)]
        return kept + new


class _Reader(HTMLParser):
    form = Form("", False)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(has.get("action", ""), "hx-post" in has)
        elif tag == "select":
            self.form.values.append((has.get("name", ""), ""))
        elif (tag == "input" or tag == "button") and "name" in has:
            self._field(tag, has)

    def _field(self, tag: str, has: dict[str, str]) -> None:
        kind, name, value = has.get("type", "text"), has["name"], has.get("value", "")
        is_chosen_one = tag == "button" or kind in ("radio", "checkbox")
        if is_chosen_one:
            self.form.choices.setdefault(name, []).append(value)
        if not is_chosen_one or ("checked" in has and "disabled" not in has):
            self.form.values.append((name, value))


@dataclass
class Page:
    status: int
    text: str
    path: str = ""

    @property
    def is_good(self) -> bool:
        return self.status < 400

    @property
    def says(self) -> str:
        """The code of a refusal, for the report; never what is on the page."""
        found = re.search(r'data-code="([^"]+)"', self.text)
        return found[1] if found else ""

    def form(self, ends: str) -> Form | None:
        """The first whose address ends like this, a query aside."""
        for source in FORM.findall(self.text):
            action = re.search(r'\baction="([^"]*)"', source)
            if action and unescape(action[1]).partition("?")[0].endswith(ends):
                return _read(source)
        return None

    def link(self, pattern: str) -> str:
        """The first address that this pattern finds; empty: none."""
        found = re.search(rf'href="({pattern})"', self.text)
        return unescape(found[1]) if found else ""

    def find(self, pattern: str) -> str:
        found = re.search(pattern, self.text, re.S)
        return unescape(found[1]).strip() if found else ""

    def find_all(self, pattern: str) -> list[str]:
        return [unescape(found).strip() for found in re.findall(pattern, self.text, re.S)]

    def live(self, path: str) -> tuple[str, str]:
        """Where its part below this path asks for news, and the version that it shows."""
        for where, version in LIVE.findall(self.text):
            if where.startswith(path):
                return unescape(where), unescape(version)
        return "", ""


def _read(source: str) -> Form:
    reader = _Reader()
    reader.feed(source)
    return reader.form
