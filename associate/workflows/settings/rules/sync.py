"""What the web shops didn’t take, sent once more."""

from associate.core.acts import syncing
from associate.core.catalog.channels import Channel
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.db import atomic
from associate.words import _, ngettext
from associate.workflows.settings.rules.columns import Said


def send_again(channel: Channel, *, intent: Intent, by: Actor) -> Said:
    with atomic(channel):
        if (done := answered(intent)) is not None:
            return done
        n = syncing.send_again(channel, by=by)
        if not n:
            return answer(intent, kind="note", word=_("Nothing waits"), what="")
        what = ngettext("%(num)d thing goes out once more.", "%(num)d things go out once more.", n)
        return answer(intent, kind="ok", word=_("Again"), what=what)
