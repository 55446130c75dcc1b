"""What was put before the others, or paused: by whom and why, as whoever works it off reads it."""

from collections.abc import Callable, Iterable

from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.urgency import is_put_off
from associate.core.stores.closing_words import wall
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.reasons import Family, all_reasons
from associate.words import _


def put_first_words(store: Store, jobs: Iterable[Fulfillment]) -> dict[int, str]:
    """Job id → "Put first by Helen: the customer waits."; reads nothing while nothing was."""
    firsts = [job for job in jobs if job.first_at and not is_put_off(job)]
    told = _told(store, {job.first_by for job in firsts})
    return {job.id: _first(*told(job.first_by, job.first_why)) for job in firsts}


def paused_words(store: Store, jobs: Iterable[Fulfillment]) -> dict[int, str]:
    """Job id → "Paused by Helen until 15:00: the customer asked."; reads nothing while nothing is."""
    paused = [job for job in jobs if is_put_off(job)]
    told = _told(store, {job.paused_by for job in paused})
    return {job.id: _paused(job, store, *told(job.paused_by, job.paused_why)) for job in paused}


def _first(name: str, why: str) -> str:
    return str(_("Put first by %(name)s: %(why)s.", name=name, why=why))


def _paused(job: Fulfillment, store: Store, name: str, why: str) -> str:
    at = wall(store, job.paused_until) if job.paused_until else ""
    return str(_("Paused by %(name)s until %(at)s: %(why)s.", name=name, at=at, why=why))


def _told(store: Store, refs: set[str]) -> Callable[[str, str], tuple[str, str]]:
    """Who, and the reason’s words as they stand within a sentence."""
    names = first_names(refs)
    labels = {reason.code: reason.label for reason in all_reasons(store.id, Family.WORK)} if refs else {}

    def told(by: str, why: str) -> tuple[str, str]:
        label = labels.get(why, why)
        return names.get(by, ""), label[:1].lower() + label[1:]

    return told
