"""Manifests that nobody fetched."""

from associate.core.acts.manifests_late import ask_about, overdue_manifests
from associate.jobs.chores.one_by_one import one_by_one


def see_to_manifests() -> None:
    one_by_one(overdue_manifests(), ask_about)
