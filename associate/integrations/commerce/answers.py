"""How every adapter answers: at least one thing, and never an exception."""

from collections.abc import Callable, Iterable

from associate.core.orders.incoming import IncomingNothing
from associate.integrations.commerce.port import Told
from associate.integrations.commerce.reading import nothing
from associate.outside.fields import Json
from associate.words import _

MOST_AT_ONCE = 1000


def answers(payloads: Iterable[Json], read_one: Callable[[Json], Told]) -> list[Told]:
    """Read each payload on its own: one that cannot be read does not take the others with it."""
    told = [_guarded(payload, read_one) for payload in list(payloads)[:MOST_AT_ONCE]]
    return told or [nothing_here()]


def nothing_here() -> IncomingNothing:
    return nothing("nothing_here", _("There is nothing in this payload for us."))


def _guarded(payload: Json, read_one: Callable[[Json], Told]) -> Told:
    try:
        return read_one(payload)
    except (ValueError, TypeError, ArithmeticError, LookupError, RecursionError) as reason:
        # The last net. Pydantic's refusal is a ValueError; its text quotes the payload, so it is not kept.
        return nothing("unreadable", _("This payload can’t be read (%(kind)s).", kind=type(reason).__name__))
