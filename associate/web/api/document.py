"""The description of the API: made from the shapes and the views, so that it can’t tell another story."""

import re
from functools import cache
from typing import Any

from flask import Response, current_app, json
from flask_openapi import Info, OpenAPI

from associate.web.access import public
from associate.web.api.door import api
from associate.web.api.problems import MEDIA, SENTENCES

VERSION = "3.1.0"
SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "asc_…",
        "description": "A token made by an administrator under Settings → API. It is shown once.",
    }
}
INFO = Info(
    title="Associate",
    version="1",
    description=(
        "Orders, stock and stores of one retailer, for its own systems.\n\n"
        "**Tokens** go into `Authorization: Bearer asc_…`. Each has scopes; what an operation asks for "
        "stands with it. **Money** is an integer of minor units beside its ISO 4217 currency. **Moments** "
        "are RFC 3339 and come back in UTC. **Lists** come in pages: send `next` as `cursor` until it is "
        "null. **Refusals** are problem details (RFC 9457); `code` is for programs.\n\n"
        "**Writes** carry an `Idempotency-Key`: send the same request with the same key again whenever no "
        "answer came, and it is done once. The same key with another payload is refused (422 `key_reused`), "
        "one whose first request isn’t done yet conflicts (409 `in_flight`). A refused write leaves its "
        "key free."
    ),
)
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A fresh one for each deed; the same one for each try of it.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
REFUSALS = (401, 403, 422, 429, 500, 503)
OF_WRITES = (400, 409, 413, 415)


@api.get("/openapi.json", doc_ui=False)
@public
def show_document() -> Response:
    """The document, for anybody: there is no secret in it."""
    return Response(json.dumps(document()), mimetype="application/json")


def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    return _made(current_app._get_current_object())  # type: ignore[attr-defined]


@cache
def _made(app: OpenAPI) -> dict[str, Any]:
    app.openapi_version = VERSION
    known: dict[str, Any] = json.loads(json.dumps(app.api_doc))
    known["security"] = [{"token": []}]
    known["servers"] = [{"url": "/"}]
    for schema in known["components"]["schemas"].values():
        schema.pop("$defs", None)  # each is a component of its own
    for path, item in known["paths"].items():
        for method, operation in item.items():
            _complete(operation, path, method)
    return known


def _complete(operation: dict[str, Any], path: str, method: str) -> None:
    """What holds for every operation, and is said by its view’s marks."""
    view: Any = current_app.view_functions[f"api.{operation['operationId']}"]
    scope = view.allows.removeprefix("token:")
    for parameter in operation.get("parameters", []):
        parameter["schema"] = _without_null(parameter["schema"])
    operation["description"] = _flowing(operation.get("description", "")) + f"\n\nScope: `{scope}`."
    operation["x-scope"] = scope
    refusals = [*REFUSALS, *([404] if "{" in path else []), *(OF_WRITES if method == "post" else [])]
    for status in sorted(refusals):
        operation["responses"][str(status)] = _refusal(status)
    if method == "get":
        operation["responses"]["304"] = {"description": "It is as the ETag in If-None-Match says."}
    if getattr(view, "is_once", False):
        operation.setdefault("parameters", []).append(KEY)


def _refusal(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": SENTENCES[status],
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        wait = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
        found["headers"] = {"Retry-After": {**wait, "required": True}}
    return found


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An address says nothing by leaving a parameter out; it has no way to say null."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    about = {name: schema[name] for name in ("description", "examples") if name in schema}
    return {**kinds[0], **about}


def _flowing(text: str) -> str:
    """A docstring’s lines are one paragraph; flask-openapi put breaks between them."""
    return re.sub(r"(<br/>|\s)+", " ", text).strip()
