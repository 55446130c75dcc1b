"""A bench whose account is with the carrier on paper."""

from datetime import timedelta

import pytest

from associate.clock import as_of, now
from associate.jobs.labels import ask_carriers
from tests.support.packing import bench, carrier, job

__all__ = ["bench", "carrier", "job"]


@pytest.fixture
def parcel(bench, job):
    """All of it in one closed parcel."""
    return bench.packs(job)


@pytest.fixture
def after():
    """What the job does so many seconds from now; returns how many calls that was."""

    def work(seconds: float = 0.0) -> int:
        with as_of(now() + timedelta(seconds=seconds)):
            return ask_carriers()

    return work
