"""What is measured: one point for each finished thing and measure. Every figure is made of nothing else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Measure(StrEnum):
    """What `value` and `of` are, and which moment’s day and hour it counts in. Times are seconds."""

    # of a job
    ASKED = "asked"  # 1 of 1, when it came to the store
    READY = "ready"  # open hours from placed to ready, when it was ready
    READY_WALL = "ready_wall"  # the same by the clock
    ON_TIME = "on_time"  # 1 or 0 of 1, in the hour of its promise
    PICK = "pick"  # work without pauses, of so many units, when the last was found
    SHORT = "short"  # units not found of units asked for, by category, when the last was found
    FILL = "fill"  # 1 done or 0 rejected, of 1, at its end
    DWELL = "dwell"  # from ready to collected, when it was collected
    UNCOLLECTED = "uncollected"  # 1 or 0 of 1, when it was collected or given up
    ADD_ON = "add_on"  # 1 or 0 of 1, when it was collected
    OUT = "out"  # units that left, of what they cost in minor units, by currency, when they left
    CREDIT = "credit"  # units of it that somebody picked, of what they cost, by person
    # of a count after a short, when it was accepted
    SHORT_TRUE = "short_true"  # 1 or 0 of 1
    # of a visit, when they came
    CAR_WAIT = "car_wait"
    COUNTER_WAIT = "counter_wait"
    NOTICE = "notice"
    ANNOUNCED = "announced"  # 1 or 0 of 1
    # of a purchase of a label, when its carrier answered
    LABEL_FAILED = "label_failed"  # 1 or 0 of 1
    # of a return, when it was closed
    HANDLING = "handling"
    BACK = "back"  # units that came back, of the money given for them in minor units, by currency
    OVERRIDE = "override"  # 1 or 0 of 1
    EXCHANGE = "exchange"  # 1 or 0 of 1


@dataclass(frozen=True)
class Point:
    """`detail` tells points of one thing and measure apart: a category, a currency, a person."""

    measure: Measure
    at: datetime
    value: int
    of: int = 1
    detail: str = ""


def seconds(begin: datetime, end: datetime) -> int:
    """Whole seconds from one to the other; 0 where clocks disagree."""
    return max(0, int((end - begin).total_seconds()))
