"""Files that people bring in, in tests."""

from associate.core.catalog.channels import Channel
from associate.core.events.imports import Import
from associate.core.events.record import SYSTEM
from associate.core.stores.models import Store
from associate.files.bring import Options, try_out

CATALOG = "sku,title,product,gtin,price,compare_at,currency,tags,weight_g,active"


def tries(
    kind: str, text: str | bytes, *, channel: Channel | None = None, store: Store | None = None, **said: str
) -> Import:
    """The trial of this file, told of any store unless one is named."""
    content = text if isinstance(text, bytes) else text.encode()
    options = Options(store=store, everywhere=store is None, channel=channel, **said)
    return try_out(kind, f"{kind}.csv", content, options, by=SYSTEM)


def counts(row: Import) -> tuple[int, int, int, int]:
    """(new, changed, the same, rows not taken)."""
    return tuple(row.report[name] for name in ("new", "changed", "same", "problem_rows"))  # type: ignore[return-value]
