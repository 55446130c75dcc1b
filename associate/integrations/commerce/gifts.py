"""Is it a gift, and what is to be written with it? Shops say so in attributes of their own naming."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape

from associate.outside.fields import listed, note, plain

FLAGS = ("gift", "is gift", "this is a gift", "gift order", "gift wrap", "gift wrapping", "gift receipt")
NOTES = ("gift message", "gift note", "gift card message", "giftnote message", "wfc gift message")
NO = {"", "0", "no", "false", "off", "none", "null", "n"}


@dataclass(frozen=True)
class GiftNames:
    """Names as `bare` writes them: what says that it is a gift, and what holds the words to it."""

    flags: frozenset[str]
    notes: frozenset[str]


def bare(name: str) -> str:
    """ "_Gift-Message" is "giftmessage": shops and plugins write the same name in many ways."""
    return "".join(c for c in name.casefold() if c.isalnum())


def names_of(settings: Mapping[str, object]) -> GiftNames:
    """As a channel's settings have them (lists of names), else the usual ones."""
    return GiftNames(
        flags=frozenset(map(bare, _names(settings.get("gift_flags"), FLAGS))),
        notes=frozenset(map(bare, _names(settings.get("gift_notes"), NOTES))),
    )


def gift_of(attributes: Iterable[object], names: GiftNames) -> dict[str, object]:
    """`is_gift` and `gift_note` of an order, from its attributes and those of its lines: lists of
    {name or key, value}, or a mapping. Words that stand there several times are written once."""
    notes: dict[str, None] = {}
    is_gift = False
    for name, value in (pair for each in attributes for pair in _pairs(each)):
        if bare(name) in names.notes and (said := note(unescape(value))):
            notes[said] = None
        elif bare(name) in names.flags and value.strip().casefold() not in NO:
            is_gift = True
    return {"is_gift": is_gift or bool(notes), "gift_note": note("\n\n".join(notes))}


def _names(kept: object, usual: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(each) for each in kept) if isinstance(kept, list) and kept else usual


def _pairs(attributes: object) -> list[tuple[str, str]]:
    if isinstance(attributes, dict):
        return [(plain(name), plain(value)) for name, value in attributes.items()]
    found = ((each.get("name", each.get("key")), each.get("value")) for each in listed(attributes))
    return [(plain(name), plain(value)) for name, value in found]


USUAL = names_of({})
