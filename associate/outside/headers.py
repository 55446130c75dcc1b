"""The headers of a request, whatever holds them."""

from collections.abc import Iterable
from typing import Protocol


class Headers(Protocol):
    """A dict of headers, or what a web framework has in its place."""

    def items(self) -> Iterable[tuple[str, str]]: ...


def header(headers: Headers, name: str) -> str:
    """The header's value whatever the case of its name; "" when it is missing."""
    wanted = name.lower()
    return next((str(value) for key, value in headers.items() if key.lower() == wanted), "")
