"""A password is a sentence of one's own, kept as an argon2id hash; a PIN is hashed the same way.

Length and a list of what everybody picks, and no rules about signs: NIST SP 800-63B-4, 3.1.1.2.
"""

import re
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from associate.core.stores.common_passwords import COMMON, ROWS
from associate.core.stores.staff import Staff
from associate.errors import Refused
from associate.words import _

SHORTEST, LONGEST = 15, 1000  # characters
FEWEST = 5  # different characters: less is a pattern
LONGEST_RUN = 8  # neighbors on a keyboard or in the alphabet
hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's argon2id minimum


def hash_password(sentence: str) -> str:
    return hasher.hash(sentence)


def nobodys_password() -> str:
    """The hash of what nobody knows: for who has no password yet, or none any more."""
    return hash_password(secrets.token_urlsafe(32))


def is_password(staff: Staff | None, sentence: str) -> bool:
    """Is this what they sign in with? Nobody has none, and it takes as long to say so."""
    fits = is_hash_of(staff.password_hash if staff else _nobodys(), sentence[:LONGEST])
    return staff is not None and fits


def is_hash_of(hashed: str, secret: str) -> bool:
    try:
        return hasher.verify(hashed, secret)
    except (Argon2Error, InvalidHashError):
        return False


def must_be_good(sentence: str, staff: Staff) -> None:
    """Raises Refused with "too_short", "too_long" or "too_common"."""
    if len(sentence) < SHORTEST:
        raise Refused(
            "too_short", _("Use %(n)d characters or more. A sentence is easy to remember.", n=SHORTEST)
        )
    if len(sentence) > LONGEST:
        raise Refused("too_long", _("That’s longer than %(n)d characters.", n=LONGEST))
    if is_common(sentence, staff.first_name, staff.last_name, staff.email.partition("@")[0]):
        raise Refused("too_common", _("Others would guess that soon. Use a sentence of your own."))


@cache
def _nobodys() -> str:
    return nobodys_password()


def is_common(sentence: str, *known: str) -> bool:
    """Is it on the list, a pattern, or little more than what is known of the person?"""
    bare = _bare(sentence)
    rest = bare
    for word in (*map(_bare, known), "associate", "password"):
        rest = rest.replace(word, "") if len(word) > 2 else rest
    return bare in COMMON or len(set(bare)) < FEWEST or _is_repeated(bare) or _is_run(bare) or len(rest) < 6


def _bare(text: str) -> str:
    """Letters and digits only, so that spaces and exclamation marks hide nothing."""
    return re.sub(r"[\W_]", "", text.casefold())


def _is_repeated(bare: str) -> bool:
    """ "sunshine sunshine", "abcabcabcabcabc"."""
    return bare in (bare + bare)[1:-1]


def _is_run(bare: str) -> bool:
    """Mostly one run along a keyboard, the alphabet or the digits, in either direction."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    run = max((len(piece) for piece in _pieces(bare) if any(piece in row for row in rows)), default=0)
    return run >= LONGEST_RUN and run * 2 > len(bare)


def _pieces(bare: str) -> list[str]:
    return [bare[i:j] for i in range(len(bare)) for j in range(i + LONGEST_RUN, min(len(bare), i + 40) + 1)]
