"""Money to give back, and what could not be sent or taken in: each way to settle it, once."""

import sqlalchemy as sa

from associate.core.acts.cancel import cancel_order
from associate.core.events.models import Delivery, DeliveryState, Event, Inbound, InboundState
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.states import State
from associate.core.tasks.models import TaskKind
from associate.db import db
from associate.jobs.payments import ask_for_money
from tests.support.counter import books_agree  # noqa: F401  a fixture
from tests.support.money import account, gives_back, paper_order, refunds, stuck, three_minutes_pass
from tests.support.paper_payments import PaperPayments, connect
from tests.support.people import Person
from tests.support.tasks import failed_inbound, failed_message, make_task, spanning, task, task_now

CONFIG = {"BASE_URL": "https://shop.example"}

# ── money ────────────────────────────────────────────────────────────────────


def test_a_refund_shows_what_how_and_where_and_wants_a_note(app, shop):
    order = shop.has_order((shop.jacket, 1))
    cancel_order(order, by=SYSTEM, reason="customer")
    owed = task(order)
    helen = (
        Person(app, shop.helen)
        .opens(f"/tasks/{owed.id}")
        .sees("give €89.00 back", "card …4417", "in Web shop")
    )
    assert helen.posts(f"/tasks/{owed.id}/refund", note="  ").code == "note_missing"
    assert helen.posts(f"/tasks/{owed.id}/settlement", note="by the side door").code == "other_kind"
    helen.opens(f"/tasks/{owed.id}").taps("Done: €89.00", note="ref 77 on 4242 4242 4242 4242").sees(
        "Given back"
    )
    assert task_now(owed).outcome == "ref 77 on •••• 4242"
    helen.opens(f"/tasks/{owed.id}").sees("Settled", "Helen")


def test_leads_do_not_give_money_back_and_service_does(app, shop):
    order = shop.has_order((shop.jacket, 1))
    cancel_order(order, by=SYSTEM, reason="customer")
    url = f"/tasks/{task(order).id}"
    assert (
        Person(app, shop.marcus)
        .opens(url)
        .sees("customer service gives money back")
        .posts(f"{url}/refund", note="done")
        .status
        == 403
    )
    sam = Person(app, shop.sam).opens("/me").taps("Work here", code="MQ")
    assert sam.posts(f"{url}/refund", note="done in the shop").status == 200
    assert shop.tasks() == []


# ── messages, webhooks, notes ────────────────────────────────────────────────


def test_a_failed_message_goes_again_to_a_corrected_address(app, shop):
    failed = failed_message(shop)
    url = f"/tasks/{failed.id}"
    helen = Person(app, shop.helen).opens(url).sees("“Mailbox full.”", "Tried 3 times.")
    assert helen.posts(f"{url}/message", email="not an address").code == "bad_email"
    helen.opens(url).taps("Send it again", email="maya@new.example").sees("On its way")
    queued = db.session.scalars(sa.select(Delivery).where(Delivery.state == DeliveryState.PENDING)).one()
    assert (queued.kind, queued.recipient, shop.tasks()) == ("ready", "maya@new.example", [])


def test_without_any_address_it_asks_for_one(app, shop):
    failed = failed_message(shop, email="")
    assert Person(app, shop.marcus).posts(f"/tasks/{failed.id}/message", email="").code == "no_address"


def test_a_ready_message_nobody_waits_for_is_not_sent(app, shop):
    failed = failed_message(shop, state=State.COLLECTED)
    marcus = Person(app, shop.marcus)
    assert marcus.posts(f"/tasks/{failed.id}/message", email="").code == "not_needed"
    marcus.opens(f"/tasks/{failed.id}").taps("It’s not needed", note="was here already").sees("Settled")


def test_what_could_not_be_taken_in_is_tried_again_or_dropped(app, shop):
    rosa = spanning(app, shop.rosa)
    failed = failed_inbound(shop, "a")
    rosa.opens("/tasks").sees("Web shop told something we couldn’t take in", "“KeyError: id”")
    rosa.opens(f"/tasks/{failed.id}").taps("Take it in again").sees("Trying again")
    inbound = db.session.scalars(sa.select(Inbound)).one()
    assert (inbound.state, inbound.tries) == (InboundState.PENDING, 0)
    dropped = failed_inbound(shop, "b")
    rosa.opens(f"/tasks/{dropped.id}").taps("Drop it", note="a test of theirs").sees("Settled")
    assert (
        db.session.scalars(sa.select(Inbound.state).order_by(Inbound.id.desc())).first()
        == InboundState.IGNORED
    )
    assert Person(app, shop.helen).opens(f"/tasks/{dropped.id}").status == 404


def test_a_payload_that_is_purged_can_only_be_dropped(app, shop):
    failed = failed_inbound(shop, "a", body="")
    assert spanning(app, shop.rosa).posts(f"/tasks/{failed.id}/retry").code == "payload_gone"


def test_settled_with_a_note(app, shop):
    waiting = make_task(shop, TaskKind.CHANGED_LATE, shop.has_order((shop.jacket, 1)))
    marcus = Person(app, shop.marcus).opens(f"/tasks/{waiting.id}")
    assert marcus.posts(f"/tasks/{waiting.id}/settlement", note="").code == "note_missing"
    marcus.opens(f"/tasks/{waiting.id}").taps("Done", note="Maya said yes").sees("Settled")
    assert task_now(waiting).outcome == "Maya said yes"
    assert "Maya said yes" not in str([event.facts for event in db.session.scalars(sa.select(Event))])


def test_money_that_did_not_go_back_is_asked_for_again_or_paid_another_way(app, shop, tmp_path):
    paper = PaperPayments(tmp_path)
    connect(paper)
    account(shop.web, "paper")
    order = paper_order(shop)
    paper.will("refused", "refused")
    gives_back(shop, order, 8900)
    ask_for_money(CONFIG)
    (first,) = stuck()
    helen = Person(app, shop.helen).opens(f"/tasks/{first.id}")
    helen.sees("€89.00 didn’t go back", "“Do not honor”").taps("Ask again").sees("Asking again")
    ask_for_money(CONFIG)
    (second,) = stuck()
    assert second.id != first.id and refunds(order) == [("failed", 0)] and paper.moved() == []
    helen.opens(f"/tasks/{second.id}").taps("Given back another way", note="Cash, slip 12").sees("Settled")
    assert stuck() == [] and refunds(order) == [("done", 8900)]
    told = db.session.scalars(sa.select(Event.facts).where(Event.kind == "order.refunded")).all()
    assert [(each["amount"], each["elsewhere"]) for each in told] == [(8900, 8900)]


def test_what_may_have_gone_is_not_paid_another_way(app, shop, tmp_path):
    paper = PaperPayments(tmp_path)
    connect(paper)
    account(shop.web, "paper")
    order = paper_order(shop)
    paper.will("lost")
    (tmp_path / "away").touch()
    gives_back(shop, order, 8900)
    for _each in range(6):
        ask_for_money(CONFIG)
        three_minutes_pass()
    (unknown,) = stuck()
    helen = Person(app, shop.helen).opens(f"/tasks/{unknown.id}").sees("did €89.00 move?", "Don’t pay it")
    refused = helen.posts(f"/tasks/{unknown.id}/money", how="otherwise", note="Cash, slip 12")
    assert refused.code == "not_known"
    (tmp_path / "away").unlink()
    helen.opens(f"/tasks/{unknown.id}").taps("Look again now")
    ask_for_money(CONFIG)
    assert stuck() == [] and refunds(order) == [("done", 8900)]
