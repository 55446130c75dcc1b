"""What the API says instead of doing it: problem details as of RFC 9457, always with a sentence."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from associate.web.api.shapes.problem import Fault, Problem
from associate.web.logs import note_outcome

MEDIA = "application/problem+json"
BUSY_FOR = 1  # seconds until another try is worth it, for what only needs its turn

SENTENCES = {
    400: "The request did not come through whole.",
    401: "Send a token that is in use: Authorization: Bearer asc_…",
    403: "This token may not do that.",
    404: "There is nothing here.",
    405: "This address does not take that method.",
    409: "It changed meanwhile. Read it again, then decide.",
    413: "That is too big to send at once.",
    415: "Send JSON: Content-Type: application/json.",
    422: "Something in it can’t be taken; nothing was changed.",
    429: "Too many requests. Wait as long as Retry-After says.",
    500: "Something on our side broke. Nothing was saved.",
    503: "The shop is very busy right now. Nothing was saved. Try again.",
}
WORDS = {
    "extra_forbidden": "There is no such field here.",
    "missing": "This is missing.",
    "string_pattern_mismatch": "This has characters or a form that can’t be taken.",
}


class ApiProblem(Exception):
    """A refusal that belongs to the API itself; those of the rules come as Refused."""

    def __init__(
        self, status: int, code: str, detail: str = "", *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.headers = status, code, detail, dict(headers or {})


class NotValid(Exception):
    """What was sent does not fit its description."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("not_valid")
        self.faults = faults


def answer_problem(
    status: int,
    code: str,
    detail: str = "",
    *,
    faults: list[Fault] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    note_outcome(code)
    known = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail or SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400]),
        code=code,
        errors=faults or [],
    )
    answer = Response(known.model_dump_json(), status, mimetype=MEDIA, headers=_always(status))
    answer.headers.update(headers or {})
    return answer


def from_http(error: HTTPException) -> Response:
    """Flask's own: no such address, no such method, too big."""
    status = error.code or 500
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return answer_problem(status, f"http_{status}", headers=kept)


def not_valid(error: ValidationError) -> Any:
    """For flask-openapi: it aborts with what this returns, so this raises."""
    raise NotValid([fault_of(each) for each in error.errors(include_url=False, include_context=False)])


def fault_of(error: Any) -> Fault:
    where = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in error["loc"])
    words = WORDS.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    return Fault(pointer=f"#/{where}" if where else "#", detail=words if words.endswith(".") else f"{words}.")


def _always(status: int) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="Associate"'
    if status == 503:
        headers["Retry-After"] = str(BUSY_FOR)
    return headers
