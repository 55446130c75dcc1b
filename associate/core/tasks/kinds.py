"""Each kind of task in one row: its words, its next step, how soon, and who may settle it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from associate.core.stores.staff import PERMISSIONS, Role, Staff
from associate.core.tasks.models import Task, TaskKind
from associate.words import later


@dataclass(frozen=True)
class Row:
    """`words` name its list, `do` is the next step as a sentence, `step` as a button.

    `minutes` of open time until somebody should have seen to it. `may` is the permission that settles it, and
    `by_note` whether a few words about what was done do. What else a kind says or asks is in templates/tasks.
    """

    words: str
    do: str
    step: str
    minutes: int
    may: str = "resolve_tasks"
    by_note: bool = False

    @property
    def goal(self) -> timedelta:
        return timedelta(minutes=self.minutes)


HOUR = 60
KINDS: dict[TaskKind, Row] = {
    TaskKind.COLLECTED_ALREADY: Row(
        later("Collected already"),
        later("Look whether its bags are still here."),
        later("Look for the bags"),
        10,
    ),
    TaskKind.STOP_SALE: Row(
        later("Recalls"), later("Take it out of these bags."), later("Find the bags"), 10, by_note=True
    ),
    TaskKind.BAG_MISSING: Row(
        later("Missing bags"),
        later("Look for the bag, then say what became of it."),
        later("Found or lost?"),
        10,
    ),
    TaskKind.WRONG_BAG: Row(
        later("Wrong bags"),
        later("Talk to whoever has it, then settle each order."),
        later("See who has what"),
        10,
    ),
    TaskKind.OUTAGE_CONFLICT: Row(
        later("Paper and shop"),
        later("Look at both sides: enter it again, or leave it."),
        later("See both sides"),
        15,
        may="enter_handovers",
    ),
    TaskKind.SHORT: Row(
        later("Short"), later("Look once more, or give it up and the customer hears."), later("Decide"), 10
    ),
    TaskKind.OFFLINE_CONFLICT: Row(
        later("Kept offline"),
        later("Look at both sides, then say which one holds."),
        later("See both sides"),
        15,
    ),
    TaskKind.CHANGED_LATE: Row(
        later("Changed late"),
        later("Talk to the customer, then say what you did."),
        later("Settle it"),
        15,
        by_note=True,
    ),
    TaskKind.MESSAGE_FAILED: Row(
        later("Messages"),
        later("Send it again, or to another address or number."),
        later("Send it again"),
        20,
        may="see_contact",
        by_note=True,
    ),
    TaskKind.LABEL_FAILED: Row(
        later("No label"),
        later("Choose another way for the parcel."),
        later("Send it another way"),
        20,
        by_note=True,
    ),
    TaskKind.HELD: Row(
        later("On hold"),
        later("Keep it here until its money is safe."),
        later("Look at it"),
        30,
        by_note=True,
    ),
    TaskKind.METHOD_UNCLEAR: Row(
        later("Pickup or shipping"),
        later("Say whether it’s picked up or shipped."),
        later("Choose"),
        30,
        may="release_orders",
    ),
    TaskKind.CHOOSE_STORE: Row(
        later("No store"),
        later("Say which store it’s picked up from."),
        later("Choose the store"),
        30,
        may="release_orders",
    ),
    TaskKind.SYNC_FAILED: Row(
        later("Web shops"),
        later("See what its page says went wrong."),
        later("Look at it"),
        30,
        may="channels",
    ),
    TaskKind.MAP_PRODUCT: Row(
        later("Unknown products"),
        later("Say which product of ours this is."),
        later("Map this product"),
        HOUR,
        may="map_products",
    ),
    TaskKind.NO_STOCK: Row(
        later("No stock"),
        later("Ask another store for it, or cancel it."),
        later("Look at the stock"),
        HOUR,
        may="release_orders",
    ),
    TaskKind.STOCK_CONFLICT: Row(
        later("Stock conflicts"),
        later("Count the shelf, then choose whose order waits."),
        later("Settle it"),
        HOUR,
    ),
    TaskKind.INBOUND_FAILED: Row(
        later("Not taken in"),
        later("Take it in again, or drop it."),
        later("Try again"),
        HOUR,
        may="release_orders",
        by_note=True,
    ),
    TaskKind.SHIP_PREFLIGHT: Row(
        later("Before packing"), later("Mend it before it’s packed."), later("Look at it"), HOUR, by_note=True
    ),
    TaskKind.MANIFEST_OVERDUE: Row(
        later("Not fetched"),
        later("Ring the carrier and say when it comes."),
        later("Settle it"),
        HOUR,
        by_note=True,
    ),
    TaskKind.COMPLAINT: Row(
        later("Complaints"),
        later("Talk to the customer and make it good."),
        later("See to it"),
        HOUR,
        may="see_contact",
    ),
    TaskKind.WORKER_STUCK: Row(
        later("Stuck chores"),
        later("Tell whoever looks after this installation."),
        later("Look at it"),
        HOUR,
        may="see_health",
        by_note=True,
    ),
    TaskKind.BOOKS_DIFFER: Row(
        later("Books"),
        later("Have somebody look at the stock ledger."),
        later("Look at it"),
        HOUR,
        may="see_health",
        by_note=True,
    ),
    TaskKind.MONEY_STUCK: Row(
        later("Money"),
        later("Ask for it again, or settle it another way."),
        later("Look at it"),
        2 * HOUR,
        may="settle_refunds",
    ),
    TaskKind.TRANSFER: Row(
        later("Transfers"), later("Pack it and send it."), later("Look at it"), 2 * HOUR, by_note=True
    ),
    TaskKind.REFUND: Row(
        later("Refunds"),
        later("Give the money back where it was paid."),
        later("Give it back"),
        4 * HOUR,
        may="settle_refunds",
    ),
    TaskKind.PARKED: Row(
        later("Parked"),
        later("Choose a store, or let it wait."),
        later("Choose a store"),
        4 * HOUR,
        may="release_orders",
    ),
    TaskKind.COUNT: Row(
        later("Counts"),
        later("Count what really lies there."),
        later("Count it"),
        4 * HOUR,
        may="count_stock",
    ),
    TaskKind.PARCEL_TROUBLE: Row(
        later("Parcels"),
        later("Ask the carrier, then say what you did."),
        later("Settle it"),
        4 * HOUR,
        by_note=True,
    ),
    TaskKind.WEBHOOK_FAILED: Row(
        later("Webhooks"),
        later("Have it mended, then send it again."),
        later("Look at it"),
        4 * HOUR,
        may="channels",
        by_note=True,
    ),
    TaskKind.PERSONAL: Row(
        later("Data of customers"),
        later("Forget who is known from there alone."),
        later("See to it"),
        8 * HOUR,
        may="manage_customers",
        by_note=True,
    ),
    TaskKind.UNPAID: Row(
        later("Not paid"),
        later("Ask the customer about the payment."),
        later("Ask about it"),
        8 * HOUR,
        by_note=True,
    ),
    TaskKind.DAMAGED_HELD: Row(
        later("Damaged"), later("Say what becomes of the damaged ones."), later("Look at them"), 8 * HOUR
    ),
    TaskKind.GOT_IN_WAY: Row(
        later("In the way"),
        later("Mend what you can, then say what you did."),
        later("Look at it"),
        24 * HOUR,
        may="approve",
        by_note=True,
    ),
}
"""Sooner ones first; a test asks for a row of each kind."""
BY_NOTE = tuple(kind for kind, row in KINDS.items() if row.by_note)


def row_of(kind: TaskKind) -> Row:
    return KINDS[kind]


def may_settle(staff: Staff, task: Task) -> bool:
    """Works where it waits, and has what it takes."""
    is_theirs = staff.can("choose_store") if staff.store_id is None else staff.store_id == task.store_id
    return staff.is_active and is_theirs and staff.can(row_of(task.kind).may) and staff.can("see_tasks")


def roles_for(kind: TaskKind) -> Collection[Role]:
    """Who can be given one of these."""
    wanted = {row_of(kind).may, "see_tasks"}
    return [role for role, has in PERMISSIONS.items() if wanted <= has]
