"""One associate's browser, as lean as can be: keep-alive, a session, a CSRF token."""

import re
import socket
import time
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


class Sender:
    """A platform that delivers, on one connection: bytes made beforehand, and no more read than a status.

    It runs on the cores that it measures; http clients cost as much as the answer they wait for.
    """

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self.host = host
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def request(self, path: str, headers: dict[str, str], body: bytes) -> bytes:
        lines = [f"POST {path} HTTP/1.1", f"Host: {self.host}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def send(self, request: bytes) -> float:
        """Seconds until the whole answer was there. It has to be a 200 without a body."""
        start = time.perf_counter()
        self.socket.sendall(request)
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            part = self.socket.recv(4096)
            assert part, answer
            answer += part
        assert answer.startswith(b"HTTP/1.1 200") and b"Content-Length: 0" in answer, answer
        return time.perf_counter() - start
