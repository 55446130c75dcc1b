"""One return as the counter shows it: who, what, the rules in sentences, the sum."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from associate.clock import now
from associate.core.acts import crossdock
from associate.core.acts.crossdock import Need
from associate.core.acts.returning.grading import UNSAID
from associate.core.acts.returning.letting import let_because
from associate.core.acts.returning.reckoning import Bill, bill_of
from associate.core.acts.returning.settling import undo_until
from associate.core.acts.returning.taking import Taking
from associate.core.acts.returning.units import here
from associate.core.acts.returning.verifying import offered as ways
from associate.core.acts.returning.verifying import tries_left
from associate.core.customers.names import person
from associate.core.events.record import Actor
from associate.core.returns.check_words import CONDITIONS, DISPOSITIONS
from associate.core.returns.left import left_to_return
from associate.core.returns.models import Condition, Disposition, Return, ReturnKind, ReturnLine, ReturnState
from associate.core.returns.part_words import refund_words
from associate.core.returns.policy import BY_CONDITION
from associate.core.returns.told import RefundWords
from associate.core.stores import names
from associate.core.stores.reasons import Family, Offered, offered
from associate.db import db
from associate.words import _, later, ngettext
from associate.workflows.returns.screens.rows import Bought, Row

METHODS = {
    "qr": ("qr", later("Their code"), later("Scan it from their phone")),
    "receipt": ("note", later("The receipt in their hand"), later("It has the order’s number")),
    "photo_id": ("id-card", later("Photo ID, seen"), later("Nothing of it is kept but its kind")),
    "card_last4": ("card", later("Payment card"), later("Its last 4 digits and one fact more")),
}
BY = {
    "qr": later("their code"),
    "receipt": later("the receipt"),
    "photo_id": later("photo ID"),
    "card_last4": later("payment card"),
}


@dataclass
class Desk:
    """What a page doesn’t show isn’t read: each part is looked up when a template asks for it."""

    return_: Return
    by: Actor

    @cached_property
    def bill(self) -> Bill:
        return bill_of(self.return_, by=self.by)

    @cached_property
    def rows(self) -> list[Row]:
        words = {each.code: each.label for each in self.reasons} | {UNSAID: str(_("They don’t say"))}
        return [
            Row(unit, self.bill.checks[unit], words.get(unit.reason, ""), let_because(unit))
            for unit in self.bill.units
        ]

    def row_of(self, unit: ReturnLine) -> Row:
        return next(row for row in self.rows if row.unit.id == unit.id)

    @property
    def now(self) -> Row | None:
        """The unit that somebody has in their hands: the first that isn’t graded."""
        return next((row for row in self.rows if row.step), None)

    @cached_property
    def bought(self) -> list[Bought]:
        order = self.return_.order
        if order is None:
            return []
        left = left_to_return(order, self.return_.id)
        counted = Counter(unit.order_line_id for unit in self.return_.lines)
        seen = Counter(unit.order_line_id for unit in here(self.return_))
        return [
            Bought(line, left[line.id], seen[line.id], counted[line.id] - seen[line.id])
            for line in order.lines
            if line.id in left
        ]

    @cached_property
    def reasons(self) -> list[Offered]:
        return offered(self.return_.store_id, Family.RETURN)

    @property
    def conditions(self) -> list[tuple[str, str, str]]:
        """(code, words, where such a thing goes)."""
        terms = self.bill.terms.get(self.now.unit.id) if self.now else None
        places = terms.dispositions if terms else BY_CONDITION
        return [(each.value, str(CONDITIONS[each]), str(DISPOSITIONS[places[each]])) for each in Condition]

    @cached_property
    def words(self) -> RefundWords | None:
        """The sum explained; as it was closed, once it is."""
        if self.return_.state in (ReturnState.DONE, ReturnState.UNDONE):
            return refund_words(self.return_)
        return refund_words(self.bill.refund, self.return_.order) if self.bill.refund else None

    @cached_property
    def taking(self) -> Taking:
        return Taking(self.return_, self.bill)

    @property
    def is_gift(self) -> bool:
        return self.return_.kind == ReturnKind.GIFT

    @property
    def who(self) -> str:
        """First name and one letter, once we know who it is; the giver of a gift isn’t named."""
        if self.return_.kind in (ReturnKind.GIFT, ReturnKind.NO_RECEIPT):
            customer = self.return_.customer
            return customer.first_name if customer else _("the customer")
        order = self.return_.order
        known = person(order.first_name, order.last_name) if order else ""
        return known or _("the customer")

    @property
    def first(self) -> str:
        order = self.return_.order
        if self.return_.kind in (ReturnKind.GIFT, ReturnKind.NO_RECEIPT) or order is None:
            return self.who
        return order.first_name or _("the customer")

    @property
    def title(self) -> str:
        return self.return_.order.number if self.return_.order else _("without a receipt")

    @property
    def heading(self) -> str:
        if self.return_.order is None:
            return str(_("Return without a receipt"))
        return str(_("Return from %(number)s", number=self.title))

    @property
    def verified_words(self) -> str:
        return str(BY.get(self.return_.verified_by, ""))

    @property
    def methods(self) -> list[tuple[str, str, str, str]]:
        return [(how, *map(str, METHODS[how])) for how in ways(self.return_)]

    @property
    def tries_left(self) -> int:
        return tries_left(self.return_)

    @property
    def stage(self) -> str:
        if self.return_.state != ReturnState.OPEN:
            return self.return_.state.value
        return "units" if self.return_.verified_by else "verify"

    @property
    def takes_two(self) -> bool:
        return self.bill.takes_two

    @property
    def blocked(self) -> str:
        """Why the button doesn’t refund yet; empty where it does."""
        if not self.rows:
            return str(_("Scan what %(name)s brings.", name=self.first))
        if self.now:
            return str(_("Say how the %(thing)s is.", thing=self.now.name))
        if self.stopped:
            return str(self.stopped.barred[0][0])
        if self.bill.problem:
            return self.bill.problem.message
        return str(_("Nothing moves before it’s paid.")) if self.taking.missing else ""

    @property
    def stopped(self) -> Row | None:
        """The first unit that a rule stops."""
        return next((row for row in self.rows if row.barred and not row.step), None)

    @property
    def given(self) -> list[Row]:
        """What goes to an order that waits, not to the shelf."""
        return [row for row in self.rows if row.unit.disposition == Disposition.CROSS_DOCK and row.goes_to]

    @cached_property
    def nearby(self) -> list[tuple[Row, Need]]:
        """What another store is short of: somebody has to say that it travels."""
        store = self.return_.store
        rows = [row for row in self.rows if row.unit.disposition == Disposition.SHELF and row.unit.variant_id]
        if store is None or not rows:
            return []
        lacking = crossdock.needed_among([row.unit.variant_id or 0 for row in rows], store, elsewhere=True)
        rows = [row for row in rows if row.unit.variant_id in lacking]
        found = [(row, crossdock.needed_nearby(row.unit.variant_id or 0, store)) for row in rows]
        return [(row, need) for row, need in found if need]

    @property
    def undo_until(self) -> datetime | None:
        return undo_until(self.return_)

    @property
    def is_late(self) -> bool:
        return self.undo_until is not None and now() > self.undo_until

    @property
    def closed_by(self) -> str:
        return names.first_name(self.return_.closed_by or "") or str(_("Somebody"))


def desk(return_: Return, *, by: Actor) -> Desk:
    return Desk(return_, by)


def said_of(return_: Return, number: int) -> tuple[str, str]:
    """What a scan brought: “Wool sweater, 1 of 2”."""
    db.session.refresh(return_)
    seen = here(return_)
    unit = next(each for each in seen if each.id == number)
    thing = unit.variant.name if unit.variant else unit.order_line.name if unit.order_line else ""
    word = ngettext("%(num)d item here", "%(num)d items here", len(seen))
    return word, thing
