"""From a closed parcel to its label: bought once, whatever the carrier says or doesn't say."""

import hashlib
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts import labels as acts
from associate.core.acts import packing
from associate.core.acts.cancel import cancel_order
from associate.core.acts.elsewhere import gone, note_dispatches
from associate.core.acts.label_answers import ask_again
from associate.core.acts.route import send_elsewhere
from associate.core.acts.shipments import read_shipment
from associate.core.events.commands import intent
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM
from associate.core.orders.incoming import IncomingDispatch
from associate.core.orders.models import Order
from associate.core.shipping.calls import CallState, CarrierCall, Verb, last_call
from associate.core.shipping.documents import StoredDocument
from associate.core.shipping.labels import Void
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.jobs.claims import MOST_CLAIMS, claim
from associate.upkeep.retention import forget_what_is_old
from tests.support.packing import account, every_parcel, labels, now_, states
from tests.support.paper_carrier import FILE
from tests.support.picking import refusal
from tests.support.shop import look_again


def wants(bench, parcel, **more):
    return acts.want_label(parcel, bench.swift, by=bench.by, **more)


def failed(parcel):
    look_again()
    return task_of(TaskKind.LABEL_FAILED, str(parcel.id))


def call_of(parcel, verb=Verb.BUY):
    look_again()
    return last_call(parcel.id, verb)


# ── bought ───────────────────────────────────────────────────────────────────


def test_the_intent_is_written_and_the_job_buys(bench, job, parcel, carrier, after):
    wants(bench, parcel)
    assert carrier.asked() == [] and states(job) == ("packing", ["closed"])
    assert after() == 1 and after() == 0
    assert states(job) == ("packed", ["labeled"]) and carrier.sold() == [f"{parcel.uid}-1"]
    [label] = labels(parcel)
    assert (label.carrier, label.amount, label.currency, label.is_test) == ("paper", 400, "EUR", True)
    stored = db.session.get_one(StoredDocument, label.document_id)
    assert (stored.body, stored.media, stored.kind) == (FILE, "pdf", "label")


def test_a_second_tap_is_the_same_purchase(bench, parcel, carrier, after):
    first = wants(bench, parcel)
    assert wants(bench, parcel).id == first.id
    assert refusal(acts.want_label, parcel, bench.slow, by=bench.by).code == "being_bought"
    assert refusal(acts.track_by_hand, parcel, "Post", "RR123", by=bench.by).code == "being_bought"
    assert refusal(packing.reopen, parcel, by=bench.by).code == "parcel_closed"
    assert refusal(packing.back_to_tote, parcel.fulfillment, by=bench.by).code == "has_label"
    after()
    assert refusal(acts.want_label, parcel, bench.swift, by=bench.by).code == "not_at_bench"
    assert len(carrier.sold()) == 1


def test_each_parcel_has_its_own_and_the_job_is_packed_with_the_last(shop, bench, job, carrier, after):
    first = bench.packs(job, only={shop.jacket.sku: 2}, box="M")
    wants(bench, first)
    after()
    assert states(job) == ("packing", ["labeled"])
    packing.add_parcel(job, by=bench.by)
    second = bench.packs(job)
    assert refusal(acts.want_label, first, bench.swift, by=bench.by).code == "has_label"
    wants(bench, second)
    after()
    assert states(job) == ("packed", ["labeled"] * 2)
    assert carrier.sold() == [f"{first.uid}-1", f"{second.uid}-1"]


def test_what_was_asked_names_nobody_once_it_is_over(bench, parcel, after):
    call = wants(bench, parcel)
    assert "Maya" in str(call.request)
    after()
    assert call_of(parcel).request == {} and len(call_of(parcel).request_hash) == 64
    look_again()
    journal = str(list(db.session.execute(sa.select(Event.facts))))
    assert "Maya" not in journal and "Ferry" not in journal and "97211" not in journal


def test_only_a_closed_parcel_and_an_account_of_this_store(shop, bench, job):
    parcel = packing.open_at_bench(job, by=bench.by)
    assert refusal(acts.want_label, parcel, bench.swift, by=bench.by).code == "not_closed"
    parcel = bench.packs(job)
    with atomic():
        theirs = account("theirs", store_id=shop.castle_row.id)
    assert refusal(acts.want_label, parcel, theirs, by=bench.by).code == "not_in_use"


def test_packed_its_totes_tag_may_be_used_again(bench, job, after):
    from tests.support.picking import scan

    scan(job, "BAG-7K4", bench.shop.ana)
    wants(bench, bench.packs(job))
    assert [bag.tag for bag in now_(job).open_bags] == ["7K4"]
    after()
    assert now_(job).open_bags == []


def test_the_pretend_carrier_leaves_the_drawing_to_us(shop, bench, after):
    with atomic():
        pretend = account("pretend", platform="pretend")
    parcel = bench.packs(bench.picked((shop.kettle, 1)))
    acts.want_label(parcel, pretend, by=bench.by)
    after()
    [label] = labels(parcel)
    assert (label.document_id, label.is_test) == (None, True) and label.drawing["symbol"]
    assert read_shipment(label.drawing["shipment"]).recipient.line1 == "1 Ferry Street"
    first = acts.keep_drawing(label, b"%PDF one", media="pdf")
    assert acts.keep_drawing(label, b"%PDF two", media="pdf").id == first.id
    assert labels(parcel)[0].document_id == first.id


# ── rates ────────────────────────────────────────────────────────────────────


def test_rates_are_good_for_just_this_parcel(bench, parcel, carrier, after):
    acts.want_rates(parcel, bench.swift, by=bench.by)
    after()
    assert [rate["ref"] for rate in call_of(parcel, Verb.RATES).result["rates"]] == ["r-slow", "r-fast"]
    assert refusal(acts.want_label, parcel, bench.swift, rate_ref="r-x", by=bench.by).code == "old_rates"
    packing.reopen(parcel, by=bench.by)
    packing.close_box(parcel, "L", weight_g=9_000, by=bench.by)
    assert refusal(acts.want_label, parcel, bench.swift, rate_ref="r-fast", by=bench.by).code == "old_rates"
    acts.want_rates(parcel, bench.swift, by=bench.by)
    after()
    wants(bench, parcel, rate_ref="r-fast")
    after()
    [label] = labels(parcel)
    assert (label.service, label.amount) == ("fast", 900)


def test_without_a_choice_it_is_the_accounts_own_service(bench, parcel, after):
    with atomic():
        bench.swift.service = "fast"
    acts.want_rates(parcel, bench.swift, by=bench.by)
    after()
    wants(bench, parcel)
    after()
    assert [label.service for label in labels(parcel)] == ["fast"]


# ── no answer ────────────────────────────────────────────────────────────────


def test_an_answer_lost_thrice_is_looked_up_and_never_bought_again(bench, job, parcel, carrier, after):
    carrier.will("lost")
    carrier.will("x", to="away")
    wants(bench, parcel)
    for seconds in (0, 10, 30):
        assert after(seconds) == 1
        assert states(job) == ("packing", ["closed"]) and labels(parcel) == []
    (carrier.folder / "away").unlink()
    assert after(90) == 1
    assert carrier.asked() == ["buy", "find", "find", "find"] and len(carrier.sold()) == 1
    assert states(job) == ("packed", ["labeled"]) and len(labels(parcel)) == 1


def test_what_never_arrived_is_bought_again_when_it_could_no_longer_come(bench, parcel, carrier, after):
    carrier.will("unsent")
    wants(bench, parcel)
    for seconds in (0, 20, 60):
        after(seconds)
    assert carrier.asked() == ["buy", "find", "find"] and carrier.sold() == []
    assert call_of(parcel).asked_at is not None  # it might still come
    after(130)
    assert carrier.asked()[-2:] == ["find", "buy"] and carrier.sold() == [f"{parcel.uid}-1"]
    assert len(labels(parcel)) == 1


def test_nobody_sends_it_another_way_before_that_is_known(bench, parcel, carrier, after):
    carrier.will("lost")
    carrier.will("x", to="away")
    wants(bench, parcel)
    for seconds in range(0, 90, 10):
        after(seconds)
    task = failed(parcel)
    assert task.facts["is_unknown"] and task.facts["words"] == "no answer"
    assert refusal(acts.want_label, parcel, bench.slow, by=bench.by).code == "being_bought"
    (carrier.folder / "away").unlink()
    after(3600)
    assert failed(parcel) is None and len(labels(parcel)) == 1


def test_sold_and_told_later(bench, parcel, carrier, after):
    carrier.will("later")
    wants(bench, parcel)
    after()
    assert labels(parcel) == [] and after(5) == 1
    assert len(labels(parcel)) == 1 and carrier.asked() == ["buy", "find"]


def test_a_carrier_that_is_busy_is_asked_again_and_given_up_in_the_end(bench, parcel, carrier, after):
    carrier.will("busy")
    wants(bench, parcel)
    after()
    assert after(10) == 0 and after(25) == 1  # as long as it asked for
    assert len(labels(parcel)) == 1 and carrier.asked() == ["buy", "buy"]


def test_busy_for_ever_is_a_refusal(bench, parcel, carrier, after):
    carrier.will(*["busy"] * 8)
    wants(bench, parcel)
    for hours in range(8):
        after(hours * 3600)
    assert failed(parcel).facts["words"] == "come later" and carrier.sold() == []


def test_a_call_that_breaks_each_time_is_given_up_loudly(bench, parcel, carrier, after):
    wants(bench, parcel)
    with atomic():
        db.session.execute(sa.update(CarrierCall).values(tries=MOST_CLAIMS))
    assert claim(CarrierCall) is None
    assert call_of(parcel).state == CallState.STUCK and failed(parcel).facts["is_unknown"]
    assert refusal(acts.want_label, parcel, bench.slow, by=bench.by).code == "being_bought"
    ask_again(call_of(parcel))
    after()
    assert len(labels(parcel)) == 1


# ── refused: three ways on ───────────────────────────────────────────────────


@pytest.fixture
def refused(bench, job, parcel, carrier, after):
    carrier.will("refused")
    wants(bench, parcel)
    after()
    task = failed(parcel)
    assert (task.facts["words"], task.facts["is_unknown"]) == ("Postcode 97211 not served", False)
    assert states(job) == ("packing", ["closed"]) and carrier.sold() == []
    return parcel


def test_another_carrier(bench, refused, carrier, after):
    acts.want_label(refused, bench.slow, by=bench.by)
    assert failed(refused) is None
    after()
    assert carrier.sold() == [f"{refused.uid}-2"]  # another attempt, another key
    assert [label.account_id for label in labels(refused)] == [bench.slow.id]


def test_a_tracking_number_by_hand(bench, job, refused, carrier):
    assert refusal(acts.track_by_hand, refused, "P", "1", by=bench.by).code == "no_tracking"
    acts.track_by_hand(refused, "An Post", " rr 123 456 785 ie ", by=bench.by)
    [label] = labels(refused)
    assert (label.carrier, label.tracking_number, label.is_by_hand) == ("An Post", "RR123456785IE", True)
    assert states(job) == ("packed", ["labeled"]) and failed(refused) is None and carrier.sold() == []
    acts.want_void(refused, by=bench.by)
    assert states(job) == ("packing", ["closed"]) and carrier.asked() == ["buy"]


def test_back_without_touching_stock(shop, bench, job, refused):
    before = shop.level(shop.jacket)
    packing.back_to_tote(job, by=bench.by)
    assert states(job) == ("picked", ["canceled"]) and failed(refused) is None
    assert shop.level(shop.jacket) == before


# ── voided ───────────────────────────────────────────────────────────────────


@pytest.fixture
def labeled(bench, parcel, after):
    wants(bench, parcel)
    after()
    return parcel


def test_a_voided_label_leaves_a_closed_parcel_that_may_have_another(bench, job, labeled, carrier, after):
    acts.want_void(labeled, by=bench.by)
    assert states(job) == ("packed", ["labeled"]) and labels(labeled)[0].void == Void.ASKED
    acts.want_void(labeled, by=bench.by)
    assert after() == 1
    assert states(job) == ("packing", ["closed"]) and len(carrier.given_back()) == 1
    wants(bench, now_parcel(labeled))
    after()
    assert [label.void for label in labels(labeled)] == [Void.DONE, Void.NONE]
    assert carrier.sold() == [f"{labeled.uid}-1", f"{labeled.uid}-2"]
    assert states(job) == ("packed", ["labeled"])


def now_parcel(parcel):
    look_again()
    return db.session.get_one(type(parcel), parcel.id)


def test_a_refund_the_carrier_thinks_about_is_shown_as_pending(bench, job, labeled, carrier, after):
    carrier.will("thinking", to="voids")
    acts.want_void(labeled, by=bench.by)
    after()
    [label] = labels(labeled)
    assert label.void == Void.PENDING and label.void_words == "refund submitted" and label.voided_at
    assert states(job) == ("packing", ["closed"])
    assert after(3600) == 0 and after(7 * 3600) == 1
    assert labels(labeled)[0].void == Void.DONE


def test_a_label_that_isnt_taken_back_stays_good(shop, bench, job, labeled, carrier, after):
    carrier.will("lost", "kept", to="voids")
    acts.want_void(labeled, by=bench.by)
    after()
    after(10)
    assert labels(labeled)[0].void == Void.REFUSED and states(job) == ("packed", ["labeled"])
    look_again()
    task = db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.PARCEL_TROUBLE)).one()
    assert (task.facts["why"], task.facts["words"]) == ("void_refused", "already in use")


# ── canceled meanwhile ───────────────────────────────────────────────────────


def test_canceled_before_anybody_asked_nothing_is_bought(shop, bench, job, parcel, carrier, after):
    wants(bench, parcel)
    cancel_order(job.order, by=SYSTEM, reason="test")
    after()
    assert carrier.asked() == [] and states(job) == ("canceled", ["canceled"])
    assert call_of(parcel).code == "withdrawn"


def test_canceled_while_the_carrier_thinks_the_label_is_given_back(shop, bench, job, parcel, carrier, after):
    carrier.will("lost")
    wants(bench, parcel)
    after()
    cancel_order(job.order, by=SYSTEM, reason="test")
    assert after(10) == 2  # found, and not wanted any more
    assert [label.void for label in labels(parcel)] == [Void.DONE] and len(carrier.given_back()) == 1
    assert states(job) == ("canceled", ["canceled"]) and shop.level(shop.jacket) == (20, 0, 2)


def test_canceled_when_packed_its_label_is_given_back(shop, bench, job, labeled, carrier, after):
    cancel_order(job.order, by=SYSTEM, reason="test")
    assert states(job) == ("canceled", ["canceled"])
    after()
    assert len(carrier.given_back()) == 1 and shop.level(shop.kettle) == (20, 0, 1)
    assert [parcel.attempt for parcel in every_parcel(job)] == [2]


def test_what_left_by_another_hand_needs_no_label(shop, bench, job, labeled, carrier, after):
    with atomic(job.order, job):
        note_dispatches(job, [IncomingDispatch(external_id="d1")], by=SYSTEM)
    look_again()
    gone(db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.COLLECTED_ALREADY)).one(), by=SYSTEM)
    after()
    assert states(job) == ("collected", ["canceled"]) and len(carrier.given_back()) == 1
    assert shop.level(shop.jacket) == (18, 0, 0)


def test_sent_on_from_the_bench_its_goods_wait_to_be_shelved(shop, bench, job, refused):
    meant = intent(uuid.uuid4().hex, "send", bench.by, {})
    assert send_elsewhere(job, intent=meant, by=bench.by)["store"] == "Castle Row"
    assert states(job) == ("rerouted", ["canceled"]) and failed(refused) is None
    assert shop.level(shop.jacket) == (20, 0, 2)


# ── forgotten ────────────────────────────────────────────────────────────────


def test_its_file_is_forgotten_and_its_sum_stays(bench, labeled):
    with time_machine.travel(now() + timedelta(days=89)):
        forget_what_is_old(at_once=True)
    [label] = labels(labeled)
    kept = db.session.get_one(StoredDocument, label.document_id)
    assert kept.body == FILE
    with time_machine.travel(now() + timedelta(days=91)):
        forget_what_is_old(at_once=True)
    look_again()
    kept = db.session.get_one(StoredDocument, label.document_id)
    assert kept.body == b"" and kept.sha256 == hashlib.sha256(FILE).hexdigest()


def test_what_a_carrier_said_of_a_person_goes_with_the_person(shop, bench, refused):
    with atomic():
        db.session.execute(sa.update(Order).values(placed_at=now() - timedelta(days=800), state="done"))
    assert call_of(refused).words == "Postcode 97211 not served"
    forget_what_is_old(at_once=True)
    assert call_of(refused).words == ""
