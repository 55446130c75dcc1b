"""Draws the labels of carriers that send none, soon after they were bought, outside any transaction.

In a thread of its own (beside.py): a purchase waits for no drawing.
"""

import threading
import time

import structlog

from associate.core.acts.labels import keep_drawing
from associate.core.shipping.labels import Label, undrawn_labels
from associate.core.shipping.queries import sends_by_us
from associate.db import db
from associate.documents.labels import warm_up
from associate.documents.labels_kept import draw
from associate.documents.parcels import label_of, language_of

REST = 5.0  # seconds that a process has for its first requests before it loads what draws
PAUSE = 300.0  # seconds until one that can’t be drawn is tried again; it holds up no other
_is_warm = threading.Event()
_stumbled: dict[int, float] = {}  # label id → when it is tried again
log = structlog.get_logger("associate.labels")


def draw_what_is_bought(stop: threading.Event) -> int:
    """Keep the file of each label that has none, the oldest first. Returns how many that was."""
    if not _is_warm.is_set() and sends_by_us():
        if stop.wait(REST):
            return 0
        warm_up()
        _is_warm.set()
    waiting = [each for each in undrawn_labels() if time.monotonic() >= _stumbled.get(each, 0.0)]
    db.session.rollback()
    return sum(_draws(label_id) for label_id in waiting if not stop.is_set())


def _draws(label_id: int) -> bool:
    try:
        draw_label(label_id)
    except Exception:
        db.session.rollback()
        log.exception("a label could not be drawn", label=label_id)
        _stumbled[label_id] = time.monotonic() + PAUSE
        return False
    return True


def draw_label(label_id: int) -> None:
    """Once. Whoever asks for the file before gets the same, drawn for them alone."""
    label = db.session.get_one(Label, label_id)
    if label.document_id is not None:
        return
    told, language = label_of(label), language_of(label.parcel.store)
    db.session.rollback()
    keep_drawing(label, draw(told, language), media="pdf")
