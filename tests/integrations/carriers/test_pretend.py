"""The carrier that is not there: plausible, plainly not real, and the same in every process."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from associate.integrations.carriers import carrier_for, pretend
from associate.integrations.carriers.check_digits import carrier_of, s10
from associate.integrations.carriers.port import Outcome, Package, Status
from associate.integrations.carriers.pretend.numbers import number_abroad, number_at_home, sent
from associate.integrations.carriers.pretend.prices import billable, kilometers, zone_of
from tests.integrations.carriers.facts import BOX, MAYA, PARCEL, STORE, to

PRETEND = carrier_for("pretend")
NEW_YORK = {"city": "New York", "region": "NY", "postcode": "10001", "latitude": 40.75, "longitude": -73.99}
LYON = {
    "city": "Lyon",
    "region": "",
    "postcode": "69001",
    "country": "FR",
    "latitude": 45.76,
    "longitude": 4.83,
}


@pytest.fixture(autouse=True)
def july():
    with time_machine.travel("2026-07-21T12:00:00Z", tick=False):
        yield


def rates_of(parcel):
    return PRETEND.rates(parcel, settings={}).rates


def bought_of(parcel, rate=None):
    return PRETEND.buy(parcel, rate, settings={})


def found_of(parcel, rate=None):
    return PRETEND.find(parcel.key, settings={}, shipment=parcel, rate=rate)


# ── rates ────────────────────────────────────────────────────────────────────


def test_farther_and_heavier_costs_more_and_faster_does_too():
    near, far = rates_of(to()), rates_of(to(**NEW_YORK))
    heavy = rates_of(replace(to(), package=replace(BOX, weight_g=9000)))
    assert [rate.service for rate in near] == ["ground", "priority", "overnight"]
    for here, there, more in zip(near, far, heavy, strict=True):
        assert here.amount < there.amount and here.amount < more.amount and here.days <= there.days
    assert [r.amount for r in near] == sorted(r.amount for r in near)
    assert [r.days for r in near] == sorted((r.days for r in near), reverse=True)


def test_zones_follow_the_real_distance():
    assert kilometers(STORE, MAYA) == pytest.approx(566, abs=5)
    assert [zone_of(km) for km in (0, 80, 81, 566, 4130)] == [1, 1, 2, 4, 8]
    nowhere = replace(MAYA, latitude=None)
    assert kilometers(STORE, nowhere) < kilometers(STORE, replace(nowhere, region="NY"))


def test_what_is_large_is_paid_by_its_size():
    assert billable(Package(305, 229, 102, 436)) == 1425
    assert billable(Package(305, 229, 102, 2000)) == 2000


def test_another_country_has_services_of_its_own():
    abroad = rates_of(to(**LYON))
    assert [(rate.service, rate.days) for rate in abroad] == [("world", 9), ("world_priority", 5)]


@pytest.mark.parametrize(
    ("parcel", "words"),
    [
        (to(postcode=" "), "RECIPIENT ADDRESS INCOMPLETE"),
        (replace(to(), package=replace(BOX, weight_g=30_001)), "PARCEL EXCEEDS 30 KG"),
        (replace(to(), package=replace(BOX, length_mm=1501)), "PARCEL EXCEEDS 150 CM"),
    ],
)
def test_some_parcels_are_not_taken(parcel, words):
    answer = PRETEND.rates(parcel, settings={}).answer
    assert (answer.outcome, answer.words, answer.code) == (Outcome.REFUSED, words, "no_rates")
    assert bought_of(parcel).answer.outcome == found_of(parcel).answer.outcome == Outcome.REFUSED


# ── labels ───────────────────────────────────────────────────────────────────


def test_a_label_is_ours_to_draw_and_says_all_that_goes_on_it():
    priority = rates_of(PARCEL)[1]
    label = bought_of(PARCEL, priority).label
    assert (label.kind, label.file, label.is_test) == ("ours", b"", True)
    assert (label.name, label.amount, label.routing) == ("Priority", priority.amount, "US 902")
    assert label.symbol == f"(420)90277(93){label.tracking_number[2:]}"
    assert label.voidable_until == datetime(2026, 8, 20, 23, 59, tzinfo=UTC)
    canadian = bought_of(to(country="CA", postcode="K1A 0B1")).label
    assert canadian.symbol == canadian.tracking_number


def test_numbers_have_the_right_check_digit_and_nobodys_prefix():
    number = bought_of(PARCEL).label.tracking_number
    assert carrier_of(number) == "usps" and number.startswith("93000000") and len(number) == 22
    abroad = bought_of(to(**LYON)).label.tracking_number
    assert abroad[0] == "Q" and abroad.endswith("ZZ") and s10(abroad[2:10]) == abroad[10]


@given(st.dates(date(2025, 3, 20), date(2027, 11, 30)), st.integers(0, 2**64 - 1), st.integers(1, 9))
def test_a_number_remembers_what_the_carrier_has_to_know(day, own, days):
    with time_machine.travel("2026-07-21T12:00:00Z", tick=False):
        home = sent(number_at_home(day, days, own))
        assert (home.day, home.days, home.own) == (day, days, own % 10**9)
        for pace in (5, 9):
            abroad = sent(number_abroad(day, pace, own))
            assert (abroad.day, abroad.days) == (day, pace)


def test_a_key_is_one_label_and_another_key_another():
    assert bought_of(PARCEL) == bought_of(PARCEL) == found_of(PARCEL)
    numbers = {bought_of(to(key=f"label-{n}")).label.tracking_number for n in range(2000)}
    assert len(numbers) == 2000


def test_every_process_on_every_machine_knows_the_same_number():
    assert bought_of(PARCEL).label.tracking_number == "9300000038181083505149"


def test_a_service_that_is_not_offered_is_refused():
    elsewhere = rates_of(to(**LYON))[0]
    assert bought_of(PARCEL, elsewhere).answer.code == "no_rates"


# ── knobs ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "bought", "found"),
    [
        ("maya", Outcome.DONE, Outcome.DONE),
        ("refused", Outcome.REFUSED, Outcome.REFUSED),
        ("broke", Outcome.REFUSED, Outcome.REFUSED),
        ("lost", Outcome.UNKNOWN, Outcome.DONE),
        ("Lost+7", Outcome.UNKNOWN, Outcome.DONE),
        ("unsent", Outcome.UNKNOWN, Outcome.REFUSED),
        ("busy", Outcome.RETRY, Outcome.REFUSED),
        ("later", Outcome.PENDING, Outcome.DONE),
    ],
)
def test_the_customers_address_turns_the_knobs(who, bought, found):
    parcel = to(f"{who}@mail.example")
    assert bought_of(parcel).answer.outcome == bought
    assert found_of(parcel).answer.outcome == found
    assert bought_of(parcel).label is None or bought == Outcome.DONE


def test_what_never_arrived_may_be_bought_again_and_what_was_lost_is_there():
    assert found_of(to("unsent@mail.example")).answer.code == "not_found"
    lost = found_of(to("lost@mail.example")).label
    assert lost.tracking_number == bought_of(to("maya@mail.example")).label.tracking_number


def test_of_a_return_the_sender_turns_them():
    back = replace(PARCEL, sender=replace(MAYA, email="lost@mail.example"), recipient=STORE, is_return=True)
    assert bought_of(back).answer.outcome == Outcome.UNKNOWN


def test_slow_is_slow(monkeypatch):
    waited = []
    monkeypatch.setattr(pretend.time, "sleep", waited.append)
    assert bought_of(to("slow@mail.example")).answer.outcome == Outcome.DONE
    assert sum(waited) > 1


def test_without_the_shipment_it_knows_nothing():
    assert PRETEND.find(PARCEL.key, settings={}).answer.code == "not_found"


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("maya", Outcome.DONE),
        ("kept", Outcome.REFUSED),
        ("thinking", Outcome.PENDING),
        ("lost", Outcome.DONE),
    ],
)
def test_a_label_is_given_back(who, outcome):
    ref = found_of(to(f"{who}@mail.example")).label.ref
    assert PRETEND.void(ref, key="v", settings={}).answer.outcome == outcome


def test_an_old_label_and_a_strangers_are_not_taken_back():
    old = bought_of(replace(PARCEL, ship_date=date(2026, 6, 20))).label.ref
    assert PRETEND.void(old, key="v", settings={}).answer.outcome == Outcome.REFUSED
    assert PRETEND.void("9400100208303109505657", key="v", settings={}).answer.code == "not_found"


def test_what_it_has_not_it_says():
    formed = PRETEND.form(["x"], STORE, date(2026, 7, 21), key="m", settings={})
    assert (formed.answer.code, "form" in PRETEND.can) == ("not_offered", False)
    assert not PRETEND.verify(b"", {}, secret="") and PRETEND.read_webhook(b"{}") == ()


# ── on its way ───────────────────────────────────────────────────────────────


def events_at(number, day, given_at=datetime(2026, 7, 21, 17, 40, tzinfo=UTC)):
    with time_machine.travel(datetime(2026, 7, day, 23, tzinfo=UTC), tick=False):
        return PRETEND.track(number, "", settings={}, given_at=given_at)[1]


def test_a_parcel_that_nobody_gave_it_goes_nowhere():
    number = number_at_home(date(2026, 7, 21), 3, 10)
    assert [event.status for event in events_at(number, 31, None)] == [Status.PRE_TRANSIT]
    given = datetime(2026, 7, 24, 16, 5, tzinfo=UTC)
    assert events_at(number, 24, given)[-1].at == given
    assert [event.at.date() for event in events_at(number, 31, given)][2:] == [
        date(2026, 7, day) for day in (25, 26, 27, 27)
    ]


def test_a_parcel_gets_there_as_the_days_go_by():
    number = number_at_home(date(2026, 7, 21), 3, 10)
    seen = [events_at(number, day) for day in range(20, 26)]
    assert [len(events) for events in seen] == [0, 2, 3, 4, 6, 6]
    for before, after in zip(seen, seen[1:], strict=False):
        assert after[: len(before)] == before
    assert [event.status for event in seen[-1]] == [
        Status.PRE_TRANSIT,
        Status.ACCEPTED,
        Status.IN_TRANSIT,
        Status.IN_TRANSIT,
        Status.OUT_FOR_DELIVERY,
        Status.DELIVERED,
    ]
    assert len({event.event_id for event in seen[-1]}) == 6


@pytest.mark.parametrize(
    ("own", "last", "days"),
    [(pretend.journey.TROUBLED, Status.DELIVERED, 4), (pretend.journey.TURNED_BACK, Status.RETURNED, 6)],
)
def test_some_parcels_have_a_harder_time(own, last, days):
    events = events_at(number_at_home(date(2026, 7, 21), 3, own), 31)
    assert Status.EXCEPTION in [event.status for event in events]
    assert (events[-1].status, events[-1].at.date()) == (last, date(2026, 7, 21) + timedelta(days=days))


def test_times_never_go_backwards():
    for own in range(500):
        for days in (1, 6, 9):
            given = datetime(2026, 6, 1, own % 24, own % 60, tzinfo=UTC)
            events = events_at(number_at_home(date(2026, 6, 1), days, own), 31, given)
            assert [e.at for e in events] == sorted(e.at for e in events)


@pytest.mark.parametrize("number", ["", "9400100208303109505657", "9300000069407387882328", "QA12345678ZZ"])
def test_a_strangers_number_is_not_known(number):
    answer, events = PRETEND.track(number, "", settings={})
    assert (answer.code, events) == ("not_found", ())
