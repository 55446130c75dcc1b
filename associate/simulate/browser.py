"""One person’s browser: a connection that is kept, cookies, forms sent as the page would send them."""

import http.client
import re
import threading
import time
import uuid
from collections.abc import Callable, Collection
from random import Random
from urllib.parse import urlencode, urlsplit

from associate.simulate.diary import BUSY, Diary
from associate.simulate.mishaps import Mishaps, Tap
from associate.simulate.page import Form, Page

PATIENCE = 60  # seconds until an answer
HOPS = 5
TRIES, BREATH = 5, 0.5  # of a tap that is told to come again or gets no answer; seconds between two
TOKEN = re.compile(r"X-CSRFToken[^\w.-]+([\w.-]+)")
FORM_TYPE = "application/x-www-form-urlencoded"
BROKEN = (ConnectionError, http.client.CannotSendRequest, http.client.IncompleteRead)
Name = Callable[[str, str], str]
"""(method, path) → the name of the screen that answers."""


class Network:
    """What all browsers share: the server, what its screens are called, the diary."""

    def __init__(self, url: str, diary: Diary, name: Name, mishaps: Mishaps) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.diary, self.name, self.mishaps = diary, name, mishaps
        self.lines: list[http.client.HTTPConnection] = []

    def connect(self) -> http.client.HTTPConnection:
        self.lines.append(http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE))
        return self.lines[-1]

    def close(self) -> None:
        for line in self.lines:
            line.close()


class Browser:
    """`address`: where it says that it comes from; a server behind no proxy doesn’t listen to that."""

    def __init__(self, network: Network, dice: Random, address: str) -> None:
        self.network, self.dice, self.address = network, dice, address
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.line = network.connect()

    def get(self, path: str, *, fragment: bool = False, may: Collection[int] = ()) -> Page:
        """The page, after the redirects that lead to it."""
        return self._follow(self._ask(self.line, "GET", path, None, fragment, may), fragment, may)

    def leave(self) -> None:
        """The page is closed; the cookies stay."""
        self.line.close()

    def send(self, form: Form, *, may: Collection[int] = (), **said: str | list[str]) -> Page:
        """This form, once; a scan gets an id of its own, as the page’s script gives it one."""
        if "code" in dict(form.values) and "source" in dict(form.values):
            said = {"source": "wedge", "command_id": uuid.uuid4().hex, **said}
        body = urlencode(form.filled(said))
        for _again in range(TRIES):
            page = self._tap(form, body, may)
            if page.status != BUSY:
                break
            time.sleep(BREATH)
        return page

    def _tap(self, form: Form, body: str, may: Collection[int]) -> Page:
        tap = self.network.mishaps.tap(self.dice)
        if tap != Tap.PLAIN:
            self.network.diary.count(tap)
        if tap == Tap.LOST:
            self._lose(form, body)
        if tap == Tap.TWICE:
            with self._other_tap(form, body, may):
                answer = self._post(self.line, form, body, may)
        else:
            answer = self._post(self.line, form, body, may)
        return self._follow(answer, form.is_htmx, may)

    def deliver(self, path: str, raw: bytes, headers: dict[str, str]) -> int:
        """A webhook: its status."""
        began = time.perf_counter()
        answer, _nothing = self._exchange(self.line, "POST", path, raw, headers)
        seconds, status = time.perf_counter() - began, answer.status
        name = f"POST {self.network.name('POST', path)}"
        self.network.diary.answered(name, "POST", status, seconds, known=status == 200, says="")
        return status

    def _post(
        self, line: http.client.HTTPConnection, form: Form, body: str, may: Collection[int]
    ) -> tuple[Page, str]:
        return self._ask(line, "POST", form.action, body, form.is_htmx, may)

    def _lose(self, form: Form, body: str) -> None:
        """It reaches the server; the answer finds nobody. Then the same comes again."""
        line = self.network.connect()
        line.request("POST", form.action, body, self._headers(body, form.is_htmx))
        line.close()

    def _other_tap(self, form: Form, body: str, may: Collection[int]) -> "_Beside":
        line = self.network.connect()
        return _Beside(lambda: self._post(line, form, body, may), self.network.diary)

    def _follow(self, answer: tuple[Page, str], fragment: bool, may: Collection[int]) -> Page:
        page, to = answer
        for _hop in range(HOPS):
            if not to:
                break
            is_part = (
                fragment and page.status >= 300
            )  # what htmx is sent to by name, it opens as a whole page
            page, to = self._ask(self.line, "GET", to, None, is_part, may)
        return page

    def _ask(
        self,
        line: http.client.HTTPConnection,
        method: str,
        path: str,
        body: str | None,
        fragment: bool,
        may: Collection[int],
    ) -> tuple[Page, str]:
        """The answer, and where it says to go."""
        began = time.perf_counter()
        answer, raw = self._exchange(line, method, path, body, self._headers(body, fragment))
        seconds = time.perf_counter() - began
        page = Page(answer.status, raw.decode(), path)
        self._keep(answer, page)
        known = answer.status < 400 or answer.status in may
        name = f"{method} {self.network.name(method, path)}"
        self.network.diary.answered(name, method, answer.status, seconds, known=known, says=page.says)
        to = answer.headers.get("HX-Redirect") or (
            answer.headers.get("Location") if 300 <= answer.status < 400 else None
        )
        return page, _path(to) if to else ""

    def _exchange(
        self,
        line: http.client.HTTPConnection,
        method: str,
        path: str,
        body: str | bytes | None,
        headers: dict[str, str],
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """A kept connection may have been closed meanwhile: the same bytes on a new one. If that breaks too,
        the same again after a breath, as a person taps again."""
        for again in range(TRIES - 1):
            try:
                return _once(line, method, path, body, headers)
            except BROKEN:
                line.close()
                if again:
                    self.network.diary.count("connection broke")
                    time.sleep(BREATH)
        return _once(line, method, path, body, headers)

    def _headers(self, body: str | None, fragment: bool) -> dict[str, str]:
        headers = {"X-Forwarded-For": self.address, "Accept-Language": "en"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = FORM_TYPE
        if fragment:
            headers |= {"HX-Request": "true", "X-CSRFToken": self.token}
        return headers

    def _keep(self, answer: http.client.HTTPResponse, page: Page) -> None:
        for told in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = told.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        if token := TOKEN.search(page.text):
            self.token = token[1]


class _Beside:
    """Something that happens at the same moment, on a thread of its own."""

    def __init__(self, deed: Callable[[], object], diary: Diary) -> None:
        self.deed, self.diary = deed, diary
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.deed()
        except Exception as error:
            self.diary.broke("the second tap", repr(error)[:200])

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_error: object) -> None:
        self.thread.join()


def _once(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    body: str | bytes | None,
    headers: dict[str, str],
) -> tuple[http.client.HTTPResponse, bytes]:
    line.request(method, path, body, headers)
    answer = line.getresponse()
    return answer, answer.read()


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
