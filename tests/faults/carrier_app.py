"""The app with the carrier on paper, whose worker stands still at a named step of buying so that a test can
kill it there.

HALT names a folder, which is the carrier's too. A file `at` in it with the step arms it once: whoever comes
there stands still for good, and `reached` appears with the number of its process. Steps: beginning (that it
will be asked is written, not committed), begun (committed), asked (the carrier heard, and did nothing),
bought (it did, nobody knows), answering (the label is written, not committed), kept (committed).
"""

import os
import threading
from pathlib import Path

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from associate import create_app
from associate.core.shipping.calls import CallState, CarrierCall
from associate.db import db
from tests.support.paper_carrier import PaperCarrier, connect

FOLDER = Path(os.environ["HALT"])


class Halting(PaperCarrier):
    def reached(self, step: str) -> None:
        stand_still_at(step)


def create_halting_app() -> Flask:
    app = create_app()
    connect(Halting(FOLDER))
    event.listen(db.session, "before_commit", lambda session: _in_a_deed(session, "beginning", "answering"))
    event.listen(db.session, "after_commit", lambda session: _in_a_deed(session, "begun", "kept"))
    return app


def stand_still_at(step: str) -> None:
    at = FOLDER / "at"
    if at.exists() and at.read_text() == step:
        at.write_text(str(os.getpid()))
        at.rename(FOLDER / "reached")
        threading.Event().wait()


def _in_a_deed(session: Session, first: str, last: str) -> None:
    """A call that was just asked, or is just over."""
    if not session.info.get("atomic"):
        return
    for call in [row for row in session.identity_map.values() if isinstance(row, CarrierCall)]:
        known = call.__dict__  # what is loaded: nothing is asked of a database that is about to commit
        if known.get("state") == CallState.DONE:
            stand_still_at(last)
        elif known.get("asked_at") is not None and known.get("outcome") == "":
            stand_still_at(first)
