"""Boxes as pages: what fits into each, and what a change means for the benches."""

from typing import Any

from associate.core.shipping.models import Box
from associate.core.stores.settings import last_change, stamp
from associate.words import _
from associate.workflows.settings.forms.boxes import SIDES, read_box, read_new
from associate.workflows.settings.forms.draft import Draft, is_agreed, mark_of, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.rules.boxes import SECTION, every_box, state_of
from associate.workflows.settings.screens.drafting import draft_of

NEW = "new"


def open_new() -> Draft:
    return opened({"weight_g": 0, "is_active": True}, NEW, None)


def draft_new(form: Any) -> Draft:
    reader = Reader(form)
    values = read_new(reader, set() if is_agreed(form) else {box.code for box in every_box()})
    fine = not reader.problems
    return Draft(
        typed=form,
        seen=NEW,
        mark=mark_of(form) if fine else "",
        is_agreed=is_agreed(form) and fine,
        problems=reader.problems,
        values=values,
        changes={name: [None, value] for name, value in values.items() if value != ""} if fine else {},
        effects=[_("Packing benches suggest it from now, in every store.")],
        is_sent=True,
    )


def open_box(box: Box) -> Draft:
    state = state_of(box)
    return opened(state, stamp(state), last_change(box, SECTION))


def draft_box(box: Box, form: Any) -> Draft:
    reader, before = Reader(form), state_of(box)
    values = read_box(reader)
    return draft_of(
        reader,
        values,
        about=box,
        section=SECTION,
        before=before,
        after=lambda: values,
        effects=lambda: _effects(box, values),
        thing=box.code,
    )


def _effects(box: Box, values: dict[str, Any]) -> list[str]:
    words = []
    if values["is_active"] != box.is_active:
        words.append(
            _("Packing benches suggest it from now, in every store.")
            if values["is_active"]
            else _("No bench suggests it any more. Parcels in it stay as they are.")
        )
    sides = [f"{place}_{side}_mm" for place in ("inner", "outer") for side in SIDES]
    if any(values[name] != getattr(box, name) for name in sides):
        words.append(_("Parcels that are closed keep the size they were closed with."))
    return words
