"""The app whose money is held on paper, and whose worker stands still at a named step of a refund so that a
test can kill it there.

HALT names a folder, which is the holder's too; see carrier_app. Steps: beginning (that it will be asked is
written, not committed), begun (committed), asked (they heard, and did nothing), moved (it went, nobody
knows), answering (the answer is written, not committed), kept (committed).
"""

import os
from pathlib import Path

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from associate import create_app
from associate.core.payments.calls import PaymentCall, PaymentState
from associate.db import db
from tests.faults.carrier_app import stand_still_at
from tests.support.paper_payments import PaperPayments, connect

FOLDER = Path(os.environ["HALT"])


class Halting(PaperPayments):
    def reached(self, step: str) -> None:
        stand_still_at(step)


def create_halting_app() -> Flask:
    app = create_app()
    connect(Halting(FOLDER))
    event.listen(db.session, "before_commit", lambda session: _in_a_deed(session, "beginning", "answering"))
    event.listen(db.session, "after_commit", lambda session: _in_a_deed(session, "begun", "kept"))
    return app


def _in_a_deed(session: Session, first: str, last: str) -> None:
    """A call that was just asked, or is just over."""
    if not session.info.get("atomic"):
        return
    for call in [row for row in session.identity_map.values() if isinstance(row, PaymentCall)]:
        known = call.__dict__  # what is loaded: nothing is asked of a database that is about to commit
        if known.get("state") == PaymentState.DONE:
            stand_still_at(last)
        elif known.get("asked_at") is not None and known.get("outcome") == "":
            stand_still_at(first)
