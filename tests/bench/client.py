"""One associate's browser, as lean as can be: keep-alive, a session, a CSRF token."""

import re
import uuid

import httpx2

from tests.support.shop import PASSWORD


class Client:
    def __init__(self, url: str, email: str) -> None:
        self.http = httpx2.Client(base_url=url, timeout=30)
        page = self.http.get("/login").text
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]  # type: ignore[index]
        answer = self.http.post(
            "/login", data={"email": email, "password": PASSWORD, "csrf_token": self.token}
        )
        assert answer.status_code == 303, answer.text[:300]
        self.token = re.search(r"X-CSRFToken[^\w.-]+([\w.-]+)", self.get("/pick").text)[1]  # type: ignore[index]

    def get(self, path: str) -> httpx2.Response:
        answer = self.http.get(path)
        assert answer.status_code in (200, 204), (path, answer.status_code, answer.text[:300])
        return answer

    def post(self, path: str, **form: str) -> httpx2.Response:
        """A deed as htmx sends it, with an id of its own."""
        headers = {"HX-Request": "true", "X-CSRFToken": self.token}
        answer = self.http.post(path, data={"command_id": uuid.uuid4().hex, **form}, headers=headers)
        assert answer.status_code in (200, 204), (path, answer.status_code, answer.text[:500])
        return answer
