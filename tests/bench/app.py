"""The app with two limits beside it, an answer with no shop behind it and bytes that never change; and a
count of its statements."""

from typing import Any

from flask import Flask, Response, g, request, template_rendered
from flask.templating import render_template
from sqlalchemy import event
from sqlalchemy.engine import Engine

from associate import create_app
from associate.web.access import signed_in
from associate.web.said import Said, say

LIVE = {"g", "request", "session", "config", "current_user", "me", "store", "nav_items", "said"}
"""What a template gets from the request itself, here too."""

NULL = "null_deed"


def create_bench_app() -> Flask:
    """`/bench/null` renders what the last deed rendered, from what it knew; `/bench/bytes` the last page."""
    app = create_app()
    last = Last()
    template_rendered.connect(last.keep_template, app, weak=False)
    app.before_request(last.forget_template)
    app.after_request(last.keep_page)
    app.add_url_rule("/bench/null", view_func=signed_in(last.null), endpoint=NULL, methods=["POST"])
    app.add_url_rule("/bench/statements", view_func=signed_in(Statements().show), endpoint="statements")
    app.add_url_rule("/bench/bytes", view_func=signed_in(last.bytes), endpoint="same_bytes")
    return app


class Last:
    """What the last deed rendered and said, and the last queue page."""

    template: tuple[str, dict[str, Any]] | None = None
    said: Said | None = None
    page = b""

    def keep_template(self, _app: Flask, template: Any, context: dict[str, Any], **_extra: Any) -> None:
        if is_deed():
            kept = {key: value for key, value in context.items() if key not in LIVE}
            self.template, self.said = (template.name, kept), g.get("said")

    def forget_template(self) -> None:
        if is_deed():
            self.template = None

    def keep_page(self, response: Response) -> Response:
        if request.endpoint == "picking.show_queue":
            self.page = response.get_data()
        return response

    def null(self) -> Any:
        if self.template is None:  # the deed answered with the way to the next page
            return Response(status=204, headers={"HX-Redirect": "/"})
        name, context = self.template
        if self.said:
            say(self.said.kind, self.said.word, self.said.what)
        return render_template(name, **context)

    def bytes(self) -> Response:
        return Response(self.page, mimetype="text/html")


class Statements:
    """How many this process has sent to its database."""

    count = 0

    def __init__(self) -> None:
        event.listen(Engine, "before_cursor_execute", self.note)

    def note(self, *_anything: object) -> None:
        self.count += 1

    def show(self) -> str:
        return str(self.count)


def is_deed() -> bool:
    return request.method == "POST" and request.endpoint != NULL
