"""From a template to a PDF. One render at a time: Pango's caches break when threads share them."""

import atexit
import base64
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from associate.config import ROOT
from associate.db import is_elsewhere
from associate.words import _, language, ngettext

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

TEMPLATES = ROOT / "templates"
FONTS = ROOT / "static" / "vendor" / "fontsource-inter-5.3.0"
FACES = (
    ("Inter", 400, "inter-latin-400-normal"),
    ("Inter", 700, "inter-latin-700-normal"),
    ("Inter Ext", 400, "inter-latin-ext-400-normal"),
    ("Inter Ext", 700, "inter-latin-ext-700-normal"),
)
PAGE_STYLES = ("pages.css",)
_press = Lock()


class Paper(StrEnum):
    """What a page printer holds; also the name of the page in pages.css."""

    A4 = "a4"
    LETTER = "letter"


def print_pdf(template: str, styles: tuple[str, ...] = ("sheets.css",), **context: Any) -> bytes:
    """The PDF of templates/documents/<template> with this context, in the reader's language.

    `styles` are files beside it, the last of them wins. The same context makes the same bytes.
    """
    text = _templates().get_template(f"documents/{template}").render(lang=language(), **context)
    if is_elsewhere():  # somebody practices: no sheet of theirs may pass for a real one
        text, styles = text + _practice_mark(), (*styles, "practice.css")
    with _press, _no_collection():
        from weasyprint import HTML  # takes a second to load: the first document pays, no page does

        fonts, fetcher, faces = _workshop()
        sheets = [faces, *map(_styles, styles)]
        document = HTML(string=text, url_fetcher=fetcher, base_url=None)
        return bytes(document.write_pdf(stylesheets=sheets, font_config=fonts))


def _practice_mark() -> str:
    return f'<p class="practice">{escape(_("Practice: nothing here is real."))}</p>'


@contextmanager
def _no_collection() -> Iterator[None]:
    """A page makes boxes by the thousand and drops none; looking for garbage costs a fifth more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _templates() -> Environment:
    found = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    found.globals.update(_=_, ngettext=ngettext)
    return found


@cache
def _workshop() -> "tuple[FontConfiguration, URLFetcher, CSS]":
    """Fonts, read once; with them and the styles kept a page takes a third of the time."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts = FontConfiguration()
    fetcher = URLFetcher(
        allowed_protocols=["data"]
    )  # no template and no customer's text opens a file or a site
    faces = CSS(string="".join(_face(*face) for face in FACES), font_config=fonts, url_fetcher=fetcher)
    atexit.register(_put_away)
    return fonts, fetcher, faces


def _put_away() -> None:
    """While Python is still whole: fonts that go down with it took the process down by a fault of memory."""
    with _press:
        _styles.cache_clear()
        _workshop.cache_clear()


@cache
def _styles(name: str) -> "CSS":
    from weasyprint import CSS

    fonts, fetcher, _faces = _workshop()
    rules = (TEMPLATES / "documents" / name).read_text()
    return CSS(string=rules, font_config=fonts, url_fetcher=fetcher)


def _face(family: str, weight: int, name: str) -> str:
    data = base64.b64encode(Path(FONTS / f"{name}.woff2").read_bytes()).decode()
    source = f'url("data:font/woff2;base64,{data}")'
    return f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: {source}; }}\n'
