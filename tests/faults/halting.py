"""The app as it is served, but it stands still at a named step of a request so that a test can kill it there.

HALT names a folder. A file `at` in it with "<step> <path>" arms it once: the request to that path stands
still there for good, and `reached` appears with the number of its process. Steps: asked (nothing is done),
written (but not committed), committed (holding what a deed holds), answering.
"""

import os
import threading
from pathlib import Path

from flask import Flask, Response, has_request_context, request
from sqlalchemy import event

from associate import create_app
from associate.db import db


def create_halting_app() -> Flask:
    app, folder = create_app(), Path(os.environ["HALT"])

    def stand_still_at(step: str) -> None:
        at = folder / "at"
        if has_request_context() and at.exists() and at.read_text() == f"{step} {request.path}":
            at.write_text(str(os.getpid()))  # not the master's, which may have made the app
            at.rename(folder / "reached")
            threading.Event().wait()

    def in_a_deed(step: str) -> None:
        if db.session.info.get("atomic"):  # the end of a read is a commit too
            stand_still_at(step)

    def before_the_answer(response: Response) -> Response:
        stand_still_at("answering")
        return response

    app.before_request(lambda: stand_still_at("asked"))
    app.after_request(before_the_answer)
    event.listen(db.session, "before_commit", lambda _session: in_a_deed("written"))
    event.listen(db.session, "after_commit", lambda _session: in_a_deed("committed"))
    return app
