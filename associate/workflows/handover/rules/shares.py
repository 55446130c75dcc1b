"""What of each line goes, what is refused, and what stays because its bag was not found."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from associate.clock import now
from associate.core.acts.money_back import left_to_owe
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine, Handover
from associate.core.orders.models import OrderLine
from associate.core.orders.worth import unit_value
from associate.words import later

AGE_REASONS = {"no_id": later("No photo ID"), "under_age": later("Under age")}


@dataclass(frozen=True)
class Share:
    """One line at the counter, in units: here = going + refused + kept."""

    line: FulfillmentLine
    here: int
    refused: int
    kept: int
    reason: str

    @property
    def going(self) -> int:
        return self.here - self.refused - self.kept

    @property
    def is_for_age(self) -> bool:
        return self.reason in AGE_REASONS

    @property
    def money_back(self) -> int:
        """Of the refused units, in minor units: their part of what the line cost, discounts included."""
        return unit_value(self.line.order_line, self.refused, gone(self.line))


def share_of(line: FulfillmentLine, handover: Handover) -> Share:
    here = line.to_hand_over
    quantity, reason = handover.refusals.get(str(line.id), (0, ""))
    kept = min(here, sum(lines.get(str(line.id), 0) for lines in handover.kept_back.values()))
    return Share(line, here, min(quantity, here - kept), kept, reason)


def shares_of(jobs: list[Fulfillment], handover: Handover) -> list[Share]:
    """Every line that has something here, in the order of the orders."""
    return [share_of(line, handover) for job in jobs for line in job.lines if line.to_hand_over]


def gone(line: FulfillmentLine) -> int:
    """Units of the line whose money is spoken for already: never found, taken off, refused or returned."""
    return line.short + line.canceled + line.refused + line.returned


def refused_units(job: Fulfillment, handover: Handover) -> list[tuple[OrderLine, int, int]]:
    """What money_back.owe_units wants to know, for one order."""
    shares = [share_of(line, handover) for line in job.lines]
    return [(share.line.order_line, share.refused, gone(share.line)) for share in shares if share.refused]


def money_back(job: Fulfillment, handover: Handover) -> int:
    """What goes back for one order, in minor units, never more than is left of what was paid."""
    return min(sum(unit_value(*units) for units in refused_units(job, handover)), left_to_owe(job.order))


def born_by(years: int, zone: str) -> date:
    """The last birthday that is old enough today, on the store's calendar."""
    today = now().astimezone(ZoneInfo(zone)).date()
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - years, day=28)
