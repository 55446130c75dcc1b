"""Ways back that lead nowhere but here."""

from urllib.parse import urlsplit

from flask import request


def is_api() -> bool:
    """Asked by a machine: it bears a token, has no cookie that counts, and gets no page."""
    return request.path.startswith("/api/")


def safe_path(path: str) -> str:
    """A path of our own or nothing: one slash in front, no host, no control characters."""
    ok = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if ok and all(ord(c) >= 32 for c in path) else ""


def path_before() -> str:
    """The page this request came from, if it is one of ours and another than the one asked for."""
    came_from = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    if came_from.netloc != request.host:
        return ""
    path = safe_path(came_from.path + (f"?{came_from.query}" if came_from.query else ""))
    is_itself = request.method == "GET" and path == request.full_path.rstrip("?")
    return "" if is_itself else path
