"""The journal's sentences about products, files and tills. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _

Facts = Mapping[str, Any]
CATALOG_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "import.done": lambda f: _("File brought in"),
    "import.tried": lambda f: _("File tried: %(n)d rows", n=int(f.get("rows") or 0)),
    "product.added": lambda f: _("Added to the catalog: %(sku)s", sku=f.get("sku", "")),
    "product.changed": lambda f: _("Changed in the catalog: %(sku)s", sku=f.get("sku", "")),
    "till.returned": lambda f: _("Came back over the till without a receipt"),
}
