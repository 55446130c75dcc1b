"""Rows that threads bring at the same moment: one transaction, and one that breaks it harms nobody else."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from associate.errors import Busy
from associate.integrations.commerce.together import Together


class Table:
    """Writes what it is given, but for rows that say not to. The first transaction waits for `goes_on`."""

    def __init__(self):
        self.transactions, self.goes_on, self.began = [], threading.Event(), threading.Event()

    def write(self, rows):
        names = [row["name"] for row in rows]
        if not self.began.is_set():
            self.began.set()
            assert self.goes_on.wait(10)
        if "busy" in names:
            raise Busy("busy", "Busy.")
        if "bad" in names:
            raise ValueError("bad")
        self.transactions.append(sorted(names))


def brings(*names):
    """The first row's transaction is held until all the others wait; what came of each name."""
    table = Table()
    together = Together(table.write)

    def keep(name):
        try:
            together.keep({"name": name})
        except Exception as error:
            return type(error)
        return "kept"

    with ThreadPoolExecutor(len(names)) as pool:
        answers = [pool.submit(keep, names[0])]
        assert table.began.wait(10)
        answers += [pool.submit(keep, name) for name in names[1:]]
        while len(together._waiting) < len(names) - 1:
            pass
        table.goes_on.set()
        return table.transactions, dict(zip(names, (answer.result(10) for answer in answers), strict=True))


def test_what_came_while_another_wrote_is_one_transaction():
    assert brings("a", "b", "c", "d") == ([["a"], ["b", "c", "d"]], dict.fromkeys("abcd", "kept"))


def test_a_row_that_no_table_takes_is_told_alone():
    transactions, answers = brings("a", "b", "bad", "c")
    assert answers == {"a": "kept", "b": "kept", "bad": ValueError, "c": "kept"}
    assert sorted(transactions) == [["a"], ["b"], ["c"]]


def test_no_turn_is_nobodys_turn():
    """Each alone would wait as long again."""
    transactions, answers = brings("a", "b", "busy")
    assert (transactions, answers) == ([["a"]], {"a": "kept", "b": Busy, "busy": Busy})


@pytest.mark.parametrize("threads", [8])
def test_every_row_is_written_once(threads):
    rows = []
    together = Together(rows.extend)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda n: together.keep({"n": n}), range(2000)))
    assert sorted(row["n"] for row in rows) == list(range(2000))
