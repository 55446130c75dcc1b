"""A bench whose account is with the carrier on paper."""

from datetime import timedelta

import pytest

from associate.clock import as_of, now
from associate.integrations import carriers
from associate.jobs.labels import ask_carriers
from tests.support.packing import Bench, books_agree
from tests.support.paper_carrier import PaperCarrier


@pytest.fixture
def carrier(tmp_path, monkeypatch):
    made = PaperCarrier(tmp_path)
    monkeypatch.setitem(carriers._ADAPTERS, made.platform, made)
    return made


@pytest.fixture
def bench(shop, carrier):
    yield Bench(shop)
    books_agree()


@pytest.fixture
def job(shop, bench):
    """Two jackets and a kettle, picked."""
    return bench.picked((shop.jacket, 2), (shop.kettle, 1))


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
