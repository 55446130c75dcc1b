"""Helen looks whether the system is well, and mends what she can mend."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Beat, Delivery, DeliveryState, Inbound, InboundState
from associate.core.events.record import SYSTEM
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from associate.jobs.due import run_due
from associate.upkeep import beats
from tests.support.people import Person
from tests.support.pickups import make_ready
from tests.support.shop import look_again


@pytest.fixture
def well(app, shop):
    beats.beat(beats.WORKER)
    beats.beat(beats.BACKUP, bytes=5 * 1024**2)
    beats.beat(beats.CHECK, mismatches=0)
    return shop


def given_up(shop, number="1001"):
    """A message that nobody took, and its task."""
    job = shop.job(shop.has_order((shop.jacket, 1), number=number))
    make_ready(job, tag=f"T{number}")
    with atomic():
        for delivery in db.session.scalars(sa.select(Delivery).filter_by(fulfillment_id=job.id)):
            delivery.state, delivery.tries = DeliveryState.FAILED, 5
            open_task(
                TaskKind.MESSAGE_FAILED,
                f"{job.order_id}:{delivery.kind}",
                by=SYSTEM,
                order_id=job.order_id,
                store_id=job.store_id,
                about=f"delivery:{delivery.id}",
            )
    return job


def not_taken_in(shop):
    with atomic():
        inbound = Inbound(
            channel_id=shop.web.id, topic="orders/create", dedupe_key="k", body="{}", next_at=now(),
            state=InboundState.FAILED, tries=6,
        )  # fmt: skip
        db.session.add(inbound)
        db.session.flush()
        open_task(TaskKind.INBOUND_FAILED, str(inbound.id), by=SYSTEM)


def states(kind):
    look_again()
    return list(db.session.scalars(sa.select(kind.state).order_by(kind.id)))


def test_a_well_system_says_so(app, well):
    helen = Person(app, well.helen).opens("/health")
    helen.sees("Everything works", "The worker is there", "The last one was proven, 5 MB", "Version")
    helen.does_not_see("Not well")


def test_associates_and_leads_do_not_look(app, well):
    assert Person(app, well.ana).opens("/health").status == 403
    assert Person(app, well.marcus).opens("/health").status == 403


def test_a_silent_worker_and_a_missing_backup_are_not_well(app, shop):
    Person(app, shop.helen).opens("/health").sees(
        "Something needs you now", "Start the worker", "There’s no backup yet"
    )


def test_what_needs_somebody_is_named_and_a_link_leads_there(app, well):
    not_taken_in(well)
    with atomic():
        db.session.execute(sa.delete(Beat).where(Beat.name == beats.BACKUP))
    helen = Person(app, well.helen).opens("/health")
    named = helen.page.select(".banner a")
    assert [link.get_text() for link in named] == [
        "Backup: There’s no backup yet.",
        "Orders coming in: 1 webhook couldn’t be taken in.",
    ]
    assert "There’s no backup yet" in helen.page.select_one(str(named[0]["href"])).get_text()


def test_failed_messages_go_out_again_once(app, well):
    given_up(well)
    helen = Person(app, well.helen).opens("/health").sees("It works. Something wants a look")
    helen.taps("Send 1 message again").sees("1 message is on its way")
    assert states(Delivery) == [DeliveryState.PENDING]
    helen.opens("/health").posts("/health/messages").sees("Nothing to send again")


def test_another_stores_messages_are_not_hers_but_rosas(app, well):
    given_up(well)
    with atomic():
        db.session.execute(sa.update(Delivery).values(store_id=well.castle_row.id))
        from associate.core.tasks.models import Task

        db.session.execute(sa.update(Task).values(store_id=well.castle_row.id))
    Person(app, well.helen).opens("/health").posts("/health/messages").sees("Nothing to send again")
    assert states(Delivery) == [DeliveryState.FAILED]
    Person(app, well.rosa).opens("/health").posts("/health/messages").sees("1 message is on its way")


def test_failed_webhooks_are_listed_and_taken_in_again(app, well):
    not_taken_in(well)
    helen = Person(app, well.helen).opens("/health").sees("Web shop, orders/create", "6 tries")
    helen.taps("Take 1 webhook in again").sees("1 is taken in again")
    assert states(Inbound) == [InboundState.PENDING] and well.tasks() == []


def test_a_check_is_asked_for_and_the_worker_does_it(app, well):
    with atomic():
        db.session.execute(
            sa.update(Beat).where(Beat.name == beats.CHECK).values(at=now() - timedelta(days=2))
        )
    helen = Person(app, well.helen).opens("/health").sees("The last check is old")
    helen.taps("Check the books").sees("The books are being checked")
    run_due()
    helen.opens("/health").sees("Stock, reservations and states agree").does_not_see("being checked")


def test_a_wrong_figure_is_seen(app, well):
    level = well.stocks(well.jacket, 1)
    with db.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE stock_levels SET on_hand = on_hand + 1 WHERE id = :id"), {"id": level}
        )
    beats.beat(beats.CHECK_WANTED)
    run_due()
    Person(app, well.helen).opens("/health").sees("1 figure doesn’t agree")
