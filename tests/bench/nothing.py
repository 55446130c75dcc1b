"""No app: what a request costs that nobody thinks about."""

from collections.abc import Iterable
from typing import Any


def app(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("204 No Content", [("Cache-Control", "no-store")])
    return ()
