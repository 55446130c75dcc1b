"""Real devices for the stories: what people hold, with the console watched."""

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

SIZES = {"phone": (390, 844), "tablet": (1024, 768), "desktop": (1440, 900)}
TOUCH = {"phone", "tablet"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def find_chromium() -> str | None:
    """The browser that CHROMIUM names, else the first one in PATH, else None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def require_chromium() -> str:
    """Path of the browser. Without one the test is skipped, or fails where CI=true."""
    if path := find_chromium():
        return path
    missing = "No Chromium here: install one or say where it is with CHROMIUM=/path/to/chrome."
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


class Devices:
    """Opens pages on phones, tablets and desktops; each call is another device with its own cookies."""

    def __init__(self, new_context: Callable[..., BrowserContext], base_url: str) -> None:
        self._new_context = new_context
        self._base_url = base_url
        self.complaints: list[str] = []

    def phone(self, **options: Any) -> Page:
        return self._open("phone", **options)

    def tablet(self, **options: Any) -> Page:
        return self._open("tablet", **options)

    def desktop(self, **options: Any) -> Page:
        return self._open("desktop", **options)

    def _open(self, device: str, **options: Any) -> Page:
        """Options are Playwright's for a context, such as color_scheme="dark" or java_script_enabled=False.

        Service workers stay out unless service_workers="allow": an old shell must not answer another test.
        """
        width, height = SIZES[device]
        context = self._new_context(
            **{
                "base_url": self._base_url,
                "viewport": {"width": width, "height": height},
                "has_touch": device in TOUCH,
                "is_mobile": device == "phone",
                "service_workers": "block",
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        """Errors count, and a policy violation is one. A 4xx is an answer: the story looks at it itself."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")
