"""What one unit, and one line of the order, show on the counter’s screen."""

from dataclasses import dataclass

from associate.core.acts.returning.grading import may_stay_unsaid
from associate.core.acts.returning.letting import bars
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.orders.models import OrderLine
from associate.core.returns.check_words import CONDITIONS, DISPOSITIONS, check_sentence
from associate.core.returns.eligibility import Check
from associate.core.returns.models import ReturnLine


@dataclass(frozen=True)
class Row:
    """One unit. `step`: what is still to be said of it, "reason", "condition" or nothing."""

    unit: ReturnLine
    checks: tuple[Check, ...]
    reason: str
    allowed_why: str

    @property
    def name(self) -> str:
        if self.unit.variant:
            return self.unit.variant.product.title
        return self.unit.order_line.name if self.unit.order_line else ""

    @property
    def traits(self) -> str:
        return self.unit.variant.traits if self.unit.variant else ""

    @property
    def step(self) -> str:
        if not self.unit.reason:
            return "reason"
        return "" if self.unit.condition else "condition"

    @property
    def may_stay_unsaid(self) -> bool:
        return may_stay_unsaid(self.unit)

    @property
    def passed(self) -> list[str]:
        return [words for check in self.checks if check.ok and (words := check_sentence(check))]

    @property
    def barred(self) -> list[tuple[str, bool]]:
        """(why not, whether somebody may let it pass); nothing before it was graded."""
        return [(check_sentence(check), check.may_be_let) for check in bars(self.unit, self.checks)]

    @property
    def may_be_let(self) -> bool:
        return bool(self.barred) and all(may for _words, may in self.barred)

    @property
    def asks_serial(self) -> bool:
        return any(check.name == "serial" for check in self.checks)

    @property
    def asks_photo(self) -> bool:
        return any(check.name == "photo" for check in self.checks)

    @property
    def asks_note(self) -> bool:
        return any(check.name == "note" for check in self.checks)

    @property
    def goes(self) -> str:
        return str(DISPOSITIONS[self.unit.disposition]) if self.unit.disposition else ""

    @property
    def goes_to(self) -> FulfillmentLine | None:
        return self.unit.goes_to

    @property
    def condition(self) -> str:
        return str(CONDITIONS[self.unit.condition]) if self.unit.condition else ""


@dataclass(frozen=True)
class Bought:
    """One line of the order: so many of it may still come, so many are here."""

    line: OrderLine
    left: int
    here: int
    announced: int
