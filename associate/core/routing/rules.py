"""Which store does an order that nobody pinned to one: the rules an operator wrote, and what they decided."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.db import Base


class Action(StrEnum):
    """What a rule does with the stores that are left after its filters, in the order of its sorts."""

    ASSIGN = "assign"  # all of it to the first store that has all
    SPLIT = "split"  # over several stores, as few as can be, where the order is worth it; else next rule
    PARK = "park"  # nobody: it waits for stock, a person, or its auto-cancel date


class RoutingRule(Base):
    """Tried by rising position until one acts. Shapes of `filters` and `sorts`: core/routing/choose.py."""

    __tablename__ = "routing_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    is_active: Mapped[bool] = mapped_column(default=True)
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sorts: Mapped[list[Any]] = mapped_column(default=list)
    action: Mapped[Action] = mapped_column(default=Action.ASSIGN)
    split_above: Mapped[int | None]  # order value in minor units; below it an order stays in one piece
    park_days: Mapped[int | None]  # for PARK: canceled after so many days; None: never

    @property
    def ref(self) -> str:
        return f"routing_rule:{self.id}"


class RoutingDecision(Base):
    """Why an order is where it is: written once for each time it was routed."""

    __tablename__ = "routing_decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    rule: Mapped[str] = mapped_column(sa.String(80))  # its name then
    outcome: Mapped[str] = mapped_column(sa.String(20))  # assigned, split, parked
    parts: Mapped[list[Any]] = mapped_column(default=list)  # [{store, lines: [[order line, quantity]]}]
    reasons: Mapped[list[Any]] = mapped_column(default=list)  # [{store, km, …, passed, because}]
