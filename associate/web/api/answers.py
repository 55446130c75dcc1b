"""Answers that went well."""

from flask import Response, request
from pydantic import BaseModel


def shown(shape: BaseModel) -> Response:
    """One thing or one page of things. With an ETag: who has it already gets 304."""
    answer = Response(shape.model_dump_json(), mimetype="application/json")
    answer.add_etag()
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


def created(shape: BaseModel, location: str = "", *, status: int = 201) -> Response:
    """What a write made or changed; `location` is where it can be read from now on."""
    answer = Response(shape.model_dump_json(), status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    if location:
        answer.headers["Location"] = location
    return answer
