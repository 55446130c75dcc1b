"""From a deed to somebody's server: each fact once for each who wants it, and never lost on the way."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.subscribers import change_secret, send_again, switch_off, switch_on
from associate.core.events.models import Beat, Event
from associate.core.events.outbox import Outgoing, Post, PostState, Subscriber
from associate.core.events.publish import KINDS
from associate.core.events.record import SYSTEM, Actor
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.integrations.webhooks_out.port import new_secret
from associate.jobs import post_out
from associate.jobs.claims import LEASE, claim_some
from associate.jobs.post_out import BACK_OFF, PATIENCE, REST, TRIES, send_posts
from associate.jobs.postman import sender_for
from associate.jobs.spread import spread_all
from associate.jobs.spread_stock import spread_stock
from associate.upkeep import retention
from associate.upkeep.statements import tally_statements
from tests.support.listeners import listener, subscribe, tell_the_world
from tests.support.pickups import make_ready

TILL = Actor("channel:1")


@pytest.fixture
def there(app):
    app.config["WEBHOOKS_TO_SELF"] = "yes"
    with listener() as heard:
        yield heard


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=True) as traveller:
        yield traveller


def posts_all(app):
    return tell_the_world(app.config)


def the(model, **fields):
    find = sa.select(model).filter_by(**fields).execution_options(populate_existing=True)
    return db.session.scalars(find).one()


def every(model):
    return db.session.scalars(
        sa.select(model).order_by(model.id).execution_options(populate_existing=True)
    ).all()


# ── what is written ──────────────────────────────────────────────────────────


def test_nothing_is_written_and_nothing_asked_when_nobody_listens(app, shop):
    order = shop.has_order((shop.jacket, 1))  # whether somebody listens is known from here
    tally = tally_statements()
    cancel_order(order, by=SYSTEM, reason="customer")
    unheard = tally.count
    assert every(Outgoing) == []
    subscribe("https://hooks.example/")
    order = shop.has_order((shop.jacket, 1), number="1002")
    tally = tally_statements()
    cancel_order(order, by=SYSTEM, reason="customer")
    assert tally.count <= unheard + 2  # an INSERT for each fact, no question
    kinds = [fact.kind for fact in every(Outgoing)]
    assert kinds == ["order.placed", "order.released", "fulfillment.canceled", "order.canceled"]


def test_what_is_undone_is_not_told(app, shop):
    subscribe("https://hooks.example/")
    order = shop.has_order((shop.jacket, 1))
    before = len(every(Outgoing))
    with suppress(ZeroDivisionError), atomic(order):
        cancel_order(order, by=SYSTEM, reason="customer")
        1 / 0  # noqa: B018
    assert len(every(Outgoing)) == before


def test_one_who_was_switched_off_is_nobody(app, shop):
    who = subscribe("https://hooks.example/")
    with atomic(who):
        switch_off(who, "person", by=SYSTEM)
    shop.has_order((shop.jacket, 1))
    assert every(Outgoing) == []


def test_an_order_s_way_is_told_with_numbers_and_quantities_and_no_person(app, shop, there):
    who = subscribe(there.url)
    posts_all(app)
    order = shop.has_order((shop.jacket, 1), (shop.kettle, 2))
    make_ready(shop.job(order))
    posts_all(app)
    said = {told.proven(who.secret)["type"]: told.proven(who.secret)["data"] for told in there.told}
    assert list(said) == [
        "order.placed", "order.released", "fulfillment.picking", "fulfillment.picked", "order.ready",
        "stock.changed",
    ]  # fmt: skip
    ready = said["order.ready"]
    assert ready["order"]["number"] == "HW-1001" and ready["store"] == "MQ"
    assert ready["order"]["lines"] == [
        {"sku": "HW-RJ-204-M", "quantity": 1},
        {"sku": "HW-EK-15", "quantity": 2},
    ]
    assert ready["fulfillment"]["state"] == "ready"
    assert [line["picked"] for line in ready["fulfillment"]["lines"]] == [1, 2]
    assert said["fulfillment.picking"]["fulfillment"]["state"] == "picking"  # then, not now
    words = " ".join(told.body.decode() for told in there.told)
    for personal in ("Maya", "Rosen", "@", "+353", "c-maya"):
        assert personal not in words


def test_what_the_journal_says_is_told_once_each(app, shop, there):
    subscribe(there.url)
    make_ready(shop.job(shop.has_order((shop.jacket, 1))))
    journal = db.session.scalars(sa.select(Event.kind).where(Event.kind.in_(KINDS))).all()
    assert sorted(KINDS[kind] for kind in journal) == sorted(fact.kind for fact in every(Outgoing))


# ── who gets it ──────────────────────────────────────────────────────────────


def test_each_who_wants_it_gets_one_and_nobody_else(app, shop, there):
    subscribe(f"{there.url}/all")
    subscribe(f"{there.url}/some", "order.placed")
    shop.has_order((shop.jacket, 1))
    posts_all(app)
    spread = sorted(told.path for told in there.told if b"order." in told.body)
    assert spread == ["/hooks/all", "/hooks/all", "/hooks/some"]
    assert posts_all(app) == 0 and len(every(Post)) == len(there.told)


def test_one_who_comes_later_is_told_what_happens_from_then_on(app, shop, there):
    subscribe(f"{there.url}/first")
    shop.has_order((shop.jacket, 1))
    subscribe(f"{there.url}/second")
    spread_all()
    assert {post.subscriber.name for post in every(Post)} == {"Warehouse"} and len(every(Post)) == 2


def a_bad_fact():
    """It lacks what its words need."""
    with atomic():
        fact = Outgoing(kind="order.placed", about="order:1", facts={"event": "order.placed"})
        db.session.add(fact)
    return fact.id


def test_a_fact_that_cannot_be_told_holds_up_no_other_and_is_tried_again(app, shop, there, clock):
    subscribe(there.url, name="Warehouse")
    bad = a_bad_fact()
    order = shop.has_order((shop.milk, 1))
    spread_all()
    assert len(every(Post)) == 2 and order.state == "open"
    fact = the(Outgoing, id=bad)
    assert fact.spread_at is None and fact.tries == 1 and shop.tasks() == []
    assert spread_all() == 0  # not before its time
    with atomic():
        fact.facts = {**fact.facts, "order_id": order.id, "store_id": shop.mill_quay.id}
    clock.shift(timedelta(seconds=6))
    assert spread_all() == 1 and len(every(Post)) == 3
    assert the(Outgoing, id=bad).facts["order"]["number"] == "HW-1001"


def test_a_fact_that_can_never_be_told_is_a_person_s_in_the_end(app, shop, there, clock):
    subscribe(there.url, name="Warehouse")
    bad = a_bad_fact()
    for tries in range(1, 6):
        spread_all()
        assert the(Outgoing, id=bad).tries == tries and shop.tasks() == []
        clock.shift(timedelta(seconds=5 * 2 ** (tries - 1) - 1))
        assert spread_all() == 0
        clock.shift(timedelta(seconds=2))
    spread_all()
    fact = the(Outgoing, id=bad)
    assert fact.spread_at and "KeyError" in fact.facts["problem"] and shop.tasks() == ["webhook_failed"]
    clock.shift(timedelta(days=1))
    assert spread_all() == 0 and every(Post) == []


@pytest.mark.engine("postgresql")
def test_two_who_spread_at_once_make_one_post_each(app, shop):
    for name in ("A", "B", "C"):
        subscribe("https://hooks.example/", name=name)
    for number in range(1, 9):
        shop.has_order((shop.milk, 1), number=str(number))
    db.session.remove()
    start, spread = threading.Barrier(4), []

    def work():
        with app.app_context():
            start.wait()
            spread.append(spread_all())
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(spread) == 16 and len(every(Post)) == 48


def test_two_postmen_hold_different_posts(app, shop):
    subscribe("https://hooks.example/")
    for number in range(1, 5):
        shop.has_order((shop.milk, 1), number=str(number))
    spread_all()
    first, second = claim_some(Post, 5), claim_some(Post, 5)
    assert len(first) == 5 and len(second) == 3 and not set(first) & set(second)


# ── what comes of it ─────────────────────────────────────────────────────────


def one_post(app, shop, there):
    who = subscribe(there.url, "order.placed")
    shop.has_order((shop.jacket, 1))
    spread_all()
    return who


def test_a_failure_is_tried_again_with_the_same_words_ever_later_and_then_given_up(app, shop, there, clock):
    who = one_post(app, shop, there)
    began = now()
    for number in range(1, TRIES + 1):
        there.will(500, "no room")
        assert posts_all(app) == 1
        post = the(Post)
        assert (post.tries, post.status, post.result) == (number, 500, "no room")
        if number < TRIES:
            pause, least = post.next_at - now(), BACK_OFF[number - 1]
            assert least * 0.98 <= pause <= least * 1.2 + timedelta(seconds=1)
            assert posts_all(app) == 0  # not before its time
            clock.move_to(post.next_at + timedelta(seconds=1))
    assert post.state == PostState.FAILED and timedelta(hours=27) < now() - began < timedelta(hours=34)
    assert len(there.uids) == 1 and len({told.body for told in there.told}) == 1
    told = task_of(TaskKind.WEBHOOK_FAILED, str(who.id))
    assert (told.facts["words"], told.facts["name"], told.store_id) == ("no room", "Warehouse", None)
    assert db.session.get_one(Subscriber, who.id).off_at is None
    clock.shift(timedelta(days=2))
    assert posts_all(app) == 0 and len(there.told) == TRIES


def test_what_failed_and_then_is_taken_is_done(app, shop, there, clock):
    one_post(app, shop, there)
    there.will(503)
    posts_all(app)
    clock.shift(timedelta(minutes=2))
    posts_all(app)
    post = the(Post)
    assert (post.state, post.tries, post.status) == (PostState.SENT, 2, 200) and post.sent_at


def test_retry_after_is_honored(app, shop, there, clock):
    one_post(app, shop, there)
    there.will(429, Retry_After="3600")
    posts_all(app)
    assert the(Post).next_at - now() > timedelta(minutes=59)


def test_410_switches_it_off_for_good_and_says_so(app, shop, there, clock):
    who = subscribe(there.url)
    shop.has_order((shop.jacket, 1))
    there.will(410, "moved out")
    posts_all(app)
    who = db.session.get_one(Subscriber, who.id, populate_existing=True)
    assert who.off_at and who.off_why == "gone" and len(there.told) == 1
    assert {post.state for post in every(Post)} == {PostState.FAILED}  # the others of it too
    assert task_of(TaskKind.WEBHOOK_FAILED, str(who.id)).facts["why"] == "gone"
    shop.has_order((shop.jacket, 1), number="1002")
    clock.shift(timedelta(days=1))
    assert posts_all(app) == 0


def test_one_that_takes_nothing_for_days_is_switched_off(app, shop, there, clock):
    who = one_post(app, shop, there)
    there.answers = [(500, {}, "broken")] * 40
    for _try in range(TRIES):
        posts_all(app)
        clock.shift(timedelta(hours=20))
    clock.shift(PATIENCE)
    shop.has_order((shop.jacket, 1), number="1002")
    posts_all(app)
    who = db.session.get_one(Subscriber, who.id, populate_existing=True)
    assert (who.off_why, the(Task, kind=TaskKind.WEBHOOK_FAILED).facts["why"]) == ("silent", "silent")
    with atomic(who):
        switch_on(who, by=SYSTEM)
    assert task_of(TaskKind.WEBHOOK_FAILED, str(who.id)) is None
    shop.has_order((shop.jacket, 1), number="1003")
    posts_all(app)  # fails again, and has days again
    assert db.session.get_one(Subscriber, who.id, populate_existing=True).off_at is None


def test_one_that_fails_holds_up_nobody_else_and_rests(app, shop, there, clock):
    with listener() as other:
        bad, good = subscribe(there.url, name="Bad"), subscribe(other.url, name="Good")
        for number in range(1, 6):
            shop.has_order((shop.milk, 1), number=str(number))
        there.answers = [(500, {}, "")] * 99
        posts_all(app)
        assert len(there.told) == 1  # one try finds out; the rest wait a minute
        assert other.kinds == ["order.placed", "order.released"] * 5
        waiting = [post for post in every(Post) if post.subscriber_id == bad.id]
        assert sorted({post.tries for post in waiting}) == [0, 1]
        assert all(post.next_at <= now() + REST for post in waiting if not post.tries)
        there.answers.clear()
        clock.shift(REST + timedelta(seconds=1))
        posts_all(app)
        assert sorted(there.uids) == sorted(other.uids) and len(there.told) == 11
        assert {post.state for post in every(Post)} == {PostState.SENT} and good.off_at is None


def test_one_that_breaks_our_sender_takes_nobody_else_s_answer_with_it(app, shop, there):
    class Brittle:
        """Breaks on one address, as no sender should."""

        def send(self, notice):
            if notice.url != there.url:
                raise OverflowError
            return sender_for(app.config).send(notice)

    bad, good = subscribe("https://hooks.example/"), subscribe(there.url)
    shop.has_order((shop.jacket, 1))
    spread_all()
    send_posts(claim_some(Post, 40), Brittle())
    states = {post.subscriber_id: post.state for post in every(Post)}
    assert states == {good.id: PostState.SENT, bad.id: PostState.PENDING}


def test_an_answer_that_is_none_is_told_again_and_the_others_keep_theirs(app, shop, there):
    class Speechless:
        """Answers nothing for one address: what looks at the answer breaks, beyond the sending itself."""

        def send(self, notice):
            return sender_for(app.config).send(notice) if notice.url == there.url else None

    bad, good = subscribe("https://hooks.example/"), subscribe(there.url)
    shop.has_order((shop.jacket, 1))
    spread_all()
    send_posts(claim_some(Post, 40), Speechless())
    kept = {post.subscriber_id: (post.state, post.result, post.next_at > now()) for post in every(Post)}
    assert kept[good.id][0] == PostState.SENT
    assert kept[bad.id] == (PostState.PENDING, "AttributeError", True)


def test_a_worker_that_dies_after_sending_leads_to_a_second_time_with_the_same_id(app, shop, there, clock):
    one_post(app, shop, there)
    [claimed] = claim_some(Post, 9)
    sender = sender_for(app.config)
    [queue] = post_out._queues([claimed])
    post_out._send_in_order(queue, sender)  # and then it is no more: no answer is kept
    db.session.rollback()
    assert posts_all(app) == 0  # the lease still stands
    clock.shift(LEASE + timedelta(seconds=1))
    assert posts_all(app) == 1
    assert list(there.uids.values()) == [2] and the(Post).state == PostState.SENT


def test_no_transaction_is_open_while_it_is_sent(app, shop, there):
    one_post(app, shop, there)
    main, seen = db.session(), []

    class Watching:
        def send(self, notice):
            seen.append(main.in_transaction())
            return sender_for(app.config).send(notice)

    send_posts(claim_some(Post, 9), Watching())
    assert seen == [False] and the(Post).state == PostState.SENT


def test_while_a_secret_is_exchanged_both_sign(app, shop, there, clock):
    who = one_post(app, shop, there)
    old, new = who.secret, new_secret()
    with atomic(who):
        change_secret(who, new, by=SYSTEM)
    posts_all(app)
    assert there.told[0].proven(old) == there.told[0].proven(new)
    clock.shift(timedelta(days=1, seconds=1))
    with atomic(who):
        send_again(who, sa.true(), by=SYSTEM)
    posts_all(app)
    assert there.told[1].headers["webhook-signature"].count("v1,") == 1 and there.told[1].proven(new)


def test_what_is_sent_again_has_the_id_it_had(app, shop, there):
    who = subscribe(there.url)
    shop.has_order((shop.jacket, 1))
    posts_all(app)
    before = len(there.told)
    with atomic(who):
        assert send_again(who, Outgoing.at >= now() - timedelta(hours=1), by=SYSTEM) == before
    posts_all(app)
    assert set(there.uids.values()) == {2} and len(every(Post)) == before


def test_what_was_told_is_forgotten_after_a_month_and_what_waits_is_not(app, shop, there, clock):
    subscribe(there.url)
    shop.has_order((shop.jacket, 1))
    posts_all(app)
    shop.has_order((shop.kettle, 1), number="1002")
    assert retention.posts() == 0
    clock.shift(timedelta(days=31))
    assert retention.posts() == len(there.told)
    assert every(Post) == [] and {fact.kind for fact in every(Outgoing)} == {"order.placed", "order.released"}


# ── stock ────────────────────────────────────────────────────────────────────


def sold(shop, variant, quantity):
    with atomic():
        ledger.sell(level(shop, variant).id, quantity, cause="test", by=TILL)


def level(shop, variant):
    return the(StockLevel, store_id=shop.mill_quay.id, variant_id=variant.id)


def stock_facts():
    return [fact.facts for fact in every(Outgoing) if fact.kind == "stock.changed"]


def test_many_movements_of_a_level_are_one_fact_with_the_figures_of_that_moment(app, shop):
    subscribe("https://hooks.example/", "stock.changed")
    spread_stock()
    before = level(shop, shop.milk).on_hand
    for _sale in range(3):
        sold(shop, shop.milk, 2)
    sold(shop, shop.kettle, 1)
    assert spread_stock() == 2
    facts = {each["sku"]: each for each in stock_facts()}
    milk = facts["HW-OM-1"]
    assert (milk["store"], milk["on_hand"], milk["atp"]) == (
        "MQ",
        before - 6,
        milk["on_hand"] - milk["safety"],
    )
    assert spread_stock() == 0 and len(stock_facts()) == 2


def test_what_moved_before_anybody_listened_is_no_news(app, shop):
    sold(shop, shop.milk, 1)
    assert spread_stock() == 0 and db.session.get(Beat, "stock_feed") is None
    who = subscribe("https://hooks.example/")
    assert spread_stock() == 0 and spread_stock() == 0
    with atomic(who):
        switch_off(who, "person", by=SYSTEM)
    sold(shop, shop.milk, 1)
    spread_stock()
    with atomic(who):
        switch_on(who, by=SYSTEM)
    assert [spread_stock(), spread_stock(), len(stock_facts())] == [0, 0, 0]


def test_a_level_that_moves_again_is_told_again_and_later_ones_too(app, shop, clock):
    subscribe("https://hooks.example/")
    spread_stock()
    for step in range(8):
        sold(shop, shop.milk, 1)
        assert spread_stock() == 1, step
        clock.shift(timedelta(seconds=20))
        assert spread_stock() == 0, step
    clock.shift(timedelta(minutes=5))
    assert spread_stock() == 0
    feed = db.session.get_one(Beat, "stock_feed", populate_existing=True).facts
    assert feed["told"] == {} and feed["trail"] == [] and feed["rows"] == 0  # it holds only its window


@pytest.mark.engine("postgresql")
def test_a_movement_that_shows_late_with_a_lower_id_is_told_and_nothing_twice(app, shop, clock):
    subscribe("https://hooks.example/")
    spread_stock()
    late_level = level(shop, shop.kettle).id
    with db.engine.connect() as slow:
        slow.execute(sa.text("SET lock_timeout = 0"))
        slow.execute(
            sa.text(
                "INSERT INTO movements (level_id, bucket, quantity, kind, cause, by, at)"
                " VALUES (:level, 'on_hand', -1, 'sold', 'late', 'system', :at)"
            ),
            {"level": late_level, "at": now()},
        )
        slow.execute(
            sa.text("UPDATE stock_levels SET on_hand = on_hand - 1 WHERE id = :id"), {"id": late_level}
        )
        sold(shop, shop.milk, 1)
        assert spread_stock() == 1
        clock.shift(timedelta(seconds=30))
        sold(shop, shop.milk, 1)
        assert spread_stock() == 1
        slow.commit()
    assert spread_stock() == 1
    assert [each["sku"] for each in stock_facts()] == ["HW-OM-1", "HW-OM-1", "HW-EK-15"]
    for _round in range(20):
        clock.shift(timedelta(seconds=7))
        assert spread_stock() == 0
