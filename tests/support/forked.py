"""Servers and workers, forked from one process that has imported the app: that took each 3 s of CPU.

Only the imports are shared, the mappings of the tables and what templates compile to. The app is made after
the fork, from the environment that the server is given.
`python -m tests.support.forked` is that process: it reads a line of JSON for each server and answers with
its pid.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Forked:
    """A server that is no child of ours, with as much of Popen as `serve` asks for."""

    def __init__(self, module: list[str], environment: dict[str, str], log_file: Path) -> None:
        """Runs `python -m module…` with this environment, in a session of its own, its words in the log."""
        asked = {"module": module, "environment": environment, "log": str(log_file)}
        parent = _parent()
        assert parent.stdin and parent.stdout
        parent.stdin.write(json.dumps(asked) + "\n")
        parent.stdin.flush()
        self.pid = int(parent.stdout.readline())

    def poll(self) -> int | None:
        """None while it runs, else 0: how it ended is in the log."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def kill(self) -> None:
        """Nothing where it has ended already."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float = 30.0) -> None:
        """Raises subprocess.TimeoutExpired after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("a forked server", timeout)
            time.sleep(0.01)


@cache
def _parent() -> "subprocess.Popen[str]":
    """Ours until we end: then its input ends, and it does."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.support.forked"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    atexit.register(_end, started)
    return started


def _end(parent: "subprocess.Popen[str]") -> None:
    assert parent.stdin and parent.stdout
    parent.stdin.close()
    parent.stdout.close()
    parent.wait()


def _serve_requests() -> None:
    import gunicorn.app.wsgiapp  # noqa: F401  (what all of them share)
    from sqlalchemy.orm import configure_mappers

    import associate  # noqa: F401
    from tests.support.templates import compile_once

    configure_mappers()
    compile_once()
    gc.collect()
    gc.freeze()  # no server looks through what it shares with the others
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ends is gone at once, with nobody to ask
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            answers.close()
            _become(**json.loads(line))
        answers.write(f"{pid}\n")
        answers.flush()


def _become(module: list[str], environment: dict[str, str], log: str) -> None:
    """What exec would do, but for the imports: session, signals, files, environment, arguments."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing, said = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for source, target in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = list(module)
    runpy.run_module(module[0], run_name="__main__", alter_sys=True)
    os._exit(0)


if __name__ == "__main__":
    _serve_requests()
