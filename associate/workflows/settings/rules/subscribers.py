"""Those who are told by webhook: add one, exchange its secret, switch it, send it something again."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts import subscribers as acts
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.outbox import Outgoing, Post, PostState, Subscriber
from associate.core.events.record import Actor, record
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.integrations.webhooks_out.port import new_secret
from associate.words import _, ngettext
from associate.workflows.settings.forms.subscribers import Wanted
from associate.workflows.settings.rules.columns import Said


def subscribers() -> list[Subscriber]:
    """Those that are on first, by name."""
    return list(
        db.session.scalars(
            sa.select(Subscriber).order_by(Subscriber.off_at.is_not(None), Subscriber.name, Subscriber.id)
        )
    )


def subscriber_with(number: int) -> Subscriber:
    """Raises Missing."""
    found = db.session.get(Subscriber, number)
    if found is None:
        raise Missing("no_subscriber", _("There’s no such webhook."))
    return found


def add(wanted: Wanted, *, intent: Intent, by: Actor) -> Subscriber:
    """Its secret is in it, for one showing. Raises OutOfDate("shown_before") for a second sending."""
    with atomic():
        _must_be_first(intent)
        made = Subscriber(name=wanted.name, url=wanted.url, kinds=wanted.kinds, secret=new_secret())
        db.session.add(made)
        db.session.flush()
        record("subscriber.added", about=made, by=by, name=made.name, kinds=made.kinds)
        answer(intent, subscriber=made.id)
        return made


def change_secret(subscriber: Subscriber, *, intent: Intent, by: Actor) -> str:
    """The new secret, for one showing. Raises OutOfDate("shown_before") for a second sending."""
    with atomic(subscriber):
        _must_be_first(intent)
        acts.change_secret(subscriber, new_secret(), by=by)
        answer(intent, subscriber=subscriber.id)
        return subscriber.secret


def switch(subscriber: Subscriber, *, is_on: bool, intent: Intent, by: Actor) -> Said:
    with atomic(subscriber):
        if (done := answered(intent)) is not None:
            return done
        if is_on:
            acts.switch_on(subscriber, by=by)
            said = {
                "word": _("On"),
                "what": _("%(name)s is told what happens from now on.", name=subscriber.name),
            }
        else:
            acts.switch_off(subscriber, "person", by=by)
            said = {"word": _("Off"), "what": _("%(name)s is told nothing now.", name=subscriber.name)}
        return answer(intent, kind="ok", **said)


def send_test(subscriber: Subscriber, *, intent: Intent, by: Actor) -> Said:
    """Raises Refused("is_off")."""
    with atomic(subscriber):
        if (done := answered(intent)) is not None:
            return done
        _must_be_on(subscriber)
        acts.send_test(subscriber, by=by)
        return answer(intent, kind="ok", word=_("Test sent"), what=_("Its answer shows below in a moment."))


def send_one_again(subscriber: Subscriber, post_id: int, *, intent: Intent, by: Actor) -> Said:
    """Raises Refused("is_off"), Missing."""
    if db.session.scalar(sa.select(Post.id).filter_by(id=post_id, subscriber_id=subscriber.id)) is None:
        raise Missing("no_post", _("That isn’t kept any more."))
    return _send_again(subscriber, Post.id == post_id, intent=intent, by=by)


def send_all_again(
    subscriber: Subscriber, span: timedelta, *, only_failed: bool, intent: Intent, by: Actor
) -> Said:
    """What happened within this span. Raises Refused("is_off")."""
    which = Outgoing.at >= now() - span
    if only_failed:
        which = which & (Post.state == PostState.FAILED)
    return _send_again(subscriber, which, intent=intent, by=by)


def _send_again(subscriber: Subscriber, which: sa.ColumnElement[bool], *, intent: Intent, by: Actor) -> Said:
    with atomic(subscriber):
        if (done := answered(intent)) is not None:
            return done
        _must_be_on(subscriber)
        n = acts.send_again(subscriber, which, by=by)
        what = ngettext("%(num)d webhook goes out once more.", "%(num)d webhooks go out once more.", n)
        return answer(
            intent, kind="ok", word=_("Again"), what=what if n else _("Nothing of that is left to send.")
        )


def _must_be_first(intent: Intent) -> None:
    """A secret is in no stored answer."""
    if answered(intent) is not None:
        raise OutOfDate("shown_before", _("It was shown once. Make another if it wasn’t kept."))


def _must_be_on(subscriber: Subscriber) -> None:
    if subscriber.off_at is not None:
        raise Refused("is_off", _("Switch it on first."))
