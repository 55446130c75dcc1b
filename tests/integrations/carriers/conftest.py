"""A server on this machine that stands in for a carrier's API and for its files."""

from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from tests.integrations.carriers.facts import PDF


class There:
    """`says(…)` once, in turn; `always(…)` from now on. `asked` is what came, as "METHOD /path"."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.settings: dict[str, Any] = {"api_key": "key_1", "base_url": server.url_for("").rstrip("/")}
        self.file = server.url_for("/files/label.pdf")
        server.expect_request("/files/label.pdf").respond_with_data(PDF, content_type="application/pdf")

    def says(self, ask: str, body: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        method, path = ask.split()
        matched = self.server.expect_oneshot_request(path, method=method)
        matched.respond_with_json(body, status=status, headers=headers)

    def always(self, ask: str, body: Any, status: int = 200) -> None:
        method, path = ask.split()
        self.server.expect_request(path, method=method).respond_with_json(body, status=status)

    @property
    def asked(self) -> list[str]:
        return [f"{request.method} {request.path}" for request, _answer in self.server.log]

    def body(self, place: int = -1) -> Any:
        return self.server.log[place][0].get_json()

    def header(self, name: str, place: int = -1) -> str | None:
        return self.server.log[place][0].headers.get(name)


@pytest.fixture
def there(httpserver: HTTPServer) -> There:
    return There(httpserver)
