"""What a web shop answered, in the words of this port."""

from associate.integrations.commerce import outgoing
from associate.integrations.payments.port import NO_PAYMENT, NOT_CONNECTED, Answer, Outcome

OUTCOMES = {
    outgoing.Outcome.DONE: Outcome.DONE,
    outgoing.Outcome.LATER: Outcome.RETRY,
    outgoing.Outcome.REFUSED: Outcome.REFUSED,
    outgoing.Outcome.UNKNOWN: Outcome.UNKNOWN,
}
CODES = {401: NOT_CONNECTED, 403: NOT_CONNECTED, 404: NO_PAYMENT}


def heard(theirs: outgoing.Answer) -> Answer:
    wait = theirs.wait if theirs.outcome == outgoing.Outcome.LATER else None
    return Answer(OUTCOMES[theirs.outcome], theirs.words, CODES.get(theirs.status or 0, ""), wait)
