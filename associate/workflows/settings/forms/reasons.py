"""What the page about one family of reasons takes: all of them at once."""

from associate.core.stores.reasons import SHORT_EFFECTS, Family, Offered
from associate.words import _
from associate.workflows.settings.forms.draft import is_agreed
from associate.workflows.settings.forms.reading import Reader

LONGEST = 80  # characters of a label
LONGEST_CODE = 40
MOST = 20  # reasons of one family: more can't be read at a shelf


def read_reasons(reader: Reader, family: Family, known: list[Offered]) -> list[Offered]:
    """The known reasons as they were left, and a new one where one was written, in the order asked for."""
    kept = [(_place(reader, n), n, _known(reader, n, reason)) for n, reason in enumerate(known, 1)]
    if reader.raw("new_label"):
        kept.append((len(known) + 1, len(known) + 1, _new(reader, family, known)))
    if len(kept) > MOST:
        reader.wrong("new_label", _("At most %(most)d reasons.", most=MOST))
    if not any(reason.is_active for _place_, _n, reason in kept):
        reader.wrong("on_1", _("Leave at least one on."))
    return [reason for _place_, _n, reason in sorted(kept, key=lambda one: one[:2])]


def _place(reader: Reader, n: int) -> int:
    return reader.number(f"place_{n}", least=1, most=99) or n


def _known(reader: Reader, n: int, reason: Offered) -> Offered:
    label = reader.text(f"label_{n}", most=LONGEST) or reason.label
    return Offered(reason.code, label, reason.effect, reason.is_own, reader.flag(f"on_{n}"))


def _new(reader: Reader, family: Family, known: list[Offered]) -> Offered:
    label = reader.text("new_label", most=LONGEST)
    if not is_agreed(reader.form) and label.lower() in {reason.label.lower() for reason in known}:
        reader.wrong("new_label", _("There’s a reason with these words."))
    effect = reader.choice("new_effect", SHORT_EFFECTS) if family == Family.SHORT else ""
    return Offered(_code(label, {reason.code for reason in known}), label, effect, True, True)


def _code(label: str, taken: set[str]) -> str:
    """The journal keeps it, so it reads by itself; new words later don't change it."""
    base = label.lower()[: LONGEST_CODE - 3].strip()
    return next(code for n in range(1, MOST + 2) if (code := base if n == 1 else f"{base} {n}") not in taken)
