"""Who is told by webhook: added by an admin, its secret shown once, its answers on its page."""

import re

import pytest
import sqlalchemy as sa

from associate.core.events.models import CommandRow, Event
from associate.core.events.outbox import Post, PostState, Subscriber
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import db
from tests.support.listeners import listener, subscribe, tell_the_world
from tests.support.people import Person
from tests.support.tasks import spanning

SECRET = r"whsec_[A-Za-z0-9+/=]{44}"


@pytest.fixture
def there(app):
    app.config["WEBHOOKS_TO_SELF"] = "yes"
    with listener() as heard:
        yield heard


@pytest.fixture
def ada(app, shop):
    return Person(app, shop.ada)


def the_one():
    return db.session.scalars(sa.select(Subscriber).execution_options(populate_existing=True)).one()


def kinds_of(who):
    return db.session.scalars(sa.select(Event.kind).filter_by(about=who.ref).order_by(Event.id)).all()


def test_a_secret_is_shown_once_and_signs_what_is_told(app, shop, ada, there):
    ada.opens("/settings").sees("Who else is told").opens("/settings/webhooks").sees("Nobody is told yet")
    ada.taps("Tell another system").taps("Add it", name="Warehouse", url=there.url, kinds=["order.placed"])
    ada.sees("Copy it now", "It is shown once")
    [secret] = set(re.findall(SECRET, ada.text))
    ada.taps("I have it").sees("Warehouse", "Order placed", "nothing sent yet").does_not_see(secret)
    shop.has_order((shop.jacket, 1))
    tell_the_world(app.config)
    assert [told.proven(secret)["type"] for told in there.told] == ["order.placed"]
    ada.opens(f"/settings/webhooks/{the_one().id}").sees("works", "taken", "200")
    assert kinds_of(the_one()) == ["subscriber.added"]
    assert secret not in repr(db.session.execute(sa.select(CommandRow.__table__)).all())
    assert secret not in repr(db.session.execute(sa.select(Event.__table__)).all())


def test_a_form_sent_twice_adds_one(ada, there):
    ada.opens("/settings/webhooks/new")
    before, form = ada.page, {"name": "Feed", "url": there.url}
    ada.taps("Add it", **form).sees("Copy it now")
    ada.page = before  # the way back, and the same button
    ada.taps("Add it", **form)
    assert (ada.status, ada.code) == (409, "shown_before") and the_one().kinds == []


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "This can’t stay empty."),
        ("http://hooks.example/", "It has to begin with https://."),
        ("https://ana:pass@hooks.example/", "Without a name or password in it"),
        ("https://hooks.example:22/", "At port 443 or 8443 only."),
        ("hooks.example", "An address like https://hooks.example/associate."),
    ],
)
def test_what_can_t_be_called_is_said_at_once_and_what_was_typed_stays(ada, url, sentence):
    ada.opens("/settings/webhooks/new").taps("Add it", name="Feed", url=url).sees(sentence)
    assert (ada.status, ada.code) == (422, "check_fields")
    assert ada.page.select_one("#name")["value"] == "Feed"
    assert db.session.scalars(sa.select(Subscriber)).all() == []


def test_another_secret_is_shown_once_and_the_old_one_signs_for_a_day(app, ada, there):
    who = subscribe(there.url)
    old = who.secret
    ada.opens(f"/settings/webhooks/{who.id}").taps("Make a new secret").sees(
        "For a day the old one signs as well"
    )
    ada.taps("Make it and show it once")
    [new] = set(re.findall(SECRET, ada.text))
    assert new != old
    ada.taps("I have it").sees("The old secret signs as well until").taps("Send a test").sees("Test sent")
    tell_the_world(app.config)
    assert there.told[0].proven(old) == there.told[0].proven(new)
    assert kinds_of(the_one()) == ["subscriber.secret_changed", "subscriber.tested"]


def test_a_test_goes_to_this_one_alone(app, ada, there):
    who, _other = subscribe(f"{there.url}/a"), subscribe(f"{there.url}/b", name="Other")
    ada.opens(f"/settings/webhooks/{who.id}").taps("Send a test")
    tell_the_world(app.config)
    assert [(told.path, kind) for told, kind in zip(there.told, there.kinds, strict=True)] == [
        ("/hooks/a", "test.sent")
    ]


def test_off_is_told_nothing_and_on_is_told_again(app, shop, ada, there):
    who = subscribe(there.url, "order.placed")
    shop.has_order((shop.jacket, 1))
    ada.opens(f"/settings/webhooks/{who.id}").taps("Switch it off").sees(
        "Off since", "by hand", "Switch it on"
    )
    ada.does_not_see("Send a test", "Send it again")
    tell_the_world(app.config)
    shop.has_order((shop.jacket, 1), number="1002")
    ada.posts(f"/settings/webhooks/{who.id}/tests")
    assert (ada.status, ada.code) == (422, "is_off")
    ada.opens(f"/settings/webhooks/{who.id}").taps("Switch it on").sees("is told what happens from now on")
    shop.has_order((shop.jacket, 1), number="1003")
    tell_the_world(app.config)
    assert len(there.told) == 1 and b"HW-1003" in there.told[0].body
    assert kinds_of(the_one()) == ["subscriber.off", "subscriber.on"]


def test_what_was_given_up_is_a_task_and_is_sent_again_from_its_page(app, shop, ada, there):
    who = subscribe(there.url, "order.placed")
    shop.has_order((shop.jacket, 1))
    there.will(410, "not here any more")
    tell_the_world(app.config)
    assert task_of(TaskKind.WEBHOOK_FAILED, str(who.id))
    rosa = (
        spanning(app, shop.rosa)
        .opens("/tasks")
        .sees("Warehouse doesn’t take our webhooks", "it was switched off")
    )
    rosa.taps("Look at it").sees("An admin looks after webhooks.")
    ada.opens("/settings/webhooks").sees("off")
    ada.opens(f"/settings/webhooks/{who.id}").sees(
        "it answered that it’s gone", "given up", "not here any more"
    )
    ada.taps("Switch it on").taps("Again").sees("1 webhook goes out once more.")
    tell_the_world(app.config)
    assert list(there.uids.values()) == [2]
    assert task_of(TaskKind.WEBHOOK_FAILED, str(who.id)) is None
    ada.opens(f"/settings/webhooks/{who.id}").sees("taken")


def test_everything_since_is_sent_again_or_only_what_failed(app, shop, ada, there):
    who = subscribe(there.url, "order.placed")
    for number in ("1001", "1002", "1003"):
        shop.has_order((shop.milk, 1), number=number)
    tell_the_world(app.config)
    ada.opens(f"/settings/webhooks/{who.id}").taps("Send it again", since="24", which="failed")
    ada.sees("Nothing of that is left to send.")
    ada.taps("Send it again", since="24", which="all").sees("3 webhooks go out once more.")
    tell_the_world(app.config)
    assert list(there.uids.values()) == [2, 2, 2]
    assert {post.state for post in db.session.scalars(sa.select(Post))} == {PostState.SENT}


def test_a_post_of_another_is_not_found(ada, app, there):
    who, other = subscribe(there.url), subscribe(there.url, name="Other")
    ada.opens(f"/settings/webhooks/{other.id}").taps("Send a test")
    post = db.session.scalars(sa.select(Post)).one()
    assert ada.posts(f"/settings/webhooks/{who.id}/posts/{post.id}/resend").status == 404
    assert ada.opens("/settings/webhooks/99999").status == 404


def test_only_an_admin_looks_after_webhooks(app, shop):
    for person in (shop.helen, shop.rosa, shop.ana):
        assert Person(app, person).opens("/settings/webhooks").status == 403


def test_hostile_words_of_a_receiver_are_words(app, shop, ada, there):
    who = subscribe(there.url, "order.placed")
    shop.has_order((shop.jacket, 1))
    there.will(500, "<script>alert(1)</script>")
    tell_the_world(app.config)
    ada.opens(f"/settings/webhooks/{who.id}").sees("<script>alert(1)</script>", "waits for another try")
