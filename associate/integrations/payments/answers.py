"""Answers that every adapter gives alike."""

from associate.integrations.payments.port import NOT_FOUND, NOT_OFFERED, Answer, Moved, Outcome
from associate.outside.fields import text
from associate.words import _

KEPT = 300  # characters of their words


def said(words: object) -> str:
    """One line, without what looks like a card number."""
    return text(words, KEPT)


def refused(words: object, code: str = "") -> Answer:
    return Answer(Outcome.REFUSED, said(words), code)


def unknown(words: object, code: str = "") -> Answer:
    return Answer(Outcome.UNKNOWN, said(words), code)


def not_offered() -> Moved:
    return Moved(refused(_("This can’t be done here. Choose another way."), NOT_OFFERED))


def never_done() -> Moved:
    """Of find."""
    return Moved(refused(_("This was never done."), NOT_FOUND))


def unanswered(answer: Answer) -> Moved:
    """The answer of a search that failed: it settles nothing, whatever the reason was."""
    return Moved(Answer(Outcome.UNKNOWN, answer.words, answer.code, answer.retry_after))


def not_begun(answer: Answer) -> Moved:
    """What was to be asked before the deed got no answer: nothing was done."""
    lost = answer.outcome in (Outcome.UNKNOWN, Outcome.PENDING)
    outcome = Outcome.RETRY if lost else answer.outcome
    return Moved(Answer(outcome, answer.words, answer.code, answer.retry_after))
