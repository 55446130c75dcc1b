"""What can't be done is given up loudly: the row says so, and a task tells a person."""

from associate.clock import now
from associate.core.events.models import Delivery, DeliveryState, Inbound, InboundState
from associate.core.events.outbox import Post, PostState
from associate.core.events.record import SYSTEM
from associate.core.payments.news import PaymentNews
from associate.core.shipping.news import CarrierNews
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task


def give_up_inbound(inbound: Inbound, words: str) -> None:
    """Inside atomic(): it is kept and not tried any more until somebody says so."""
    inbound.state, inbound.problem, inbound.done_at = InboundState.FAILED, words, now()
    open_task(
        TaskKind.INBOUND_FAILED, str(inbound.id), by=SYSTEM, topic=inbound.topic, problem=inbound.problem
    )


def give_up_delivery(delivery: Delivery, words: str) -> None:
    """Inside atomic(): one task for one order and kind of message, with the words of whoever failed."""
    delivery.state, delivery.result = DeliveryState.FAILED, words
    open_task(
        TaskKind.MESSAGE_FAILED,
        f"{delivery.order_id}:{delivery.kind}",
        by=SYSTEM,
        order_id=delivery.order_id,
        store_id=delivery.store_id,
        about=f"delivery:{delivery.id}",
        message=delivery.kind,
        words=words,
    )


def give_up_post(post: Post, words: str) -> None:
    """Inside atomic(): one task for one subscriber, with its own last words. A person may send it again."""
    post.state, post.result = PostState.FAILED, words[:500]
    assert post.subscriber is not None
    open_task(
        TaskKind.WEBHOOK_FAILED,
        str(post.subscriber.id),
        by=SYSTEM,
        about=post.subscriber.ref,
        name=post.subscriber.name,
        subscriber=post.subscriber.id,
        why="given_up",
        words=words,
    )


def give_up_news(news: CarrierNews | PaymentNews) -> None:
    """Inside atomic(). Nobody has to see to it: carriers, and whoever holds the money, are asked anyway."""
    news.state, news.done_at = InboundState.FAILED, now()
