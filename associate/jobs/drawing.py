"""Draws the labels of carriers that send none, soon after they were bought, outside any transaction.

In a thread of its own (beside.py): a purchase waits for no drawing.
"""

import threading

from associate.core.shipping.documents import store_document
from associate.core.shipping.labels import Label, undrawn_labels
from associate.core.shipping.queries import sends_by_us
from associate.db import atomic, db
from associate.documents.labels import warm_up
from associate.documents.labels_kept import draw
from associate.documents.parcels import label_of, language_of

REST = 5.0  # seconds that a process has for its first requests before it loads what draws
_is_warm = threading.Event()


def draw_what_is_bought(stop: threading.Event) -> int:
    """Keep the file of each label that has none. Returns how many that were."""
    if not _is_warm.is_set() and sends_by_us():
        if stop.wait(REST):
            return 0
        warm_up()
        _is_warm.set()
    waiting = undrawn_labels()
    db.session.rollback()
    for label_id in waiting:
        draw_label(label_id)
    return len(waiting)


def draw_label(label_id: int) -> None:
    """Once. Whoever asks for the file before gets the same, drawn for them alone."""
    label = db.session.get_one(Label, label_id)
    if label.document_id is not None:
        return
    told, language = label_of(label), language_of(label.parcel.store)
    db.session.rollback()
    body = draw(told, language)
    with atomic(label):
        if label.document_id is None:
            label.document_id = store_document("label", label.ref, body, media="pdf").id
