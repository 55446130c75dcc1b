"""Prepare the demo and become its server: ./dev demo calls this with the arguments of `flask demo`.

Loading the app takes longer than all that it has to do here, so it is loaded once, and gunicorn's worker,
being a fork, finds it loaded.
"""

import os
import sys
from pathlib import Path

from flask.cli import ScriptInfo
from gunicorn.app.wsgiapp import run

from associate import create_app
from associate.db import db

CONFIG = Path(__file__).with_name("gunicorn.conf.py")


def prepare(*demo_options: str) -> None:
    """`flask setup`, then `flask demo`. No connection is left open for the fork to share."""
    app = create_app()
    script = ScriptInfo(create_app=lambda: app)
    app.cli.main(["setup"], "flask", obj=script, standalone_mode=False)
    app.cli.main(["demo", *demo_options], "flask", obj=script, standalone_mode=False)
    with app.app_context():
        db.engine.dispose()


def serve() -> None:
    """The factory, not an app: the process that answers makes its own engine and its own worker thread."""
    os.environ["ASSOCIATE_WORKER"] = "thread"
    sys.argv = ["gunicorn", f"--config={CONFIG}", "associate:create_app()"]
    run()


if __name__ == "__main__":
    prepare(*sys.argv[1:])
    print(f"\n== Associate runs on {os.environ['BASE_URL']}   (Ctrl-C stops it)", flush=True)
    serve()
