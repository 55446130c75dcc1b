"""What makes the app installable, and what it shows without a network."""

from flask import Blueprint, Response, current_app, jsonify, render_template

from associate.web.access import public
from associate.words import _

pwa = Blueprint("pwa", __name__)
STANDS_ON = ("css/app.css", "icons.svg", "mark.svg", "products.svg")


@pwa.get("/manifest.webmanifest")
@public
def show_manifest() -> Response:
    """The web app manifest (W3C Web Application Manifest)."""
    answer = jsonify(manifest())
    answer.mimetype = "application/manifest+json"
    return answer


@pwa.get("/sw.js")
@public
def show_service_worker() -> Response:
    """The service worker: at the root, since its reach is the folder it lies in, and never cached."""
    shelf = current_app.extensions["assets"]
    script = shelf.assets["sw.js"].body.decode().replace("__VERSION__", shelf.version)
    kept = [shelf.url(path) for path in shelf.assets if belongs_to_shell(path)]
    script = script.replace('"__SHELL__"', current_app.json.dumps(kept))
    answer = Response(script, mimetype="text/javascript")
    answer.headers.update({"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"})
    return answer


@pwa.get("/offline")
@public
def show_offline() -> str:
    """The page the service worker keeps for when nothing answers."""
    return render_template("shared/offline.html")


def manifest() -> dict[str, object]:
    """Names, colors and icons of the installed app."""
    return {
        "id": "/",
        "name": "Associate",
        "short_name": "Associate",
        "description": _("Pick, stage and hand over online orders in the shop."),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f2f3f0",
        "theme_color": "#f2f3f0",
        "icons": [icon("192", "any"), icon("512", "any"), icon("512", "maskable")],
    }


def icon(size: str, purpose: str) -> dict[str, str]:
    name = f"icons/{size}.png" if purpose == "any" else f"icons/maskable-{size}.png"
    url = current_app.extensions["assets"].url(name)
    return {"src": url, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def belongs_to_shell(path: str) -> bool:
    """Whether a page needs this file to stand up: what base.html loads."""
    return path in STANDS_ON or path.startswith("js/") or ".min." in path
