"""The description of the API for people: one page, from the same document."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from associate.web.access import public
from associate.web.api.document import document

bp = Blueprint("reference", __name__)
REF = "#/components/schemas/"


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: list[dict[str, Any]]
    sends: str
    answers: list[tuple[str, str, str]]  # status, shape, what it means


@bp.get("/api-reference")
@public
def show_reference() -> Any:
    known = document()
    return render_template("reference/page.html", **told(known))


def told(known: dict[str, Any]) -> dict[str, Any]:
    operations = [
        (operation["tags"][0], _operation(method, path, operation))
        for path, item in known["paths"].items()
        for method, operation in item.items()
    ]
    chapters = [
        (tag["name"], tag["description"], [each for name, each in operations if name == tag["name"]])
        for tag in sorted(known["tags"], key=lambda tag: str(tag["name"]))
    ]
    shapes = {name: _fields(shape) for name, shape in sorted(known["components"]["schemas"].items())}
    about = known["info"]["description"].replace("**", "").replace("`", "").split("\n\n")
    return {"chapters": chapters, "shapes": shapes, "about": about, "schemas": known["components"]["schemas"]}


def _operation(method: str, path: str, known: dict[str, Any]) -> Operation:
    body = known.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        id=known["operationId"],
        method=method.upper(),
        path=path,
        summary=known["summary"],
        description=known["description"].rpartition("\n\nScope:")[0].replace("`", ""),
        scope=known["x-scope"],
        parameters=[{**each, "type": type_words(each["schema"])} for each in known.get("parameters", [])],
        sends=body.get("$ref", "").removeprefix(REF),
        answers=[
            (status, _shape_of(answer), answer["description"])
            for status, answer in sorted(known["responses"].items())
        ],
    )


def _shape_of(answer: dict[str, Any]) -> str:
    for media in answer.get("content", {}).values():
        return str(media["schema"].get("$ref", "")).removeprefix(REF)
    return ""


def _fields(shape: dict[str, Any]) -> list[dict[str, Any]]:
    """(name, type, is needed, description) of each field; the values of a choice."""
    if "enum" in shape:
        return [{"name": "", "type": ", ".join(map(str, shape["enum"])), "needed": False, "about": ""}]
    return [
        {
            "name": name,
            "type": type_words(field),
            "needed": name in shape.get("required", []),
            "about": field.get("description", ""),
        }
        for name, field in shape.get("properties", {}).items()
    ]


def type_words(schema: dict[str, Any]) -> str:
    """ "Money", "list of OrderLineShape", "date-time or null"."""
    if ref := schema.get("$ref"):
        return str(ref).removeprefix(REF)
    if options := schema.get("anyOf") or schema.get("allOf"):
        return " or ".join(type_words(option) for option in options)
    if schema.get("type") == "array":
        return f"list of {type_words(schema.get('items', {}))}"
    words = str(schema.get("format") or schema.get("type") or "any")
    bounds = [f"{label} {schema[key]}" for key, label in BOUNDS.items() if key in schema]
    return f"{words}, {', '.join(bounds)}" if bounds else words


BOUNDS = {
    "minimum": "from",
    "maximum": "to",
    "minLength": "at least",
    "maxLength": "at most",
    "maxItems": "at most",
}
