"""A settings form as a browser sends it: previewed by one press, saved by the next."""

from typing import Any

from tests.support.people import Person


def as_shown(person: Person) -> dict[str, Any]:
    """Every field of the form as it stands, choices and boxes as they are set."""
    data: dict[str, Any] = {}
    for field in person.page.select("#draft input[name], #draft select[name], #draft textarea[name]"):
        name = str(field["name"])
        assert name not in data or field.get("type") in ("checkbox", "radio"), f"two fields are called {name}"
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.find("option")
            data[name] = chosen["value"] if chosen else ""
        elif field.name == "textarea":
            data[name] = field.get_text().strip()
        elif field.get("type") not in ("checkbox", "radio"):
            data[name] = field.get("value", "")
        elif field.has_attr("checked"):
            data.setdefault(name, []).append(field["value"])
    return data


def press(person: Person, **fields: Any) -> Person:
    """Press the one button of the form; `fields` are what was typed or chosen before. None unchecks a box."""
    form = person.page.select_one("#draft")
    assert form is not None, f"no form in: {person.text}"
    sent = {**as_shown(person), **fields}
    return person.posts(str(form["action"]), **{k: v for k, v in sent.items() if v is not None})
