"""What the screen answers to a deed: a word, then one sentence, over the thumb.

Shown in the fragment at once; after a plain form's redirect it waits in the session for the next page.
"""

from dataclasses import asdict, dataclass

from flask import Flask, g, session


@dataclass(frozen=True)
class Said:
    kind: str  # ok, wrong, note, done: looks, sound and vibration follow from it
    word: str  # "Picked 2 of 3"
    what: str = ""  # "Harbor rain jacket, Moss, M."


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"said": said})


def say(kind: str, word: str, what: str = "") -> None:
    g.said = Said(kind, word, what)


def keep_for_next_page() -> None:
    if "said" in g:
        session["said"] = asdict(g.said)


def said() -> Said | None:
    """The answer to show on this page, once."""
    if "said" in g:
        return g.said
    kept = session.pop("said", None) if "said" in session else None
    return Said(**kept) if kept else None
