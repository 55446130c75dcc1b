"""What could go instead of something missing, and what its customer is asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.acts.substitutes import MOST, cheaper_by, suggested
from associate.core.catalog.codes import read_code
from associate.core.catalog.models import Variant
from associate.core.catalog.queries import variant_by_code
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.votes import Vote, VoteState, last_votes, open_vote
from associate.core.inventory.queries import free, levels_here
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import db
from associate.words import _
from associate.workflows.picking.rules.offers import short_task
from associate.workflows.picking.rules.unscans import line_here


@dataclass(frozen=True)
class Candidate:
    """Amounts are minor units for all that is missing."""

    variant: Variant
    place: str
    free: int
    gives_back: int
    extra: int
    chosen: bool


@dataclass(frozen=True)
class Offers:
    line: FulfillmentLine
    units: int
    found: list[Candidate]
    most: int
    asked_until: datetime | None
    no_such: bool  # what was scanned is nothing we know


@dataclass(frozen=True)
class AskedAbout:
    """One short line on the picker’s screen: what its customer is asked, or what they said."""

    line: FulfillmentLine
    names: str  # of what was offered
    until: datetime | None  # while they may choose
    words: str
    may_offer: bool


def offers_screen(job: Fulfillment, line_id: int, chosen: Collection[int], code: str) -> Offers:
    """Raises Missing for another order’s line, OutOfDate where nothing of it is missing. `code`: what was
    scanned besides."""
    line = line_here(job, line_id)
    units = int(short_task(line).facts["units"])
    scanned = variant_by_code(read_code(code)) if code else None
    variants = suggested(line.variant, units, job.store)
    picked = list(chosen) or [variant.id for variant in variants[: MOST - bool(scanned)]]
    if scanned:
        picked = [scanned.id, *picked]
    more = [db.session.get(Variant, each) for each in picked if each not in {v.id for v in variants}]
    everything = [*(each for each in more if each is not None), *variants]
    vote = open_vote(line.id)
    return Offers(
        line,
        units,
        _candidates(everything, picked[:MOST], line, units),
        MOST,
        vote.ends_at if vote else None,
        bool(code) and scanned is None,
    )


def asked_about(job: Fulfillment) -> list[AskedAbout]:
    """Every line of which something is or was missing and its customer was asked, or may be."""
    votes = last_votes([line.id for line in job.lines])
    lines = [line for line in job.lines if line.short or line.id in votes]
    return [_asked(line, votes.get(line.id)) for line in lines]


def _asked(line: FulfillmentLine, vote: Vote | None) -> AskedAbout:
    is_open = line.short and task_of(TaskKind.SHORT, str(line.id)) is not None
    until = vote.ends_at if vote and vote.state == VoteState.OPEN else None
    names = _names(vote.offers) if vote and until else ""
    return AskedAbout(line, names, until, _words(vote), bool(is_open and until is None))


def _words(vote: Vote | None) -> str:
    if vote is None or vote.state in (VoteState.OPEN, VoteState.CALLED_OFF):
        return ""
    by_customer = vote.answered_by != "system"
    said = {
        "substitute": _("They took something else: it’s on your list.")
        if by_customer
        else _("No answer: the first substitute is on your list."),
        "store": _("They get it at another store."),
        "ship": _("Another store sends it to them."),
        "cancel": _("They do without it.") if by_customer else _("No answer: it’s left out."),
        "ask": _("No answer. Your lead decides."),
    }
    return str(said.get(vote.way, ""))


def _names(offers: Sequence[dict[str, int]]) -> str:
    ids = [offer["variant"] for offer in offers]
    return ", ".join(
        variant.name for variant in db.session.scalars(sa.select(Variant).where(Variant.id.in_(ids)))
    )


def _candidates(
    variants: Sequence[Variant], chosen: Collection[int], line: FulfillmentLine, units: int
) -> list[Candidate]:
    levels = levels_here(line.fulfillment.store_id, [variant.id for variant in variants])
    return [
        Candidate(
            variant,
            level.location.label if (level := levels.get(variant.id)) and level.location else "",
            free(level) if level else 0,
            cheaper_by(line.order_line, variant.price, units),
            max(0, (variant.price - line.order_line.unit_price) * units),
            variant.id in chosen,
        )
        for variant in variants
    ]
