"""Picking as the rules know it: one scan, one tap, one refusal."""

import uuid
from typing import Any

import pytest

from associate.core.events.commands import intent
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.staff import Staff
from associate.errors import Refused
from associate.workflows.picking.rules import scans

JACKET, KETTLE = "96385074", "4006381333931"


def scan(job: Fulfillment, code: str, by: Staff, command: str | None = None) -> dict[str, str]:
    meant = intent(command or uuid.uuid4().hex, "pick.scan", by.actor, {"code": code})
    return scans.take_scan(job, code, key="tests", intent=meant, by=by.actor)


def scan_all(job: Fulfillment, by: Staff) -> None:
    """Every unit of the order, by its SKU."""
    for sku, units in [(line.variant.sku, line.left) for line in job.lines]:
        for _unit in range(units):
            scan(job, sku, by)


def tap(verb: Any, job: Fulfillment, by: Staff, *args: Any, command: str | None = None, **more: Any) -> Any:
    meant = intent(command or uuid.uuid4().hex, verb.__name__, by.actor, {})
    return verb(job, *args, intent=meant, by=by.actor, **more)


def refusal(deed: Any, *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    return refused.value
