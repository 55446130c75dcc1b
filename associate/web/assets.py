"""Static files: one stylesheet a page, one version for all of them, kept by the browser for a year.

Everything under static/ is read, hashed and freed of comments when the app starts, compressed when it is
first asked for and served from memory at /assets/<version>/<path>. The version is part of the path, so a
module's imports carry it too. No build step, no second copy on disk.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from rjsmin import jsmin
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

STATIC = Path(__file__).parents[2] / "static"
STYLESHEETS = ("css/app.css", "css/customer.css")
"""The shop's own, and the small one of the customer's page, which has to arrive on a parking lot."""
YEAR = "public, max-age=31536000, immutable"

TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".md": "text/plain",
    ".wasm": "application/wasm",
}
"""Named here because what `mimetypes` answers depends on the machine."""

SHORTER: dict[str, Callable[[str], str]] = {
    ".js": jsmin,
    ".css": lambda css: re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL),
}
"""Without what was written for us. Nothing is renamed: what a browser reports stays legible."""

IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>[\w.-]+)\))?;$', re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    body: bytes
    type: str

    @cached_property
    def gzipped(self) -> bytes | None:
        """None for what is compressed already: pictures, fonts."""
        packs = self.type.startswith("text/") or "xml" in self.type or self.type == TYPES[".wasm"]
        return gzip.compress(self.body, mtime=0) if packs else None


@dataclass(frozen=True)
class Shelf:
    version: str
    assets: dict[str, Asset]

    def url(self, path: str) -> str:
        """The address of a file below static/. Raises FileNotFoundError, so a typo shows at once."""
        if path not in self.assets:
            raise FileNotFoundError(f"static/{path}")
        return f"/assets/{self.version}/{path}"


def flatten(css: str, read: Callable[[str], str]) -> str:
    """One stylesheet out of a list of imports; each keeps the cascade layer its import names."""

    def inline(found: re.Match[str]) -> str:
        rules, layer = read(found["path"]).strip(), found["layer"]
        return f"@layer {layer} {{\n{rules}\n}}" if layer else rules

    return IMPORT.sub(inline, css)


def load(folder: Path, short: bool = True) -> Shelf:
    """Read every file below `folder`; the version is a hash over all names and contents.

    Scripts and stylesheets lose their comments unless `short` is False, as for who debugs them.
    """
    found = (p for p in sorted(folder.rglob("*")) if p.is_file())
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}
    digest = hashlib.sha256()
    for path, body in files.items():
        digest.update(f"{path}\0{len(body)}\0".encode() + body)
    for sheet in STYLESHEETS:
        if sheet in files:
            css = files[sheet].decode()
            files[sheet] = flatten(css, lambda path: files[f"css/{path}"].decode()).encode()
    if short:
        files = {path: _shorter(path, body) for path, body in files.items()}
    return Shelf(digest.hexdigest()[:12], {path: _asset(path, body) for path, body in files.items()})


def init_app(app: Flask) -> None:
    """Serve static/ under its version and give templates `asset()` and `assets_version`."""
    shelf = load(STATIC, short=not app.debug)
    app.extensions["assets"] = shelf
    app.jinja_env.globals.update(asset=shelf.url, assets_version=shelf.version)
    app.wsgi_app = Server(app.wsgi_app, shelf, fresh=app.debug)  # type: ignore[method-assign]


class Server:
    """Answers /assets/… in front of the app: no session, no rate limit, no query for a stylesheet."""

    def __init__(self, app: Callable[..., Iterable[bytes]], shelf: Shelf, fresh: bool = False) -> None:
        self.app, self.shelf, self.fresh = app, shelf, fresh

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith("/assets/"):
            return self.app(environ, start_response)
        return self.answer(Request(environ))(environ, start_response)

    def answer(self, request: Request) -> Response:
        version, _, path = request.path.removeprefix("/assets/").partition("/")
        shelf = load(STATIC, short=False) if self.fresh else self.shelf
        asset = shelf.assets.get(path)
        if asset is None or request.method not in ("GET", "HEAD"):
            return NotFound().get_response(request.environ)
        # Another process may be a release ahead or behind: its version is answered, but never kept
        keep = YEAR if version == self.shelf.version and not self.fresh else "no-cache"
        return _response(asset, request, keep)


def _response(asset: Asset, request: Request, keep: str) -> Response:
    packed = asset.gzipped if request.accept_encodings.quality("gzip") else None
    answer = Response(packed or asset.body, content_type=asset.type)
    answer.headers.update({"Cache-Control": keep, "X-Content-Type-Options": "nosniff"})
    if asset.gzipped:
        answer.headers["Vary"] = "Accept-Encoding"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.add_etag()
    return answer.make_conditional(request)


def _shorter(path: str, body: bytes) -> bytes:
    """What lies in vendor/ stays byte for byte as its makers published it."""
    shorten = SHORTER.get(Path(path).suffix)
    if not shorten or path.startswith("vendor/"):
        return body
    return shorten(body.decode()).encode()


def _asset(path: str, body: bytes) -> Asset:
    kind = TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind.endswith("xml"):
        kind = f"{kind}; charset=utf-8"
    return Asset(body, kind)
