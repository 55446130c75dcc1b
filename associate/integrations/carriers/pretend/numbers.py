"""Tracking numbers of the pretend carrier: right in form and check digit, and plainly nobody’s.

At home they look like an Intelligent Mail package barcode, "93" and 20 digits, of a mailer whose number
begins with 000; abroad like an item of the world’s posts (UPU S10), of the country ZZ, which ISO 3166 will
never give to one. What the carrier has to remember of a parcel is in its number: the day it was sent, and how
many days it travels.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from associate.clock import now
from associate.integrations.carriers.check_digits import mod10, s10

MAILER = "93000000"  # channel, service type, and the beginning of a mailer’s number
NOBODY = "ZZ"
AT_HOME = re.compile(rf"{MAILER}(?P<days>\d)(?P<day>\d{{3}})(?P<own>\d{{9}})\d", re.ASCII)
ABROAD = re.compile(rf"Q(?P<letter>[A-Z])(?P<day>\d{{3}})(?P<own>\d{{5}})\d{NOBODY}", re.ASCII)
SLOW, FAST = 9, 5  # days to another country
ROUND = 1000  # days until the days begin anew


@dataclass(frozen=True)
class Sent:
    day: date
    days: int
    own: int  # the same for the same key


def number_at_home(day: date, days: int, own: int) -> str:
    body = f"{MAILER}{days}{day.toordinal() % ROUND:03}{own % 10**9:09}"
    return body + mod10(body)


def number_abroad(day: date, days: int, own: int) -> str:
    """The second letter says how fast: A to M slow, N to Z fast."""
    letter = chr(ord("N" if days == FAST else "A") + own % 13)
    digits = f"{day.toordinal() % ROUND:03}{own // 13 % 10**5:05}"
    return f"Q{letter}{digits}{s10(digits)}{NOBODY}"


def sent(number: str) -> Sent | None:
    """What a number of ours says; None for any other."""
    if (home := AT_HOME.fullmatch(number)) and mod10(number[:-1]) == number[-1]:
        return Sent(_day(int(home["day"])), int(home["days"]), int(home["own"]))
    if (abroad := ABROAD.fullmatch(number)) and s10(number[2:10]) == number[10]:
        days = FAST if abroad["letter"] >= "N" else SLOW
        return Sent(_day(int(abroad["day"])), days, int(abroad["own"]))
    return None


def _day(place: int) -> date:
    """The one of these days that is nearest to today."""
    today = now().date()
    away = (place - today.toordinal() + ROUND // 2) % ROUND - ROUND // 2
    return today + timedelta(days=away)
