"""PINs that somebody who guesses would try first."""

import re

from associate.core.stores.staff import Staff

RUNS = ("01234567890123456789", "98765432109876543210")
REPEATED = re.compile(r"(\d)\1*|(\d\d)\2\2|(\d{3})\3|(\d)\4(\d)\5(\d)\6")  # 777777 121212 123123 112233
DOUBLED_YEAR = re.compile(r"(19|20)(\d\d)(\2|\1)|(\d\d)\4(19|20)")  # 199090 202020 909019
MIRRORED = re.compile(r"(\d)(\d)(\d)\3\2\1")  # 123321
WELL_KNOWN = {
    "102030", "112358", "123654", "142536", "147258", "147852", "159357", "159753", "246810", "258456",
    "314159", "321654", "357159", "456321", "520131", "753951", "789456", "852456", "987412", "135790",
}  # fmt: skip
"""Shapes on a keypad and numbers everybody knows."""

KEYS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")  # ITU-T E.161


def is_weak(pin: str, staff: Staff) -> bool:
    """Whether these six digits are a pattern, well known, or spelled by the person's own name or address."""
    patterns = (REPEATED, DOUBLED_YEAR, MIRRORED)
    return (
        any(pin in run for run in RUNS)
        or any(pattern.fullmatch(pin) for pattern in patterns)
        or pin in WELL_KNOWN
        or any(pin in spelled for spelled in _spelled(staff))
    )


def _spelled(staff: Staff) -> list[str]:
    """Name and address in digits: those in them, and those of the keys their letters are on."""
    names = f"{staff.first_name}{staff.last_name}", f"{staff.last_name}{staff.first_name}", staff.email
    return [_digits(name.lower().translate(KEYS)) for name in names] + [_digits(staff.email)]


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
