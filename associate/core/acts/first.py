"""What was put before the others: by whom and why, as whoever works it off reads it."""

from collections.abc import Iterable

from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.reasons import Family, all_reasons
from associate.words import _


def put_first_words(store: Store, jobs: Iterable[Fulfillment]) -> dict[int, str]:
    """Job id → "Put first by Helen: the customer waits."; reads nothing while nothing was."""
    firsts = [job for job in jobs if job.first_at]
    if not firsts:
        return {}
    names = first_names({job.first_by for job in firsts})
    labels = {reason.code: reason.label for reason in all_reasons(store.id, Family.WORK)}
    return {
        job.id: _(
            "Put first by %(name)s: %(why)s.",
            name=names.get(job.first_by, ""),
            why=_inside(labels.get(job.first_why, job.first_why)),
        )
        for job in firsts
    }


def _inside(label: str) -> str:
    """As it stands within a sentence."""
    return label[:1].lower() + label[1:]
