"""Yesterday in one email: what a manager wants to know before the doors open. No customer is in it."""

from dataclasses import dataclass
from datetime import date

from associate.core.stores.models import Store
from associate.words import _
from associate.workflows.figures.forms import Filters
from associate.workflows.figures.screens.overview import TILES, Line, lines
from associate.workflows.figures.screens.words import days_words

ALSO = ("pick-time", "units-per-hour", "add-on", "label-failures", "return-rate")


@dataclass(frozen=True)
class Digest:
    subject: str
    text: str


def digest(store: Store, day: date, address: str) -> Digest:
    """In the language that is spoken just now; `address` is where the page is."""
    found = lines(Filters((store,), store, day, day, day, ""))
    named = {"store": store.name, "day": days_words(day, day)}
    on_time = found["ready-on-time"]
    subject = _("%(store)s, %(day)s: %(share)s ready on time", **named, share=on_time.words)
    if on_time.value.amount is None:
        subject = _("%(store)s, %(day)s: figures of the day", **named)
    missed = [line for line in found.values() if line.is_missed]
    parts = [
        _("Good morning. This was %(day)s at %(store)s.", **named),
        _block(_("Misses its goal"), missed),
        _block(_("The day"), [found[name] for name in ("orders", *TILES)]),
        _block(_("Also"), [found[name] for name in ALSO]),
        _("All figures, and what they are made of:")
        + f"\n{address}?from={day.isoformat()}&to={day.isoformat()}",
        _("You get this because you asked for it on that page, and end it there."),
    ]
    return Digest(subject, "\n\n".join(part for part in parts if part))


def _block(title: str, told: list[Line]) -> str:
    rows = [_row(line) for line in told if line.value.amount is not None]
    return f"{title}\n" + "\n".join(rows) if rows else ""


def _row(line: Line) -> str:
    more = [_("p90 %(p90)s", p90=line.p90)] if line.p90 else [line.basis] if line.basis else []
    more.append(_("the day before %(before)s", before=line.before_words))
    if line.goal_words:
        more.append(_("goal %(goal)s", goal=line.goal_words))
    return f"- {line.figure.title}: {line.words} ({', '.join(more)})"
