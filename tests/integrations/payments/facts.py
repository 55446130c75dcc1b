"""A refund to make, and what these tests look at."""

from dataclasses import replace
from typing import Any

from associate.integrations.payments.port import Deed, Moved, Verb

REFUND = Deed(
    key="refund-7-1",
    verb=Verb.REFUND,
    amount=1290,
    currency="EUR",
    reference="A-1001",
    payment="pi_1",
    order="450789469",
    note="Two shirts came back",
    email="maya@mail.example",
    return_url="https://shop.example/r/1",
)


def to(verb: Verb = Verb.REFUND, **changes: Any) -> Deed:
    return replace(REFUND, verb=verb, **changes)


def gist(moved: Moved) -> tuple[str, str]:
    return moved.answer.outcome.value, moved.answer.code
