"""What one scan on the scanners' page said: for whoever sets a scanner up."""

from dataclasses import dataclass

from associate.core.catalog.codes import Code, read_code
from associate.core.catalog.queries import variant_by_code
from associate.core.catalog.symbols import SEPARATOR, Symbol, read_symbol
from associate.errors import Refused
from associate.words import _, later

CAME = {
    "wedge": later("By a scanner"),
    "camera": later("By the camera"),
    "typed": later("Typed, as far as we can tell"),
    "": later("We can’t tell"),
}
OURS = {
    "BAG": later("A bag’s tag"),
    "LOC": later("A place"),
    "ORD": later("An order"),
    "PUP": later("A customer’s pickup code"),
}
SHOWN = "<GS>"  # in place of a separator, which has no look of its own


@dataclass(frozen=True)
class Tried:
    """`facts` are what it says in words, `advice` what to change at the scanner."""

    what: str
    facts: list[tuple[str, str]]
    advice: list[str]


def tried(raw: str, source: str) -> Tried:
    """Raises what read_code raises for nothing and for too much."""
    symbol = read_symbol(raw)
    code = read_code(raw, may_be_serial=True)
    said = [
        (_("It came"), str(CAME[source])),
        (_("As"), f"{symbol.identifier}{symbol.whole}".replace(SEPARATOR, SHOWN)),
        (_("Symbol"), symbol.name),
        (_("Number"), ", ".join(code.gtins)),
        (_("Lot"), code.lot),
        (_("Serial"), code.serial),
        (_("Expires"), code.expiry.isoformat() if code.expiry else ""),
    ]
    return Tried(
        _meaning(code), [(name, value) for name, value in said if value], _advice(raw, symbol, source)
    )


def _meaning(code: Code) -> str:
    if code.kind:
        return f"{OURS[code.kind]}: {code.value}"
    found = variant_by_code(code)
    return found.name if found else str(_("Nothing of this shop has that code."))


def _advice(raw: str, symbol: Symbol, source: str) -> list[str]:
    found = []
    if source == "typed":
        found.append(_("If that was a scanner: take the delay between its characters out."))
    if source == "wedge" and not symbol.identifier:
        found.append(_("It doesn’t say which symbol it read. Let it send AIM identifiers."))
    if symbol.number and not _is_whole(raw):
        found.append(_("Its check digit is wrong. Let it send numbers whole, with the check digit."))
    return found


def _is_whole(raw: str) -> bool:
    try:
        return bool(read_code(raw).gtins)
    except Refused:
        return False
