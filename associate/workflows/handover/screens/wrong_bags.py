"""Who has what, and what may come of it."""

from dataclasses import dataclass
from typing import Any

from associate.core.acts.addresses import as_shown
from associate.core.acts.move_pickup import stores_that_have
from associate.core.acts.replacing import parts_of
from associate.core.acts.wrong_bags import Outcome, Part, dict_of, ways
from associate.core.fulfillment.contents import contents, missing_from
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.stores.models import Store
from associate.core.tasks.models import Task
from associate.db import db
from associate.words import _
from associate.workflows.handover.rules.wrong_bags import PLANS

CAME_OF_IT = {
    Outcome.BACK: lambda: _("Their own bag is back"),
    Outcome.KEEPS: lambda: _("They have their own bag"),
    Outcome.GONE: lambda: _("It stays away. Its order was called off."),
    Outcome.SHELVED: lambda: _("They keep what they took, and theirs goes back to the shelf"),
    Outcome.AGAIN: lambda: _("Picked again"),
    Outcome.STORE: lambda: _("Made at another store"),
    Outcome.SHIP: lambda: _("Sent, free"),
    Outcome.REFUND: lambda: _("The money goes back"),
}


@dataclass(frozen=True)
class SideShown:
    job: Fulfillment
    part: str
    tag: str
    has: str  # a sentence; "" once it’s settled
    things: list[str]
    settled: str  # how, in words; "" while it isn’t
    ways: tuple[Outcome, ...]
    lacks: list[str]
    stores: list[Store]
    may_come_back: bool

    @property
    def address(self) -> dict[str, str]:
        return as_shown(self.job.order)

    @property
    def name(self) -> str:
        return self.job.order.first_name or _("The customer")


@dataclass(frozen=True)
class WrongBag:
    task: Task
    sides: list[SideShown]
    plan: str
    plans: list[tuple[str, str]]

    @property
    def is_owner_known(self) -> bool:
        return len(self.sides) > 1 or self.sides[0].part != Part.TAKER


def wrong_bag(task: Task) -> WrongBag:
    sides = [_shown(side, task) for side in task.facts["sides"]]
    plan = task.facts.get("plan", "")
    plans = [(code, str(words())) for code, words in PLANS.items()]
    return WrongBag(task, sides, str(PLANS[plan]()) if plan in PLANS else "", plans)


def _shown(side: dict[str, Any], task: Task) -> SideShown:
    job = db.session.get_one(Fulfillment, side["job"])
    inside = _inside(side, job)
    offered = ways(side, job)
    gone = dict_of(job, inside) if Outcome.AGAIN in offered else {}
    return SideShown(
        job,
        side["part"],
        side["tag"],
        "" if side["how"] else _has(side, job, task),
        [_thing(line, units) for line, units in inside.items()],
        str(CAME_OF_IT[Outcome(side["how"])]()) if side["how"] else "",
        offered,
        missing_from(job, gone),
        stores_that_have(parts_of(job, gone), besides=job.store_id) if gone else [],
        bool(side["lost"]),
    )


def _inside(side: dict[str, Any], job: Fulfillment) -> dict[int, int]:
    if side["part"] == Part.OWNER:
        bag = db.session.get_one(Bag, side["bag"])
        return (contents(bag) or {}) if bag.gone_at is None else {}
    return {each["line"]: each["units"] for each in side["given"]}


def _has(side: dict[str, Any], job: Fulfillment, task: Task) -> str:
    name = job.order.first_name or _("The customer")
    if side["part"] == Part.OWNER:
        taker = task.facts["numbers"][0]
        return str(
            _("Has nothing. Bag %(tag)s is with the customer of %(number)s.", tag=side["tag"], number=taker)
        )
    if side["part"] == Part.ROBBED:
        return str(_("Has nothing. A stranger got it under the name of %(name)s.", name=name))
    others = [each for each in task.facts["sides"] if each["part"] == Part.OWNER]
    if not others:
        return str(_("Has a bag that isn’t theirs. Their own is here."))
    if others[0]["how"] == Outcome.BACK:
        return str(_("Their own is here. The other bag is back."))
    tag, number = others[0]["tag"], task.facts["numbers"][1]
    return str(_("Has bag %(tag)s of %(number)s. Their own is here.", tag=tag, number=number))


def _thing(line_id: int, units: int) -> str:
    return f"{units} × {db.session.get_one(FulfillmentLine, line_id).variant.name}"
