"""One transaction for all that comes at the same moment: the first to get a turn writes for everybody."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import OperationalError

from associate.errors import Busy

Row = dict[str, Any]


@dataclass(eq=False)
class _Waiting:
    row: Row
    is_done: bool = False
    error: Exception | None = None


class Together:
    """Threads that bring rows while another one writes find theirs written when it is their turn."""

    def __init__(self, write: Callable[[list[Row]], None]) -> None:
        self._write = write
        self._waiting: deque[_Waiting] = deque()
        self._turn = threading.Lock()

    def keep(self, row: Row) -> None:
        """Returns once the row is committed. Raises what its transaction raised: then it is not kept."""
        mine = _Waiting(row)
        self._waiting.append(mine)
        with self._turn:
            if not mine.is_done:
                self._write_all()
        if mine.error:
            raise mine.error

    def _write_all(self) -> None:
        """Where one row breaks it for all, each is written alone, so that it holds nobody else back."""
        rows = []
        while self._waiting:
            rows.append(self._waiting.popleft())
        error = self._try(rows)
        if error and len(rows) > 1 and not isinstance(error, Busy | OperationalError):
            for each in rows:
                each.error = self._try([each])
        else:
            for each in rows:
                each.error = error
        for each in rows:
            each.is_done = True

    def _try(self, waiting: list[_Waiting]) -> Exception | None:
        try:
            self._write([each.row for each in waiting])
        except Exception as error:
            return error
        return None
