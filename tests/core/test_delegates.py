"""Somebody else comes: their code has a name, opens one order once, and can be taken back."""

import pytest

from associate.core.acts.cancel import cancel_order
from associate.core.events.commands import intent
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.delegates import delegate, delegates, names_of_passes, revoke
from associate.core.fulfillment.links import (
    current_pass,
    pass_by_qr,
    passes_by_code,
    qr_code,
    spoken_code,
    spoken_pass,
    use_pass,
)
from associate.core.fulfillment.models import Fulfillment
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.workflows.handover.forms import Proof
from associate.workflows.handover.rules import completion, opening, verification
from associate.workflows.handover.rules.bags import scan_bag
from associate.workflows.handover.rules.counter import handover_here
from associate.workflows.handover.rules.finding import find_by_scan
from associate.workflows.handover.rules.together import together_with
from associate.workflows.orders.screens.story import story
from tests.support.comers import customer_of
from tests.support.counter import stage
from tests.support.pickups import KEY
from tests.support.shop import look_again


@pytest.fixture
def job(shop):
    return stage(shop, shop.has_order((shop.jacket, 1)), "7K4", contents={"7K4": {0: 1}})


def sends(job, name):
    return delegate(job, name, key=KEY, by=customer_of(job))


def code_of(sent):
    return spoken_code(sent.nonce, key=KEY)


def opens(shop, sent, job, *others, how="qr"):
    found = find_by_scan(
        f"PUP-{qr_code(sent.nonce, key=KEY)}" if how == "qr" else code_of(sent), store=shop.mill_quay, key=KEY
    )
    assert found.job.id == job.id
    meant = intent(f"open-{sent.id}", "handover.open", shop.ana.actor, {})
    jobs = [db.session.get_one(Fulfillment, each.id) for each in (job, *others)]
    number = opening.open_handover(jobs, qr=found.qr, spoken=found.spoken, intent=meant, by=shop.ana.actor)
    return handover_here(number, store=shop.mill_quay)


def test_a_name_gets_a_code_of_its_own_beside_the_customers(shop, job):
    own, jonas = current_pass(job), sends(job, "  Jonas ")
    assert jonas.name == "Jonas" and code_of(jonas) != code_of(own)
    assert sends(job, "jonas") is jonas and delegates(job) == [jonas]
    assert current_pass(job) is own
    assert pass_by_qr(qr_code(jonas.nonce, key=KEY)) is jonas
    assert passes_by_code(code_of(jonas), store_id=shop.mill_quay.id, key=KEY) == [jonas]
    assert spoken_pass(job, code_of(jonas), key=KEY) is jonas
    assert spoken_pass(job, code_of(own), key=KEY) is own


def test_three_at_once_and_a_name_is_needed(shop, job):
    for name in ("Jonas", "Mia", "Tom"):
        sends(job, name)
    for name, code in (("Zoe", "three_codes"), ("  ", "no_name")):
        with pytest.raises(Refused) as refused:
            sends(job, name)
        assert refused.value.code == code
    revoke(delegates(job)[0], by=customer_of(job))
    assert sends(job, "Zoe").name == "Zoe"


def test_a_code_taken_back_is_a_wrong_one(shop, job):
    jonas = sends(job, "Jonas")
    revoke(jonas, by=customer_of(job))
    revoke(jonas, by=customer_of(job))
    assert delegates(job) == [] and shop.diary(job).count("pass.revoked") == 1
    scans = (f"PUP-{qr_code(jonas.nonce, key=KEY)}", f"PUP-{'A' * 20}", code_of(jonas), "ZZZZZZ")
    sentences = []
    for raw in scans:
        with pytest.raises(Missing) as missing:
            find_by_scan(raw, store=shop.mill_quay, key=KEY)
        sentences.append(missing.value.message)
    assert sentences[0] == sentences[1] and sentences[2] == sentences[3]
    assert spoken_pass(job, code_of(jonas), key=KEY) is None


def test_taken_back_between_the_scan_and_the_counter(shop, job):
    jonas = sends(job, "Jonas")
    found = find_by_scan(code_of(jonas), store=shop.mill_quay, key=KEY)
    revoke(jonas, by=customer_of(job))
    meant = intent("open-late", "handover.open", shop.ana.actor, {})
    with pytest.raises(Missing) as missing:
        opening.open_handover([job], spoken=found.spoken, intent=meant, by=shop.ana.actor)
    assert missing.value.code == "nothing_found"


@pytest.mark.parametrize("how", ["qr", "code"])
def test_it_opens_one_order_of_the_customers_and_the_journal_says_for_whom(shop, job, how):
    other = stage(shop, shop.has_order((shop.kettle, 1), number="1002"), "9MB", contents={"9MB": {0: 1}})
    jonas = sends(job, "Jonas")
    assert len(together_with(job)) == 2
    handover = opens(shop, jonas, job, other, how=how)
    assert [row.fulfillment_id for row in handover.orders] == [job.id]
    assert (handover.verified_by, handover.pass_id) == (how, jonas.id)
    meant = intent("bag-1", "handover.bag", shop.ana.actor, {})
    scan_bag(handover, "BAG-7K4", intent=meant, by=shop.ana.actor)
    meant = intent("done-1", "handover.done", shop.ana.actor, {})
    completion.hand_over(handover, key=KEY, intent=meant, by=shop.ana.actor)
    look_again()
    facts = db.session.scalars(db.select(Event).filter_by(kind="handover.done")).one().facts
    assert facts["sent"] == jonas.id and "Jonas" not in str(facts)
    assert names_of_passes([facts["sent"], None]) == {jonas.id: "Jonas"}
    words = [moment.what for moment in story(job.order)]
    assert any(text.startswith("Handed over to Jonas, verified by") for text in words)
    assert "Sends Jonas to pick it up" in words
    with pytest.raises(Refused) as used:
        revoke(jonas, by=customer_of(job))
    assert used.value.code == "code_used" and delegates(job) == []


def test_who_was_sent_for_one_takes_no_other_found_by_name(shop, job):
    other = stage(shop, shop.has_order((shop.kettle, 1), number="1002"), "9MB", contents={"9MB": {0: 1}})
    jonas = sends(job, "Jonas")
    meant = intent("open-1", "handover.open", shop.ana.actor, {})
    handover = handover_here(
        opening.open_handover([job, other], intent=meant, by=shop.ana.actor), store=shop.mill_quay
    )
    proof = Proof(how="code", code=code_of(jonas))
    meant = intent("verify-1", "handover.verify", shop.ana.actor, {})
    with pytest.raises(Refused) as refused:
        verification.verify(handover, proof, key=KEY, intent=meant, by=shop.ana.actor)
    assert refused.value.code == "sent_for_one" and job.number in refused.value.message
    opening.take_order_off(
        handover, other.number, intent=intent("off-1", "off", shop.ana.actor, {}), by=shop.ana.actor
    )
    meant = intent("verify-2", "handover.verify", shop.ana.actor, {})
    verification.verify(handover, proof, key=KEY, intent=meant, by=shop.ana.actor)
    assert handover.verified_by == "code"


def test_an_age_is_still_asked_of_whom_they_send(shop):
    job = stage(shop, shop.has_order((shop.wine, 1)), "7K4", contents={"7K4": {0: 1}})
    handover = opens(shop, sends(job, "Jonas"), job)
    scan_bag(handover, "BAG-7K4", intent=intent("bag-1", "bag", shop.ana.actor, {}), by=shop.ana.actor)
    meant = intent("done-1", "handover.done", shop.ana.actor, {})
    with pytest.raises(Refused) as refused:
        completion.hand_over(handover, key=KEY, intent=meant, by=shop.ana.actor)
    assert refused.value.code == "check_age"


def test_codes_of_a_canceled_order_are_not_made(shop, job):
    cancel_order(job.order, by=SYSTEM, reason="customer_asked")
    look_again()
    with pytest.raises(Refused) as refused:
        sends(job, "Jonas")
    assert refused.value.code == "gone"


def test_the_customers_own_new_code_after_a_part_is_theirs(shop, job):
    jonas = sends(job, "Jonas")
    with atomic(job):
        use_pass(job)
    db.session.refresh(jonas)
    assert jonas.used_at and current_pass(job) is None and delegates(job) == []
