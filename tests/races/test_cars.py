"""Cars and codes, many at once: one runner has it, one visit is made, a code opens once."""

import threading
from collections import Counter

import sqlalchemy as sa

from associate.core.acts import arrivals, running
from associate.core.acts.check import mismatches
from associate.core.events.commands import intent
from associate.core.events.models import Event
from associate.core.fulfillment.delegates import delegate
from associate.core.fulfillment.links import spoken_code
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.core.fulfillment.visits import Visit
from associate.core.routing import windows
from associate.core.stores.models import Store
from associate.core.stores.staff import Role, Staff
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.workflows.handover.rules import opening
from associate.workflows.handover.rules.finding import find_by_scan
from tests.support.comers import customer_of, is_here
from tests.support.counter import stage
from tests.support.furnish import HASH
from tests.support.pickups import KEY

AT_ONCE = 8


def together(app, deed, times=AT_ONCE):
    """deed(0…) in threads that begin at one moment, each with a session of its own; their answers."""
    barrier, answers = threading.Barrier(times), [None] * times

    def run(n):
        with app.app_context():
            barrier.wait()
            try:
                answers[n] = deed(n)
            except Refused as refused:
                answers[n] = refused
            finally:
                db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=run, args=(n,)) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def counted(model, **which):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).filter_by(**which))


def test_eight_runners_take_one_car_and_one_has_it(app, shop):
    visit = is_here(shop.job(shop.has_order((shop.jacket, 1)))).id
    with atomic():
        runners = [
            Staff(
                email=f"r{n}@shop.example",
                first_name=f"R{n}",
                last_name="X",
                role=Role.ASSOCIATE,
                store_id=shop.mill_quay.id,
                password_hash=HASH,
            )
            for n in range(AT_ONCE)
        ]
        db.session.add_all(runners)
    ids = [runner.id for runner in runners]

    def claims(n):
        runner = db.session.get_one(Staff, ids[n])
        return running.claim(db.session.get_one(Visit, visit), runner, by=runner.actor).runner_id

    answers = together(app, claims)
    won = [answer for answer in answers if isinstance(answer, int)]
    lost = [answer for answer in answers if isinstance(answer, OutOfDate)]
    assert (len(won), Counter(each.code for each in lost)) == (1, {"claimed": AT_ONCE - 1})
    name = f"R{ids.index(won[0])}"
    assert all(each.message.startswith(f"{name} has") for each in lost)
    assert counted(Event, kind="visit.claimed") == 1 and list(mismatches()) == []


def test_eight_taps_of_im_here_are_one_visit_and_one_event(app, shop):
    job = shop.job(shop.has_order((shop.jacket, 1))).id
    together(app, lambda _n: is_here(db.session.get_one(Fulfillment, job), plate="482").id)
    assert (counted(Visit), counted(Event, kind="visit.arrived"), counted(Event, kind="visit.changed")) == (
        1,
        1,
        0,
    )


def test_taps_on_the_links_of_two_orders_of_one_customer_are_one_visit(app, shop):
    jobs = [shop.job(shop.has_order((shop.milk, 1), number=f"100{n}")).id for n in (1, 2)]

    def taps(n):
        job = db.session.get_one(Fulfillment, jobs[n % 2])
        if n < 4:
            return arrivals.announce([job], eta_at=None, to_counter=False, by=customer_of(job)).id
        return is_here(job).id

    answers = together(app, taps)
    assert len(set(answers)) == 1 and counted(Visit) == 1
    assert len(db.session.scalars(sa.select(Visit)).unique().one().jobs) == 2


def test_a_delegates_code_at_two_counters_opens_one(app, shop):
    job = stage(shop, shop.has_order((shop.jacket, 1)), "7K4")
    code = spoken_code(delegate(job, "Jonas", key=KEY, by=customer_of(job)).nonce, key=KEY)
    staff = [shop.ana.id, shop.priya.id]

    def opens(n):
        by = db.session.get_one(Staff, staff[n]).actor
        store = db.session.scalars(sa.select(Store).filter_by(code="MQ")).one()
        found = find_by_scan(code, store=store, key=KEY)
        meant = intent(f"open-{n}", "handover.open", by, {})
        return opening.open_handover([found.job], spoken=found.spoken, intent=meant, by=by)

    answers = together(app, opens, 2)
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    assert next(answer.code for answer in answers if isinstance(answer, Refused)) == "being_served"
    assert counted(Handover) == 1


def test_the_last_place_in_a_window_goes_to_one(app, shop):
    with atomic(shop.mill_quay):
        shop.mill_quay.pickups_a_window = 1
    jobs = [
        shop.job(shop.has_order((shop.milk, 1), number=f"10{n:02}", customer=f"c-{n}")).id
        for n in range(AT_ONCE)
    ]
    start = windows.windows(db.session.get_one(Fulfillment, jobs[0]))[0].start

    def chooses(n):
        job = db.session.get_one(Fulfillment, jobs[n])
        return windows.choose(job, start, by=customer_of(job)).start

    answers = together(app, chooses)
    assert answers.count(start) == 1
    assert Counter(a.code for a in answers if isinstance(a, Refused)) == {"window_full": AT_ONCE - 1}
    assert counted(Fulfillment, window_at=start) == 1
