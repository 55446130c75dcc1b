"""What enters at the counter, read and bounded before a rule sees it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from associate.core.fulfillment.strokes import LONGEST
from associate.errors import Refused
from associate.words import _

IdType = Literal["passport", "driving_license", "national_id", "other"]
Method = Literal["qr", "code", "photo_id", "card_last4", "signature"]
ENOUGH = 2  # facts beside the name, where a lead vouches


class Proof(BaseModel):
    """How somebody shows who they are. An ID has a type here and never a number."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)
    how: Method
    code: Annotated[str, StringConstraints(max_length=200)] = ""
    id_type: IdType | Literal[""] = ""
    last4: Annotated[str, StringConstraints(max_length=4)] = ""
    fact: Annotated[str, StringConstraints(max_length=320)] = ""
    signature: Annotated[str, StringConstraints(max_length=LONGEST)] = ""


SENTENCES = {
    "how": lambda: _("Choose how you know who it is."),
    "id_type": lambda: _("Choose which ID you saw. We keep the type, never a number."),
    "last4": lambda: _("Only the last 4 digits of the card, please."),
}


def read_proof(form: Mapping[str, str]) -> Proof:
    """The chosen proof. Raises Refused("bad_proof_<field>") with what is missing in words."""
    try:
        return Proof.model_validate(dict(form))
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        sentence = SENTENCES.get(field, lambda: _("That’s too long. Look again."))
        raise Refused(f"bad_proof_{field}", sentence()) from None


@dataclass(frozen=True)
class Told:
    """What the customer said, as it was typed; `contents`: they named what is in the order."""

    name: str
    email: str
    phone: str
    card: str
    contents: bool


def read_told(form: Mapping[str, str]) -> Told:
    """Raises Refused("no_name" | "two_facts") with what is missing."""
    typed = {name: form.get(name, "").strip()[:320] for name in ("name", "email", "phone", "card")}
    told = Told(contents=form.get("contents") == "yes", **typed)
    if not told.name:
        raise Refused("no_name", _("Ask for the first and last name, and type them."))
    if sum(map(bool, (told.email, told.phone, told.card, told.contents))) < ENOUGH:
        raise Refused("two_facts", _("Ask for two facts beside the name."))
    return told


def read_numbers(form: Mapping[str, str], prefix: str) -> dict[int, int]:
    """Fields named "<prefix><id>" that hold a small number, by id; what is no number is left out."""
    found = ((name.removeprefix(prefix), value) for name, value in form.items() if name.startswith(prefix))
    return {int(i): int(n) for i, n in found if re.fullmatch(r"\d{1,12}", i) and re.fullmatch(r"\d{1,6}", n)}


def read_sum(text: str) -> int | None:
    """Minor units that a button named, below 0 for what is paid; None where it named none."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,12}", text) else None


def read_number(text: str) -> int:
    """The id of a line; 0, which nothing has, for what is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else 0


def read_ids(text: str) -> frozenset[int]:
    """Of a list with commas, those that are some."""
    return frozenset(filter(None, map(read_number, text.split(","))))


def read_refusals(form: Mapping[str, str]) -> tuple[dict[int, int], dict[int, str], bool]:
    """(line id → units kept, line id → reason, whether that is all); a tapped "less" or "more" counts."""
    keeps = read_numbers(form, "keep-")
    line, _colon, step = form.get("step", "").partition(":")
    if re.fullmatch(r"[0-9]{1,12}", line) and int(line) in keeps and step in ("-1", "1"):
        keeps[int(line)] = max(0, keeps[int(line)] + int(step))
    reasons = {
        name.removeprefix("reason-"): value for name, value in form.items() if name.startswith("reason-")
    }
    return keeps, {int(i): why for i, why in reasons.items() if re.fullmatch(r"\d{1,12}", i)}, not step
