"""What a page weighs and how soon it is there, on a slow phone in a parking lot.

Chromium with a CPU four times slower and 400 ms to the server and back. First load: from an empty cache to
the first screen after signing in. Then each screen as it is opened in a shop, with what the browser keeps:
bytes on the wire, the largest contentful paint, and how long the screen owes an answer to a tap. Pages are
compressed as the proxy in front does it in production (deploy/Caddyfile), static files by the app.
"""

import gzip
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from associate import create_app as create_shop
from associate.config import database_uri
from associate.core.fulfillment.links import make_link
from associate.db import atomic, db
from associate.demo import retailer
from associate.web.tryout import DEMO_PASSWORD
from tests.bench.stage import say
from tests.support import server
from tests.support.browser import CHROMIUM_ARGS, SIZES, find_chromium

FIRST, LATER = 100_000, 15_000  # bytes on the wire
LCP, ANSWER = 1000, 100  # milliseconds
SLOWER = 4
LINE = {
    "offline": False,
    "latency": 400,  # milliseconds, there and back
    "downloadThroughput": 1_600_000 / 8,  # bytes a second: what Lighthouse takes for slow 4G
    "uploadThroughput": 750_000 / 8,
}
WATCH = """
window.seen = { lcp: 0, answer: 0 };
new PerformanceObserver(list => { for (const e of list.getEntries()) seen.lcp = e.startTime })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver(list => { for (const e of list.getEntries())
  seen.answer = Math.max(seen.answer, e.duration) })
  .observe({ type: "event", buffered: true, durationThreshold: 16 });
"""
QUIET = 1500  # milliseconds after which a page has said all that it says by itself


@dataclass
class Wire:
    """What came over it since it was asked last."""

    bytes: int = 0
    files: list[tuple[str, int]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def listen(self, cdp: CDPSession) -> None:
        cdp.on(
            "Network.requestWillBeSent", lambda e: self.names.update({e["requestId"]: e["request"]["url"]})
        )
        cdp.on("Network.loadingFinished", self.came)

    def came(self, event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        self.bytes += size
        self.files.append((self.names.get(event["requestId"], ""), size))

    def since(self) -> tuple[int, list[tuple[str, int]]]:
        found = self.bytes, [(url, size) for url, size in self.files if size]
        self.bytes, self.files = 0, []
        return found


def create_budget_app() -> Flask:
    """The app, its pages compressed on their way out."""
    app = create_shop()
    app.wsgi_app = _Packed(app.wsgi_app)  # type: ignore[method-assign]
    return app


class _Packed:
    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told: list[Any] = []
        body = b"".join(self.app(environ, lambda status, headers, *_error: told.append((status, headers))))
        status, headers = told[-1]
        names = {name.lower(): value for name, value in headers}
        if names.get("content-type", "").startswith("text/html") and "content-encoding" not in names and body:
            body = gzip.compress(body, 6)
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            headers += [("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]


def run() -> None:
    with demo() as (url, token), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)
        over = []
        for screens in (first_load, floor, manager, partial(customer, token)):
            over += screens(browser.new_context(**phone(url)))
        browser.close()
    say(f"budget   {len(over)} over: " + "; ".join(over) if over else "budget   all within it")


@contextmanager
def demo() -> Iterator[tuple[str, str]]:
    """The demo on SQLite, and a customer’s link."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/demo.db"
        mail = str(folder / "mail")
        app = create_shop(
            {"SQLALCHEMY_DATABASE_URI": database_uri(url), "SECRET_KEY": "tests", "MAIL_FOLDER": mail}
        )
        with app.app_context():
            assert app.test_cli_runner().invoke(args=["setup"]).exit_code == 0
            retailer.load()
            job = retailer.shown_job("MQ")
            assert job
            with atomic():
                token = make_link(job.order)
            db.session.remove()
            db.engine.dispose()
        with server.serve(url, folder, app="tests.bench.budget:create_budget_app()", DEMO="yes") as running:
            yield running.url, token


def phone(url: str) -> dict[str, Any]:
    width, height = SIZES["phone"]
    return {
        "base_url": url,
        "viewport": {"width": width, "height": height},
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
        "service_workers": "block",
    }


def slow(context: BrowserContext) -> tuple[Page, Wire]:
    page, wire = context.new_page(), Wire()
    page.set_default_timeout(60_000)
    page.add_init_script(WATCH)
    cdp = context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", LINE)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    wire.listen(cdp)
    return page, wire


def first_load(context: BrowserContext) -> list[str]:
    """All that comes until somebody who has never been here sees today’s page."""
    page, wire = slow(context)
    page.goto("/login")
    page.wait_for_timeout(QUIET)
    login, files = wire.since()
    over = shown("first load: sign in", page, login, files, FIRST, cached=False)
    sign_in(page, "ana")
    page.wait_for_timeout(QUIET)
    today, files = wire.since()
    over += shown("first load: with today", page, login + today, files, FIRST, cached=False)
    context.close()
    return over


def floor(context: BrowserContext) -> list[str]:
    """The floor’s screens, in the order of a shift."""
    page, wire = slow(context)
    page.goto("/login")
    sign_in(page, "ana")
    over = []
    for name, path in (
        ("today", "/"),
        ("queue", "/pick"),
        ("ready, find", "/handover"),
        ("cars", "/curbside"),
    ):
        over += seen(name, page, wire, path)
    over += seen("pack bench", page, wire, "/pack") + seen("return, find", page, wire, "/returns")
    for name, opens in (("pick", _a_pick), ("handover", _a_handover), ("pack", _a_parcel)):
        over += seen(name, page, wire, opens(page))
    context.close()
    return over


def manager(context: BrowserContext) -> list[str]:
    page, wire = slow(context)
    page.goto("/login")
    sign_in(page, "helen")
    over = seen("manager’s board", page, wire, "/board") + seen("tasks", page, wire, "/tasks")
    context.close()
    return over


def customer(token: str, context: BrowserContext) -> list[str]:
    """Their first load is the whole of it: nobody has been here before."""
    page, wire = slow(context)
    page.goto(f"/p/{token}")
    page.wait_for_timeout(QUIET)
    bytes_, files = wire.since()
    over = shown("customer, first load", page, bytes_, files, FIRST, cached=False)
    over += seen("customer, again", page, wire, f"/p/{token}") + seen(
        "on my way", page, wire, f"/p/{token}/coming"
    )
    context.close()
    return over


def sign_in(page: Page, who: str) -> None:
    page.fill("input[type=email]", f"{who}@hollisandwren.example")
    page.fill("input[type=password]", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def seen(name: str, page: Page, wire: Wire, path: str) -> list[str]:
    """Opened once so that its files are kept, then measured."""
    page.goto(path)
    page.wait_for_timeout(QUIET)
    wire.since()
    page.goto(path)
    page.wait_for_timeout(QUIET)
    bytes_, files = wire.since()
    return shown(name, page, bytes_, files, LATER)


def shown(
    name: str, page: Page, bytes_: int, files: list[tuple[str, int]], most: int, *, cached: bool = True
) -> list[str]:
    lcp = page.evaluate("seen.lcp")
    tap(page)
    answer = page.evaluate("seen.answer")
    say(f"budget   {name:24} {bytes_ / 1000:6.1f} KB, LCP {lcp:5.0f} ms, answers a tap in {answer:3.0f} ms")
    if "--files" in sys.argv:
        for url, size in sorted(files, key=lambda each: -each[1])[:12]:
            say(f"           {size / 1000:6.1f} KB {re.sub(r'^https?://[^/]+', '', url)[:80]}")
    over = [f"{name} {bytes_ / 1000:.1f} KB"] if bytes_ > most else []
    over += [f"{name} LCP {lcp:.0f} ms"] if cached and lcp >= LCP else []
    return over + ([f"{name} {answer:.0f} ms to a tap"] if answer >= ANSWER else [])


def tap(page: Page) -> None:
    """On its heading, then three keys where there is something to type: nothing that leads away."""
    page.locator("h1, h2").first.tap(force=True)
    field = page.locator("form[data-scan] [name=code], input[type=search], input[type=email]")
    if field.count():
        field.first.focus()
        page.keyboard.type("HW4")
        page.keyboard.press("Backspace")
    page.wait_for_timeout(500)


def _a_pick(page: Page) -> str:
    page.goto("/pick")
    page.locator("form[action$='/start'] button").first.click()
    page.wait_for_url(re.compile(r"/pick/\w+-\d+$"))
    return _path(page)


def _a_handover(page: Page) -> str:
    page.goto(f"/handover?q={retailer.SHOWN}")
    page.locator("button[form=start]").click()
    page.wait_for_url(re.compile(r"/handover/\d+$"))
    return _path(page)


def _a_parcel(page: Page) -> str:
    page.goto("/pack")
    return page.locator(".jobs a[href^='/pack/']").first.get_attribute("href") or "/pack"


def _path(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)
