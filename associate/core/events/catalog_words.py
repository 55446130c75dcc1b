"""The journal's sentences about products, files and tills. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _

Facts = Mapping[str, Any]


def _rate(facts: Facts) -> str:
    """ "IE, food, 13.50 % since 2026-01-01"."""
    goods = [str(facts[name]) for name in ("country", "region", "tax_class") if facts.get(name)]
    points = int(facts.get("basis_points") or 0)
    since = _("%(percent)s %% since %(day)s", percent=f"{points / 100:.2f}", day=facts.get("since", ""))
    return ", ".join([*goods, since])


CATALOG_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "import.done": lambda f: _("File brought in"),
    "import.tried": lambda f: _("File tried: %(n)d rows", n=int(f.get("rows") or 0)),
    "product.added": lambda f: _("Added to the catalog: %(sku)s", sku=f.get("sku", "")),
    "product.changed": lambda f: _("Changed in the catalog: %(sku)s", sku=f.get("sku", "")),
    "tax_rate.added": lambda f: _("Tax rate added: %(rate)s", rate=_rate(f)),
    "tax_rate.removed": lambda f: _("Tax rate removed: %(rate)s", rate=_rate(f)),
    "till.returned": lambda f: _("Came back over the till without a receipt"),
}
