"""Real worker processes, for tests that kill them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.support.server import ROOT

Start = Callable[[], "subprocess.Popen[bytes]"]


@contextmanager
def workers(database_url: str, folder: Path, **settings: str) -> Iterator[Start]:
    """Yields what starts one; whatever was started is ended. `settings` are its environment, `folder` holds
    its log."""
    told = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": "tests",
        "BASE_URL": "https://shop.example",
        "ASSOCIATE_WORKER": "",
        **settings,
    }
    with ExitStack() as stack:
        log = stack.enter_context((folder / "worker.log").open("ab"))

        def start() -> "subprocess.Popen[bytes]":
            command = [sys.executable, "-m", "flask", "worker"]
            process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **told}, stdout=log, stderr=log)
            stack.callback(end, process)
            return process

        yield start


def end(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        process.kill()
    process.wait()
