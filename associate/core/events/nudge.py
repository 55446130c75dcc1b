"""Wake the worker of this process: what was just queued need not wait for its next look."""

import threading

there_is_work = threading.Event()


def nudge() -> None:
    there_is_work.set()
