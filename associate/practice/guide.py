"""What stands on each page of the practice shop: that it isn’t real, the way out, the lesson’s next step."""

import re
from typing import Any

from flask import Blueprint, Response, render_template, request

from associate.messages.compose import compose
from associate.messages.own_words import Text
from associate.practice.lessons import BY_NAME, step_of
from associate.practice.seen import Seen, look
from associate.web.access import signed_in
from associate.web.polls import still_shown
from associate.words import _

bp = Blueprint("guide", __name__, url_prefix="/guide")
_BODY = re.compile(rb"<body[^>]*>")


@bp.get("")
@signed_in
def show() -> Any:
    """The lesson’s card, or 204 while it is as shown."""
    seen = look()
    if seen is None or (current := still_shown(seen.version)):
        return current if seen else Response(status=204)
    return render_template("practice/_guide.html", **_card(seen))


@bp.after_app_request
def frame(response: Response) -> Response:
    """On every page, also those that stand on no common template: none can be taken for real."""
    is_page = response.mimetype == "text/html" and not response.is_streamed
    page = response.get_data() if is_page else b""
    if b"</body>" in page:
        seen, home = look(), request.script_root.removesuffix("/shop")
        top = render_template("practice/top.html", home=home, guide=_card(seen) if seen else None).encode()
        sheet = render_template("practice/sheet.html").encode()
        page = _BODY.sub(lambda body: body[0] + top, page, count=1)
        response.set_data(page.replace(b"</body>", sheet + b"</body>"))
    return response


def _card(seen: Seen) -> dict[str, Any]:
    lesson = BY_NAME[seen.lesson]
    done = step_of(lesson, seen)
    step = lesson.steps[done] if done < len(lesson.steps) else None
    return {
        "lesson": lesson,
        "done": done,
        "version": seen.version,
        "sentence": step.say(seen) if step else _("All done. Now three short questions."),
        "scans": step.scans(seen) if step else [],
        "message": _message(seen) if seen.has("fulfillment.ready") else None,
        "home": request.script_root.removesuffix("/shop"),
    }


def _message(seen: Seen) -> Text:
    """What the customer would be told now. It is shown here and goes nowhere."""
    job, link = seen.job, _("(their own link)")
    return compose("ready", "email", order=job.order, job=job, store=job.store, link=link)
