"""What the pages about webhooks take."""

from dataclasses import dataclass
from datetime import timedelta

from associate.core.events.publish import PUBLIC
from associate.integrations.webhooks_out.port import Unsafe, parts_of
from associate.words import _
from associate.workflows.settings.forms.reading import Reader

SPANS = {"1": timedelta(hours=1), "24": timedelta(days=1), "72": timedelta(days=3), "720": timedelta(days=30)}
"""Hours back, as a form says them."""

WHICH = ("failed", "all")


@dataclass(frozen=True)
class Wanted:
    """A subscriber as it was asked for. No kinds: all of them."""

    name: str
    url: str
    kinds: list[str]


def read_subscriber(reader: Reader, *, is_local_ok: bool) -> Wanted:
    name = reader.text("name", most=80, needed=True)
    url = reader.text("url", most=500, needed=True)
    if url:
        _check(reader, url, is_local_ok=is_local_ok)
    chosen = set(reader.form.getlist("kinds"))
    return Wanted(name, url, [kind for kind in PUBLIC if kind in chosen])


def read_span(reader: Reader) -> tuple[timedelta, bool]:
    """How far back, and whether only what failed."""
    span, which = reader.choice("since", SPANS), reader.choice("which", WHICH)
    return SPANS.get(span, timedelta()), which != "all"


def _check(reader: Reader, url: str, *, is_local_ok: bool) -> None:
    """Where its name leads is looked at whenever something is sent: a page waits for no name server."""
    try:
        parts_of(url, is_local_ok=is_local_ok)
    except Unsafe as refused:
        reader.wrong("url", problem_words(refused.code))


def problem_words(code: str) -> str:
    words = {
        "scheme": _("It has to begin with https://."),
        "name_in_it": _("Without a name or password in it: the signature proves that it’s us."),
        "port": _("At port 443 or 8443 only."),
    }
    return str(words.get(code) or _("An address like https://hooks.example/associate."))
