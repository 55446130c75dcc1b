"""Ratios taken in one run: product and limit in turn, CPU of the serving process beside the wall clock."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass
class Series:
    """What a number of requests cost, each in milliseconds."""

    name: str
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # one figure a batch, for each request in it

    def median(self) -> float:
        return statistics.median(self.wall)

    def mean_cpu(self) -> float:
        return statistics.fmean(self.cpu)

    def p95(self) -> float:
        return sorted(self.wall)[int(len(self.wall) * 0.95)]


def cpu_of(pids: list[int]) -> float:
    """User and system seconds that these processes have used so far (Linux: proc(5), fields 14 and 15)."""
    total = 0.0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as stat:
            after_name = stat.read().rpartition(")")[2].split()
        total += (int(after_name[11]) + int(after_name[12])) / TICK
    return total


def in_turn(pids: list[int], rounds: int, *sides: tuple[Series, list[Callable[[], object]]]) -> None:
    """A batch of one side, then of the other, `rounds` times: a machine that slows down slows both."""
    for _ in range(rounds):
        for series, requests in sides:
            before = cpu_of(pids)
            for request in requests:
                start = time.perf_counter()
                request()
                series.wall.append((time.perf_counter() - start) * 1000)
            series.cpu.append((cpu_of(pids) - before) * 1000 / len(requests))


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return [int(child) for child in children.read().split()]


def postgres_pids(url: str) -> list[int]:
    """The processes of the server behind this address, on this machine; none for SQLite.

    A connection that ended takes its CPU along: ask while those that count are open.
    """
    if not url.startswith("postgres"):
        return []
    with psycopg.connect(url) as connection:
        backend = connection.info.backend_pid
        with open(f"/proc/{backend}/stat") as stat:
            postmaster = int(stat.read().rpartition(")")[2].split()[1])
    return [pid for pid in children_of(postmaster) if pid != backend]
