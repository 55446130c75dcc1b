"""What a till scans: “R-7K3M-9QXH-B2” and the amount, as “R7K3M9QXHB2-1290EUR” in a Code 128.

The reference follows from the call’s key: fifty bits, in letters that nobody misreads (Crockford’s base 32).
"""

import hashlib
import re

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONG = 10  # letters of the reference beside the first
FIRST = {"refund": "R", "charge": "C"}
SYMBOL = re.compile(rf"([RC])([{LETTERS}]{{{LONG}}})-([1-9]\d{{0,14}})([A-Z]{{3}})", re.ASCII)
MISREAD = str.maketrans("ILO", "110")


def reference(key: str, verb: str) -> str:
    """As people read it; `verb` is "refund" or "charge"."""
    return _grouped(_plain(key, verb))


def symbol(key: str, verb: str, amount: int, currency: str) -> str:
    """What the barcode holds; `amount` in minor units."""
    return f"{_plain(key, verb)}-{amount}{currency}"


def reference_in(typed: str) -> str:
    """The reference in a scanned slip, or as somebody typed it; "" for anything else."""
    plain = re.sub(r"[\s-]", "", typed.partition("\n")[0]).upper()
    scanned = SYMBOL.fullmatch(typed.strip().upper())
    if scanned:
        return _grouped(scanned[1] + scanned[2])
    plain = plain[:1] + plain[1:].translate(MISREAD)
    is_ours = re.fullmatch(rf"[RC][{LETTERS}]{{{LONG}}}", plain)
    return _grouped(plain) if is_ours else ""


def _plain(key: str, verb: str) -> str:
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in range(LONG))
    return f"{FIRST[verb]}{letters}"


def _grouped(plain: str) -> str:
    return f"{plain[0]}-{plain[1:5]}-{plain[5:9]}-{plain[9:]}"
