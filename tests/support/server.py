"""The real app, served as `./dev demo` serves it, for browsers and for many clients at once."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from associate.integrations.notifications.console import kept

ROOT = Path(__file__).parents[2]
START_LIMIT = 30.0  # seconds
STOP_LIMIT = 5.0  # seconds
Process = subprocess.Popen[bytes]
GUNICORN = ["gunicorn", "--worker-class=gthread", "--threads=8", "--no-control-socket", "--log-level=warning"]


@dataclass(frozen=True)
class Server:
    url: str
    log_file: Path

    @property
    def log(self) -> str:
        """Everything the web server and the worker have said so far."""
        return self.log_file.read_text()

    def mails(self) -> list[EmailMessage]:
        """What customers have got so far, newest first."""
        return kept(self.log_file.parent / "mail")


@contextmanager
def serve(
    database: str, folder: Path, workers: int = 1, app: str = "wsgi:app", **settings: str
) -> Iterator[Server]:
    """Runs the app on a free port against this database, with its worker; stops all of it afterwards.

    `folder` takes the log and `settings` are environment variables on top. Raises AssertionError with the log
    when the app does not answer within START_LIMIT.
    """
    port = free_port()
    server = Server(f"http://127.0.0.1:{port}", folder / f"server-{port}.log")
    beside = database.startswith("postgres")
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "BASE_URL": server.url,
        "SECRET_KEY": "tests",
        "ASSOCIATE_WORKER": "" if beside else "thread",
        "MAIL_FOLDER": str(folder / "mail"),
        "FLASK_APP": str(ROOT / "wsgi.py"),
        **settings,
    }
    with ExitStack() as stack:
        web = [*GUNICORN, f"--bind=127.0.0.1:{port}", f"--workers={workers}", app]
        process = stack.enter_context(_running(web, environment, server.log_file))
        if beside:
            stack.enter_context(_running(["flask", "worker"], environment, server.log_file))
        _wait_until_it_answers(server, process)
        yield server


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextmanager
def _running(module: list[str], environment: dict[str, str], log_file: Path) -> Iterator[Process]:
    """Its own process group, so that children of children go too."""
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_LIMIT)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait_until_it_answers(server: Server, process: Process) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not _answers(server.url):
        assert process.poll() is None, f"the server ended:\n{server.log}"
        assert time.monotonic() < deadline, f"the server did not answer in {START_LIMIT} s:\n{server.log}"
        time.sleep(0.05)


def _answers(url: str) -> bool:
    """True for any HTTP answer: what the page says is the test's business."""
    try:
        with urlopen(f"{url}/healthz", timeout=5):
            return True
    except HTTPError as answer:
        answer.close()
        return True
    except OSError:
        return False
