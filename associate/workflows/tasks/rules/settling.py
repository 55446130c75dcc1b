"""Settle what waits for a person: once, with a name behind it."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.clock import now
from associate.core.acts import bags, damaged, elsewhere, money_stuck, shorts
from associate.core.acts.addresses import correct_address
from associate.core.acts.contact import correct_contact
from associate.core.acts.mapping import learn
from associate.core.acts.personal.asked import forget_all_of
from associate.core.acts.release import release
from associate.core.acts.waking import release_waiting
from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.models import Delivery, Inbound, InboundState
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.fulfillment.telling import tell, ways_to
from associate.core.orders.cards import mask_cards
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.stores.methods import must_hand_out
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _
from associate.workflows.tasks.rules.owning import must_be_open, must_be_theirs, must_have_words

Answer = dict[str, Any]
ABOUT_ADDRESSES = (TaskKind.SHIP_PREFLIGHT, TaskKind.LABEL_FAILED)
DEEDS: dict[tuple[TaskKind, str], Callable[..., None]] = {
    (TaskKind.SHORT, "found"): shorts.found_it,
    (TaskKind.SHORT, "give_up"): shorts.give_up,
    (TaskKind.COLLECTED_ALREADY, "gone"): elsewhere.gone,
    (TaskKind.COLLECTED_ALREADY, "here"): elsewhere.still_here,
    (TaskKind.BAG_MISSING, "found"): bags.found,
    (TaskKind.BAG_MISSING, "lost"): bags.lost,
    (TaskKind.BAG_MISSING, "wait"): bags.let_wait,
    (TaskKind.DAMAGED_HELD, "fine"): damaged.fine_after_all,
    (TaskKind.DAMAGED_HELD, "write_off"): damaged.throw_away,
}


def decide(task: Task, decision: str, *, intent: Intent, by: Actor) -> Answer:
    """Do what was decided about it. Raises Refused("no_such_decision") for anything else."""
    deed = DEEDS.get((task.kind, decision))
    if deed is None:
        raise Refused("no_such_decision", _("That can’t be decided here. Open the task again."))
    with atomic(*_around(task)):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        deed(task, by=by)
        return answer(intent, task=task.id, decision=decision)


def forget_customers(task: Task, *, intent: Intent, by: Actor) -> Answer:
    """Everybody who is known from this web shop alone; the worker forgets them one by one."""
    _must_be(task, TaskKind.PERSONAL)
    channel = db.session.get(Channel, task.facts.get("own") or 0)
    if channel is None:
        raise Refused("no_such_decision", _("That can’t be decided here. Open the task again."))
    with atomic(task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        people = forget_all_of(channel, by=by)
        close_task(task, "asked", by=by)
        return answer(intent, people=people)


def map_to(task: Task, variant: Variant | None, *, intent: Intent, by: Actor) -> Answer:
    """This is what the channel means. Answers how many orders that set free; the worker does the rest."""
    _must_be(task, TaskKind.MAP_PRODUCT)
    if variant is None:
        raise Refused("no_such_product", _("That product isn’t in the catalog any more. Search again."))
    with atomic(task):
        if (done := answered(intent)) is None:
            must_be_open(task)
            learn(task, variant, by=by)
            done = answer(intent, sku=variant.sku)
    freed = release_waiting(task.facts["channel_id"])
    return {**done, "freed": len(freed)}


def choose_method(task: Task, method: Method, store: Store | None, *, intent: Intent, by: Actor) -> Answer:
    """Pickup at this store, or shipping, which is not the floor's business yet."""
    _must_be(task, TaskKind.METHOD_UNCLEAR, TaskKind.CHOOSE_STORE)
    if method == Method.PICKUP and store is None:
        raise Refused("no_store_chosen", _("Choose the store it’s picked up from."))
    if method == Method.PICKUP and store is not None:
        must_hand_out(store)
    order = _order(task)
    with atomic(order, task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        order.method = method
        order.store_id = store.id if store and method == Method.PICKUP else order.store_id
        record(
            "order.method_chosen",
            about=order,
            by=by,
            method=method.value,
            store=store.code if store else None,
        )
        close_task(task, method.value, by=by)
        job = release(order, by=by)
        return answer(intent, method=method.value, is_released=job is not None)


def try_again(task: Task, *, intent: Intent, by: Actor) -> Answer:
    """Is there enough stock now? If so the order is released and the task closes by itself."""
    _must_be(task, TaskKind.NO_STOCK)
    order = _order(task)
    with atomic(order, task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        job = release(order, by=by)
        return answer(intent, is_released=job is not None)


def settle(task: Task, note: str, *kinds: TaskKind, intent: Intent, by: Actor) -> Answer:
    """A person saw to it and says how. The note stays with the task: the journal holds no free text."""
    _must_be(task, *kinds)
    must_be_theirs(task, by)
    must_have_words(note)
    with atomic(task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        _drop_inbound(task)
        close_task(task, "settled", by=by)
        task.outcome = mask_cards(note.strip())[:200]
        return answer(intent, task=task.id)


def see_to_money(task: Task, how: str, note: str, *, intent: Intent, by: Actor) -> Answer:
    """`how`: "again", "otherwise" (the customer has it, another way), else it is settled with the note.

    Raises what ask_again and paid_otherwise raise.
    """
    _must_be(task, TaskKind.MONEY_STUCK)
    deed = {"again": money_stuck.ask_again, "otherwise": money_stuck.paid_otherwise}.get(how)
    if deed is None or how == "otherwise":
        must_have_words(note)
    with atomic(*_around(task)):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        if deed is None or task.facts.get("call") is None:
            close_task(task, "settled", by=by)
        else:
            deed(task, by=by)
        task.outcome = mask_cards(note.strip())[:200] or task.outcome
        return answer(intent, task=task.id)


def send_again(task: Task, email: str, phone: str, *, intent: Intent, by: Actor) -> Answer:
    """Queue the message once more, to a corrected address or number where one is given.

    Raises Refused("no_address") without any, and Refused("not_needed") when nobody waits for it any more.
    """
    _must_be(task, TaskKind.MESSAGE_FAILED)
    failed = db.session.get_one(Delivery, int(task.about.partition(":")[2]))
    order = _order(task)
    with atomic(*_around(task)):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        _must_be_needed(failed)
        store = db.session.get(Store, failed.store_id) if failed.store_id else None
        correct_contact(order, store, email=email, phone=phone, by=by)
        if not ways_to(order, store):
            raise Refused("no_address", _("There’s no way to write to them. Type an email first."))
        job = db.session.get(Fulfillment, failed.fulfillment_id) if failed.fulfillment_id else None
        tell(order, failed.kind, f"{task.ref}:again", job=job, store_id=failed.store_id)
        close_task(task, "sent again", by=by)
        return answer(intent, task=task.id)


def correct(task: Task, address: Mapping[str, str], *, intent: Intent, by: Actor) -> Answer:
    """It goes to this address. The task closes by itself where that was all. Raises what correct_address
    raises."""
    _must_be(task, *ABOUT_ADDRESSES)
    with atomic(*_around(task)):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        asked = correct_address(_order(task), address, by=by)
        return answer(intent, task=task.id, asked=asked, is_done=task.done_at is not None)


def take_in_again(task: Task, *, intent: Intent, by: Actor) -> Answer:
    """Let the worker try the stored message from its first try on. If it fails again, a new task says so."""
    _must_be(task, TaskKind.INBOUND_FAILED)
    with atomic(task):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(task)
        inbound = inbound_of(task)
        if inbound is None or not inbound.body:
            raise Refused("payload_gone", _("What was sent isn’t kept any more. Settle it with a note."))
        inbound.state, inbound.tries, inbound.next_at, inbound.done_at = InboundState.PENDING, 0, now(), None
        close_task(task, "again", by=by)
        return answer(intent, task=task.id)


def inbound_of(task: Task) -> Inbound | None:
    return db.session.get(Inbound, int(task.key.partition(":")[2]))


def _drop_inbound(task: Task) -> None:
    inbound = inbound_of(task) if task.kind == TaskKind.INBOUND_FAILED else None
    if inbound is not None:
        inbound.state = InboundState.IGNORED


def _order(task: Task) -> Order:
    assert task.order_id is not None
    return db.session.get_one(Order, task.order_id)


def _around(task: Task) -> list[Any]:
    """What a decision may touch, in the one order of locks: the order, its jobs, then the task."""
    if task.order_id is None:
        return [task]
    return [_order(task), *fulfillments_of(task.order_id), task]


def _must_be_needed(failed: Delivery) -> None:
    job = failed.fulfillment_id and db.session.get(Fulfillment, failed.fulfillment_id)
    if failed.kind == "ready" and job and job.state not in WITH_CUSTOMER_TO_COME:
        words = _(
            "%(number)s is %(state)s: nobody waits for this message. Settle it with a note.",
            number=job.number,
            state=job.state.words,
        )
        raise Refused("not_needed", words)


def _must_be(task: Task, *kinds: TaskKind) -> None:
    if task.kind not in kinds:
        raise Refused("other_kind", _("This task asks for something else. Open it again."))
