"""Real worker processes, for tests that kill them."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.support.forked import Forked

Start = Callable[[], Forked]


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
    log = folder / "worker.log"
    with ExitStack() as stack:

        def start() -> Forked:
            process = Forked(["flask", "worker"], {**os.environ, **told}, log)
            stack.callback(end, process)
            return process

        yield start


def end(process: Forked) -> None:
    process.kill()
    process.wait()
