"""Whose turn it is. An actor is a generator: it does something, then says how long it rests."""

import heapq
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from itertools import count

from associate.simulate.diary import Diary

Actor = Iterator[float]
"""Yields seconds of the shop until it goes on."""


class Pace:
    """Seconds of the shop and of the wall. The day begins when it is made."""

    def __init__(self, speed: float) -> None:
        self.speed, self.began = speed, time.monotonic()

    def now(self) -> float:
        """Seconds of the shop since the day began."""
        return (time.monotonic() - self.began) * self.speed

    def real(self, seconds: float) -> float:
        """So many seconds of the wall, in which an actor rests: a browser’s own rhythm isn’t compressed."""
        return seconds * self.speed


class Cast:
    """Actors by when they are due, and some threads that let each go on in turn."""

    def __init__(self, pace: Pace, diary: Diary, threads: int) -> None:
        self.pace, self.diary = pace, diary
        self.turn = threading.Condition()
        self.due: list[tuple[float, int, Actor]] = []
        self.numbers, self.is_over, self.is_watched = count(), False, False
        self.threads = [threading.Thread(target=self._play, daemon=True) for _ in range(threads)]

    def enter(self, actor: Actor, at: float | None = None) -> None:
        """`at`: in seconds of the shop; now if left out."""
        with self.turn:
            heapq.heappush(self.due, (self.pace.now() if at is None else at, next(self.numbers), actor))
            self.turn.notify()

    def play(self, is_over: Callable[[], bool]) -> None:
        """Until it is over, asked twice a second."""
        for thread in self.threads:
            thread.start()
        while not is_over():
            time.sleep(0.5)
        with self.turn:
            self.is_over = True
            self.turn.notify_all()
        for thread in self.threads:
            thread.join(timeout=90)

    def _play(self) -> None:
        while (actor := self._next()) is not None:
            try:
                rest = next(actor, None)
            except Exception as error:
                at = traceback.extract_tb(error.__traceback__)[-1]
                self.diary.broke(f"{at.name}:{at.lineno}", repr(error)[:200])
                continue
            if rest is not None:
                self.enter(actor, self.pace.now() + rest)

    def _next(self) -> Actor | None:
        """One thread watches the clock for whoever is due first; the others sleep until it has found them."""
        with self.turn:
            while not self.is_over:
                wait = (self.due[0][0] - self.pace.now()) / self.pace.speed if self.due else None
                if wait is not None and wait <= 0:
                    self.turn.notify()
                    return heapq.heappop(self.due)[2]
                self._sleep(wait)
            return None

    def _sleep(self, seconds: float | None) -> None:
        if seconds is None or self.is_watched:
            self.turn.wait()
            return
        self.is_watched = True
        self.turn.wait(seconds)
        self.is_watched = False
