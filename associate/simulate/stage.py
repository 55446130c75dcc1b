"""A server of the play’s own: gunicorn and worker on a database that only it uses, in a folder that goes."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from flask import Flask

from associate.config import ROOT, database_uri
from associate.db import db

START_LIMIT, STOP_LIMIT = 120.0, 15.0  # seconds


@dataclass(frozen=True)
class Stage:
    app: Flask
    """On the same database, for opening the shop and for looking afterwards."""
    url: str
    mail: Path
    log: Path
    environment: dict[str, str]

    @contextmanager
    def running(self) -> Iterator[None]:
        """The server answers in here. Raises RuntimeError with its log when it doesn’t."""
        beside = [["flask", "worker"]] if self.environment["DATABASE_URL"].startswith("postgres") else []
        web = ["gunicorn", f"--config={ROOT / 'deploy' / 'gunicorn.conf.py'}", "wsgi:app"]
        with ExitStack() as stack:
            for module in (web, *beside):
                stack.enter_context(self._process(module))
            self._wait()
            yield

    @contextmanager
    def _process(self, module: list[str]) -> Iterator[None]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *module], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        try:
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_LIMIT)
            process.kill()
            process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            with suppress(OSError), urlopen(f"{self.url}/healthz", timeout=5):
                return
            time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()[-2000:]}")


@contextmanager
def stage(database: str) -> Iterator[Stage]:
    """`database`: the address of an empty one; without it SQLite, in the folder."""
    from associate import create_app
    from associate.cli import set_up

    with tempfile.TemporaryDirectory(prefix="associate-simulate-") as name:
        folder, port = Path(name), _free_port()
        told = {
            "DATABASE_URL": database or f"sqlite:///{folder}/shop.db",
            "SECRET_KEY": secrets.token_urlsafe(32),
            "BASE_URL": f"http://127.0.0.1:{port}",
            "MAIL_FOLDER": str(folder / "mail"),
        }
        app = create_app(
            {**told, "SQLALCHEMY_DATABASE_URI": database_uri(told["DATABASE_URL"]), "DEMO": "yes"}
        )
        with app.app_context():
            set_up()
        served = {
            **os.environ,
            **told,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DEMO": "yes",
            "TRUSTED_HOPS": "1",  # each person of the play has an address of their own, as in a town
            "ASSOCIATE_WORKER": "" if told["DATABASE_URL"].startswith("postgres") else "thread",
            "FLASK_APP": str(ROOT / "wsgi.py"),
            "LOG_LEVEL": "warning",
        }
        served.pop(
            "FLASK_RUN_FROM_CLI", None
        )  # that is this process, and would keep the worker from starting
        (folder / "mail").mkdir()
        yield Stage(app, told["BASE_URL"], folder / "mail", folder / "server.log", served)
        with app.app_context():
            db.engine.dispose()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
