"""Platforms that are not there: as much of Shopify and WooCommerce as the app talks to, in memory.

The demo talks to them in its own process, tests over HTTP. They take what they are told and count how often.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

Said = tuple[int, dict[str, str], Any]
"""Status, headers, what will be JSON."""


@dataclass
class PretendShop:
    """`answers`: what is said next instead, in turn. `falls_silent`: does the next thing and never says
    so."""

    knows: bool = True  # any SKU it is asked for, as a demo’s shop does
    answers: list[Said] = field(default_factory=list)
    falls_silent: bool = False
    calls: list[tuple[str, Any]] = field(default_factory=list)
    items: dict[str, str] = field(default_factory=dict)  # SKU → item
    prices: dict[str, str] = field(default_factory=dict)  # SKU → price
    units: dict[tuple[str, str | None], int] = field(default_factory=dict)  # (item, place) → units
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    currency: str = "EUR"
    before_answer: Callable[[], object] = lambda: None

    def has(self, sku: str, item: str, **units: int) -> None:
        """An item, with its units by place; `all` for the one figure of a shop that has no places."""
        self.items[sku] = item
        for place, n in units.items():
            self.units[item, None if place == "all" else place.removeprefix("_")] = n

    def answer(self, method: str, address: str, body: Any) -> Said:
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.calls.append((self.name_of(method, parts.path, body), body))
        if self.answers:
            return self.answers.pop(0)
        said = self.do(method, parts.path, query, body)
        self.before_answer()
        return said

    def name_of(self, method: str, path: str, body: Any) -> str:
        return f"{method} {path}"

    def do(self, method: str, path: str, query: Mapping[str, str], body: Any) -> Said:
        raise NotImplementedError

    def count(self, name: str) -> int:
        return sum(called == name for called, _body in self.calls)

    def item_of(self, sku: str) -> str | None:
        if sku not in self.items and self.knows and sku:
            self.items[sku] = str(7000 + len(self.items))
        return self.items.get(sku)

    def will(self, status: int, body: Any = None, **headers: str) -> None:
        self.answers.append((status, {k.replace("_", "-"): v for k, v in headers.items()}, body or {}))
