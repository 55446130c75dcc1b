"""The real app, served as `./dev demo` serves it, for browsers and for many clients at once."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from associate.integrations.notifications.console import kept
from tests.support.balancer import balance
from tests.support.forked import Forked

ROOT = Path(__file__).parents[2]
START_LIMIT = 30.0  # seconds
STOP_LIMIT = 0.5  # seconds; browsers hold their connections, and nothing has to be kept
Process = subprocess.Popen[bytes] | Forked
GUNICORN = ["gunicorn", f"--config={ROOT / 'deploy' / 'gunicorn.conf.py'}"]


@dataclass(frozen=True)
class Server:
    url: str
    log_file: Path
    processes: tuple[str, ...]
    """The address of each server behind the balancer, or the one address."""

    @property
    def log(self) -> str:
        """Everything the web server and the worker have said so far."""
        return self.log_file.read_text()

    def mails(self) -> list[EmailMessage]:
        """What customers have got so far, newest first."""
        return kept(self.log_file.parent / "mail")


@contextmanager
def serve(
    database: str,
    folder: Path,
    workers: int = 1,
    app: str = "wsgi:app",
    *,
    processes: int = 1,
    certificate: Path | None = None,
    quick: bool = False,
    **settings: str,
) -> Iterator[Server]:
    """Runs the app on a free port against this database, with its worker; stops all of it afterwards.

    `folder` takes the log and `settings` are environment variables on top. Several `processes` are servers
    of their own, `workers` each, behind a balancer that hands every request to the next one. `certificate`,
    a file with its key, makes it HTTPS. `quick` forks it from a process that has imported the app. Raises
    AssertionError with the log when the app does not answer within START_LIMIT.
    """
    ports = [free_port() for _ in range(processes)]
    scheme = "https" if certificate else "http"
    beside = database.startswith("postgres")
    with ExitStack() as stack:
        port = ports[0] if processes == 1 else stack.enter_context(balance(ports))
        url = f"{scheme}://127.0.0.1:{port}"
        doors = tuple(f"{scheme}://127.0.0.1:{port}" for port in ports)
        server = Server(url, folder / f"server-{port}.log", doors)
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
        start = Forked if quick else _started
        running = []
        for port in ports:
            web = [*GUNICORN, f"--bind=127.0.0.1:{port}", f"--workers={workers}", app]
            web += [f"--certfile={certificate}", f"--keyfile={certificate}"] if certificate else []
            web += ["--keep-alive=0"] if processes > 1 else []  # a new connection, the next process
            running.append(stack.enter_context(_running(start, web, environment, server.log_file)))
        if beside:
            stack.enter_context(_running(start, ["flask", "worker"], environment, server.log_file))
        for process, door in zip(running, doors, strict=True):
            _wait_until_it_answers(door, process, server, certificate)
        yield server


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _started(module: list[str], environment: dict[str, str], log_file: Path) -> Process:
    """Its own process group, so that children of children go too."""
    with log_file.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


@contextmanager
def _running(
    start: Callable[[list[str], dict[str, str], Path], Process],
    module: list[str],
    environment: dict[str, str],
    log_file: Path,
) -> Iterator[Process]:
    process = start(module, environment, log_file)
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_LIMIT)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait_until_it_answers(url: str, process: Process, server: Server, certificate: Path | None) -> None:
    deadline = time.monotonic() + START_LIMIT
    trusted = ssl.create_default_context(cafile=certificate) if certificate else None
    while not _answers(url, trusted):
        assert process.poll() is None, f"the server ended:\n{server.log}"
        assert time.monotonic() < deadline, f"the server did not answer in {START_LIMIT} s:\n{server.log}"
        time.sleep(0.05)


def _answers(url: str, trusted: ssl.SSLContext | None) -> bool:
    """True for any HTTP answer: what the page says is the test's business."""
    try:
        with urlopen(f"{url}/healthz", timeout=5, context=trusted):
            return True
    except HTTPError as answer:
        answer.close()
        return True
    except OSError:
        return False
