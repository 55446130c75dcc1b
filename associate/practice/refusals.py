"""What was refused leaves no trace in a journal; a lesson that asks for a wrong scan wants to see it."""

from flask import Response, g
from flask_login import current_user

from associate.core.events.record import record
from associate.db import atomic
from associate.web.access import me

REFUSED = "practice.refused"


def note_refusal(response: Response) -> Response:
    if (code := g.get("outcome")) and current_user.is_authenticated:
        with atomic():
            record(REFUSED, about=current_user.staff, by=me(), code=code)
    return response
