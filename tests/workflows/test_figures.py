"""The pages about figures: who sees which store's, what stands in the address, and what leaves as a file."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import sqlalchemy as sa

from associate.clock import as_of
from associate.core.figures.keep import catch_up
from associate.core.figures.models import FigurePoint
from associate.core.figures.points import Measure
from associate.core.fulfillment.models import Fulfillment
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb
from associate.core.payments.credit import CreditEntry
from associate.db import atomic, db
from associate.jobs.digests import mail_digests
from associate.jobs.outlets import kept_messages
from tests.support.people import Person
from tests.support.pickups import make_ready

NOW = datetime(2026, 11, 23, 8, 55, tzinfo=UTC)


@pytest.fixture
def week(shop):
    """Yesterday three orders were ready in 30, 60 and 150 minutes at Mill Quay, one in 10 at Castle Row."""
    for number, (place, minutes) in enumerate((("mq", 30), ("mq", 60), ("mq", 150), ("cr", 10))):
        placed = NOW - timedelta(hours=22)
        with as_of(placed):
            order = shop.has_order((shop.kettle, 2), number=f"{number}", location=place)
            job = db.session.scalars(sa.select(Fulfillment).filter_by(order_id=order.id)).one()
        with as_of(placed + timedelta(minutes=minutes)):
            make_ready(job, tag=f"{number:03}", short=int(number == 2))
    with as_of(NOW):
        catch_up()
        yield shop


def rows(person, path):
    return list(csv.reader(StringIO(person.client.get(path).data.decode("utf-8-sig"))))


def test_a_manager_reads_their_own_store(app, week):
    helen = Person(app, week.helen)
    helen.opens("/figures").sees("16 to 22 Nov, Mill Quay", "3 orders.", "66.7%", "misses the goal of 95%")
    helen.sees("60 min", "median, p90 150 min", "16.7%", "Line short rate").does_not_see("Castle Row")
    assert helen.opens("/figures?store=CR").status == 404
    helen.opens("/figures?span=today").sees("No figures for these days yet")
    helen.opens("/figures/short?by=detail").sees("Units not found, of units asked for.", "1 of 6", "Category")
    helen.opens("/figures/time-to-ready?by=hour").sees("11:00", "150 min", "Goal: 120 min.")
    assert helen.opens("/figures/nothing").status == 404


def test_people_of_several_stores_compare_them(app, week):
    rosa = Person(app, week.rosa)
    rosa.opens("/figures").sees("all stores", "4 orders.", "75%")
    rosa.opens("/figures?store=CR").sees("Castle Row.", "1 order.", "100%")
    rosa.opens("/figures/ready-on-time?by=store&store=all").sees("Castle Row", "Mill Quay")
    rosa.opens("/figures?method=ship").sees("No figures")
    rosa.opens("/figures?from=2026-11-22&to=2026-11-01").sees("1 to 22 Nov")
    assert Person(app, week.ana).opens("/figures").status == 403


def test_a_fragment_is_the_same_without_the_page(app, week):
    helen = Person(app, week.helen)
    answer = helen.client.get("/figures?span=28", headers={"HX-Request": "true"})
    assert "<html" not in answer.text and 'id="figures"' in answer.text


def test_files_hold_plain_figures_and_no_formula(app, week):
    with atomic():
        week.web.name = '=HYPERLINK("http://example.org")'
    helen = Person(app, week.helen)
    found = {row[0]: row for row in rows(helen, "/figures/figures.csv")}
    assert found["figure"][:5] == ["figure", "name", "unit", "value", "p90"]
    assert found["time-to-ready"][2:5] == ["seconds", "3600", "9000"]
    assert found["short"][2:8] == ["share", "0.1667", "", "1", "6", "3"]
    by_channel = rows(helen, "/figures/orders.csv?by=channel")
    assert by_channel[1][0] == '\'=HYPERLINK("http://example.org")' and by_channel[1][2] == "3"
    assert rows(helen, "/figures/time-to-ready.csv")[-1][:4] == ["2026-11-22", "seconds", "3600", "9000"]
    assert helen.client.get("/figures/nothing.csv").status_code == 404


def test_a_days_close_is_what_was_asked_for_and_what_they_say(app, week):
    order = week.has_order((week.jacket, 1), number="99")
    store, yesterday = week.mill_quay, NOW - timedelta(hours=20)
    known = {"order_id": order.id, "store_id": store.id, "tender_id": order.tenders[0].id, "currency": "EUR"}
    told = (
        (PaymentVerb.CAPTURE, 8900, PaymentState.DONE),
        (PaymentVerb.REFUND, 1250, PaymentState.DONE),
        (PaymentVerb.REFUND, 400, PaymentState.STUCK),
        (PaymentVerb.REFUND, 100, PaymentState.REFUSED),
        (PaymentVerb.REFUND, 77, PaymentState.WITHDRAWN),
    )
    with atomic():
        for verb, amount, state in told:
            call = PaymentCall(
                verb=verb, amount=amount, state=state, by="tests", created_at=yesterday, **known
            )
            db.session.add(call)
        credit = {"customer_id": order.customer_id, "currency": "EUR", "store_id": store.id, "by": "tests"}
        db.session.add(CreditEntry(amount=500, cause="return:1", at=yesterday, **credit))
        db.session.add(CreditEntry(amount=-200, cause="order:2", at=yesterday, **credit))
        db.session.add(CreditEntry(amount=900, cause="return:3", at=NOW, **credit))
    helen = Person(app, week.helen)
    helen.opens("/figures/day").sees(
        "Sunday 22 November", "Not all of it is known yet", "€4.00 wait for an answer"
    )
    helen.sees("Captured Card the till €89.00 €89.00", "Refunded, all €17.50 €12.50 €4.00 €1.00")
    helen.sees("Store credit given €5.00 Store credit spent €2.00")
    assert (
        rows(helen, "/figures/day.csv?day=2026-11-22")[2][3:]
        == "refund card till 1750 1250 400 100 3".split()
    )
    helen.opens("/figures/day?day=2026-11-20").sees("No money moved that day")


def test_a_sale_is_the_channels_the_stores_and_the_pickers(app, week):
    job = db.session.scalars(sa.select(Fulfillment).filter_by(store_id=week.mill_quay.id)).first()
    out = {"day": NOW.date() - timedelta(days=1), "hour": 9, "store_id": job.store_id, "method": "pickup"}
    by_ana = f"EUR {week.ana.ref}"
    with atomic():
        for measure, detail in ((Measure.OUT, "EUR"), (Measure.CREDIT, by_ana)):
            point = {"measure": measure, "detail": detail, "value": 2, "of": 8500, **out}
            db.session.add(FigurePoint(thing_id=job.id, channel_id=week.web.id, **point))
    helen = Person(app, week.helen).opens("/figures/sales")
    helen.sees(
        "Web shop Mill Quay 2 €85.00", "Ana Duarte Mill Quay 2 €85.00", "nobody chooses which orders come"
    )
    assert rows(helen, "/figures/sales.csv")[2][2:] == ["EUR", "", "Mill Quay", "Ana Duarte", "2", "8500"]


def test_the_day_before_comes_by_mail_once_until_nobody_wants_it(app, week, tmp_path):
    app.config["MAIL_FOLDER"] = tmp_path
    helen = Person(app, week.helen).opens("/figures")
    with as_of(NOW - timedelta(days=1)):
        helen.taps("Mail me each morning").sees("You get it each morning")
        assert mail_digests(app.config) == 0  # who asks today begins with today
    with as_of(NOW.replace(hour=5)):
        assert mail_digests(app.config) == 0  # not in the night
    with as_of(NOW):
        assert mail_digests(app.config) == 1 and mail_digests(app.config) == 0
    mail = kept_messages(app.config)[0]
    text = mail.get_content()
    assert mail["Subject"] == "Mill Quay, Sun 22 Nov: 66.7% ready on time" and mail["To"] == week.helen.email
    assert "- Time to ready: 60 min (p90 150 min, the day before –, goal 120 min)" in text
    assert text.index("Misses its goal") < text.index("The day\n") and "/figures?from=2026-11-22" in text
    helen.opens("/figures").taps("No more morning mails").sees("No more mails")
    with as_of(NOW + timedelta(days=1)):
        assert mail_digests(app.config) == 0
