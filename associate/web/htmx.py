"""One URL, two sizes: htmx gets the fragment, everyone else gets the page."""

from typing import Any, cast

from flask import Flask, Response, make_response, redirect, render_template, request
from htmx_flask import Htmx
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.wrappers import Response as BaseResponse

from associate.web.said import keep_for_next_page

htmx = Htmx()


def init_app(app: Flask) -> None:
    htmx.init_app(app)
    app.after_request(_vary)


def wants_fragment() -> bool:
    asked = cast(HtmxAwareRequest, request).htmx
    return bool(asked) and not asked.history_restore_request


def page_or_fragment(page: str, fragment: str, **context: Any) -> Response:
    return make_response(render_template(fragment if wants_fragment() else page, **context))


def fragment_or_redirect(fragment: str, then: str, **context: Any) -> Response | BaseResponse:
    """After a deed: the changed fragment for htmx, 303 to the page for a plain form."""
    if wants_fragment():
        return make_response(render_template(fragment, **context))
    keep_for_next_page()
    return redirect(then, code=303)


def go(url: str) -> Response | BaseResponse:
    """After a deed that leads to another page; what was said waits there."""
    keep_for_next_page()
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, code=303)


def _vary(response: Response) -> Response:
    response.vary.add("HX-Request")  # or a cache serves a fragment as a page
    return response
