"""How long a text message is: segments by 3GPP TS 23.038 (the GSM 7-bit alphabet) and TS 23.040."""

import unicodedata
from typing import NamedTuple

BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = set("^{}\\[~]|€\f")  # two units each
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " "}
)


class Segments(NamedTuple):
    parts: int  # messages it is sent as
    units: int  # of 7 bits, or of 16 where a letter is outside the alphabet
    is_gsm7: bool


def segments(text: str) -> Segments:
    """160 units fit into one message, 153 into each of several; 70 and 67 outside the alphabet."""
    if all(c in BASIC or c in EXTENDED for c in text):
        units, alone, each, is_gsm7 = sum(2 if c in EXTENDED else 1 for c in text), 160, 153, True
    else:
        units, alone, each, is_gsm7 = len(text.encode("utf-16-be")) // 2, 70, 67, False
    return Segments(1 if units <= alone else -(-units // each), units, is_gsm7)


def plain(text: str) -> str:
    """In the 7-bit alphabet where it can be: typographic marks by their plain twins, "ê" by "e". Letters
    that have no such twin stay, and make the message longer."""
    return "".join(_plain_letter(c) for c in text.translate(PLAIN))


def _plain_letter(letter: str) -> str:
    if letter in BASIC or letter in EXTENDED:
        return letter
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return bare if bare and all(c in BASIC for c in bare) else letter
