"""What becomes of something that couldn’t be found: whoever says so, the customer, a person, or the clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from associate.core.acts.instead import take_instead
from associate.core.acts.moving import pick_up_at, send_it
from associate.core.acts.shorts import give_up
from associate.core.catalog.models import Variant
from associate.core.events.record import Actor
from associate.core.stores.models import Store
from associate.core.tasks.models import Task
from associate.errors import Refused
from associate.words import _


class Way(StrEnum):
    SUBSTITUTE = "substitute"
    STORE = "store"  # picked up at another one
    SHIP = "ship"  # sent by a store that has it
    CANCEL = "cancel"  # the money goes back
    ASK = "ask"  # a person decides


@dataclass(frozen=True)
class Choice:
    """`variant` with its `price` of a substitute; `store` of a place that has it; `address` to send it to,
    where the order has none."""

    way: Way
    variant: Variant | None = None
    price: int = 0
    store: Store | None = None
    address: Mapping[str, str] = field(default_factory=dict)


def carry_out(task: Task, choice: Choice, *, by: Actor) -> None:
    """Inside atomic(the order, its job, the task). Raises Refused where it can’t be done: nothing is changed
    then, and the task is open still."""
    if choice.way == Way.SUBSTITUTE and choice.variant is not None:
        take_instead(task, choice.variant, choice.price, by=by)
    elif choice.way == Way.CANCEL:
        give_up(task, by=by)
    elif choice.way == Way.STORE and choice.store is not None:
        pick_up_at(task, choice.store, by=by)
    elif choice.way == Way.SHIP:
        send_it(task, choice.address, by=by)
    else:
        raise Refused("no_such_decision", _("That can’t be decided here. Open the page again."))
