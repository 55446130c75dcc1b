"""Steps made without a network, as they come: looked at before the rule, kept with their fate after."""

from contextlib import suppress
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_login import current_user

from associate.clock import now
from associate.core.acts.offline import Made, keep_fate
from associate.core.fulfillment.offline import Fate, step_of
from associate.core.fulfillment.queries import fulfillment_here
from associate.core.stores.sessions import works_at
from associate.errors import Busy, Refused
from associate.web.access import UNTOLD, here
from associate.web.errors import SENTENCES
from associate.web.made import GOOD_FOR, is_late, word_for
from associate.words import _

FATE = "X-Fate"  # of our answer: without it the device keeps the step and sends it again
UNKEPT_FATE = "unkept"  # no row of ours tells of it: the device lists it until a person has seen it
UNKEPT = ("made_elsewhere", "no_order", "http_404")  # there is no job to keep it with
ASK_AGAIN = (401, 429)  # nobody signed in, too fast: nothing was decided


def init_app(app: Flask) -> None:
    app.before_request(_look)
    app.after_request(_keep)
    app.context_processor(lambda: {"page_word": _page_word, "keeper": _keeper})


def _keeps() -> bool:
    """Nothing is practiced without a network: what waits on a device is real work."""
    return current_user.is_authenticated and not current_app.config["PRACTICE"]


def _page_word() -> str:
    return word_for(current_user.session) if _keeps() else ""


def _keeper() -> str:
    """Whose pages a browser keeps: nobody else opens them there."""
    if not _keeps():
        return ""
    return f"{current_user.staff.id}-{current_user.session.device_id or 0}"


def _look() -> None:
    """Raises Refused: "made_elsewhere", "left", "too_late", and what the step was refused for before."""
    if not (is_late() and current_user.is_authenticated):
        return
    made = _made()
    view = current_app.view_functions.get(request.endpoint or "")
    if made is None or not getattr(view, "may_wait", False) or "number" not in (request.view_args or {}):
        raise Refused("made_elsewhere", _("That can’t be sent from here. Do it again where you are."))
    known = step_of(made.staff.id, request.form.get("command_id", ""))
    if known and known.fate != Fate.APPLIED:
        raise Refused(known.code, known.words)
    if not (made.staff.is_active and works_at(made.staff, here().id)):
        raise Refused("left", _("%(name)s doesn’t work here any more.", name=made.staff.first_name))
    if now() - made.seen_at > GOOD_FOR:
        raise Refused(
            "too_late",
            _(
                "It came more than %(n)d days late. See how the order stands, and do it again.",
                n=GOOD_FOR.days,
            ),
        )


def _keep(response: Response) -> Response:
    status = response.status_code
    if not is_late() or status in ASK_AGAIN or status >= 500 or g.get("outcome") == "csrf":
        return response
    made, refusal = _made(), _refusal(response)
    if made is None or (refusal and refusal.code in UNKEPT):
        response.headers[FATE] = UNKEPT_FATE
        return response
    with suppress(Busy):  # nothing is decided: it comes again
        response.headers[FATE] = _fate_of(made, refusal)
    return response


def _fate_of(made: Made, refusal: Refused | None) -> str:
    """A step that can never be kept must not hold up those behind it. Raises Busy."""
    try:
        job = fulfillment_here((request.view_args or {}).get("number", ""), store=here())
        return keep_fate(made, job, *_sent(), refusal=refusal).fate
    except Busy:
        raise
    except Refused:
        return UNKEPT_FATE


def _refusal(response: Response) -> Refused | None:
    said: Refused | None = g.get("refusal")
    if said is None and response.status_code >= 400:
        return Refused(f"http_{response.status_code}", str(SENTENCES.get(response.status_code, "")))
    return said


def _sent() -> tuple[str, str, dict[str, Any]]:
    fields = {
        _clean(name): [_clean(each) for each in values] if len(values) > 1 else _clean(values[0])
        for name, values in request.form.lists()
        if name not in UNTOLD
    }
    return _clean(request.form.get("command_id", "")), _clean(request.path), fields


def _clean(text: str) -> str:
    """A NUL fits into no text of PostgreSQL, and a scanner may send one."""
    return text.replace("\0", "")


def _made() -> Made | None:
    made: Made | None = g.get("made")
    return made
