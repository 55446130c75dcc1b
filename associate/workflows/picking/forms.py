"""What enters with a form."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from associate.errors import Refused
from associate.words import _

MOST = 9_999  # units of a line that a form may speak of
Place = Literal["floor", "back", "fitting", "returns"]


class ShortForm(BaseModel):
    """Which line, why (the code of a reason the store offers), and where they looked."""

    line: int
    reason: str = Field(min_length=1, max_length=40)
    looked: list[Place] = []
    units: int | None = Field(None, ge=0, le=MOST)  # as many as the person saw
    also: bool = False  # in the other orders that wait for it, too


def read_short(form: Any, *, may_also: bool) -> ShortForm:
    """`may_also`: a manager sent it. Raises Refused("choose_reason") when no reason was sent."""
    try:
        return ShortForm(
            line=form.get("line", ""),
            reason=form.get("reason", ""),
            looked=form.getlist("looked"),
            units=form.get("units"),
            also=may_also and form.get("also") == "yes",
        )
    except ValidationError:
        raise Refused("choose_reason", _("Choose what happened first.")) from None


def read_number(form: Mapping[str, str], field: str) -> int:
    """A number that our own page put into the form. Raises Refused("not_whole") for anything else."""
    text = form.get(field, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Refused("not_whole", _("That didn’t come through whole. Open the page again."))
    return int(text)


def read_numbers(texts: Iterable[str]) -> list[int]:
    """Ids that our own page put into the form; what is no number is left out."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 16][:20]
