"""One job as a manager moves it: how it stands, who could have it, why."""

from dataclasses import dataclass
from datetime import datetime

from associate.clock import now
from associate.core.acts.steering import paused_words, put_first_words
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import UNDER_PROMISE
from associate.core.fulfillment.urgency import PAUSABLE, is_put_off
from associate.core.stores.reasons import Family, Offered, offered
from associate.core.stores.staff import Staff
from associate.workflows.board.rules.giving import GIVABLE, pickers
from associate.workflows.board.screens.counts import jobs_by_owner
from associate.workflows.board.screens.numbers import AN_HOUR, Among
from associate.workflows.board.screens.rows import Row, job_rows


@dataclass(frozen=True)
class Candidate:
    staff: Staff
    jobs: int  # that they have to pick already


@dataclass(frozen=True)
class JobScreen:
    job: Fulfillment
    row: Row
    first: str  # who put it first, and why
    paused: str  # who lets it stand, until when and why
    candidates: list[Candidate]
    reasons: list[Offered]

    @property
    def is_movable(self) -> bool:
        return self.job.state in UNDER_PROMISE

    @property
    def is_givable(self) -> bool:
        return self.job.state in GIVABLE and not self.job.hold

    @property
    def is_pausable(self) -> bool:
        return self.job.state in PAUSABLE and not self.job.hold

    @property
    def paused_until(self) -> datetime:
        """On the store’s wall, to fill the form with; an hour from now where nothing is said yet."""
        until = self.job.paused_until if is_put_off(self.job) else None
        return (until or now() + AN_HOUR).astimezone(self.job.store.timezone)

    @property
    def promised(self) -> datetime:
        """On the store’s wall, to fill the form with."""
        return self.job.promise_at.astimezone(self.job.store.timezone)


def job_screen(job: Fulfillment) -> JobScreen:
    have = jobs_by_owner(Among((job.store,)))
    others = [staff for staff in pickers(job.store_id) if staff.id != job.owner_id]
    return JobScreen(
        job,
        job_rows([job])[0],
        put_first_words(job.store, [job]).get(job.id, ""),
        paused_words(job.store, [job]).get(job.id, ""),
        [Candidate(staff, have.get(staff.id, 0)) for staff in others],
        offered(job.store_id, Family.WORK),
    )
