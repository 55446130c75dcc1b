"""The life of a fulfillment. MOVES is the whole truth; nothing but moves.move assigns `state`."""

from enum import StrEnum

from associate.words import _


class State(StrEnum):
    RELEASED = "released"  # at this store, nobody has started
    PICKING = "picking"  # an associate walks the floor with it
    WAITING = "waiting"  # short: the customer or a manager decides
    PICKED = "picked"  # every line found or settled, no bag in its place yet
    READY = "ready"  # every bag in its place: the customer may come
    PART_COLLECTED = "part_collected"
    COLLECTED = "collected"
    UNCOLLECTED = "uncollected"
    PACKING = "packing"
    PACKED = "packed"
    MANIFESTED = "manifested"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    REROUTED = "rerouted"
    CANCELED = "canceled"

    @property
    def words(self) -> str:
        return str(_WORDS[self]())


# Bagged and on the floor again: its bag was lost, and its goods are picked anew (acts/replacing.py). On the
# floor or at the bench and collected at once: the platform's own hand gave it out (acts/elsewhere.py)
MOVES: dict[State, frozenset[State]] = {
    State.RELEASED: frozenset({State.PICKING, State.COLLECTED, State.CANCELED, State.REROUTED}),
    State.PICKING: frozenset(
        {State.RELEASED, State.WAITING, State.PICKED, State.COLLECTED, State.CANCELED, State.REROUTED}
    ),
    State.WAITING: frozenset({State.PICKING, State.PICKED, State.COLLECTED, State.CANCELED, State.REROUTED}),
    State.PICKED: frozenset(
        {
            State.READY,
            State.RELEASED,
            State.PICKING,
            State.PACKING,
            State.COLLECTED,
            State.CANCELED,
            State.REROUTED,
        }
    ),
    State.READY: frozenset(
        {
            State.PICKED,
            State.RELEASED,
            State.PART_COLLECTED,
            State.COLLECTED,
            State.UNCOLLECTED,
            State.CANCELED,
            State.REROUTED,
        }
    ),
    State.PART_COLLECTED: frozenset(
        {State.READY, State.RELEASED, State.COLLECTED, State.UNCOLLECTED, State.CANCELED}
    ),
    State.COLLECTED: frozenset({State.READY, State.PART_COLLECTED}),  # an undo, by compensating entries
    State.UNCOLLECTED: frozenset({State.READY}),
    State.PACKING: frozenset({State.PICKED, State.PACKED, State.COLLECTED, State.CANCELED, State.REROUTED}),
    State.PACKED: frozenset({State.PACKING, State.MANIFESTED, State.COLLECTED, State.CANCELED}),
    State.MANIFESTED: frozenset({State.SHIPPED, State.CANCELED}),
    State.SHIPPED: frozenset({State.DELIVERED}),
}

ON_THE_FLOOR = (State.RELEASED, State.PICKING, State.WAITING, State.PICKED)
UNDER_PROMISE = (*ON_THE_FLOOR, State.PACKING)
"""A promise is kept once it’s ready, or packed: until then it can be late, and a manager may move it."""
AT_THE_BENCH = (State.PACKING, State.PACKED)
WITH_CUSTOMER_TO_COME = (State.READY, State.PART_COLLECTED)
OPEN = (*ON_THE_FLOOR, *AT_THE_BENCH, *WITH_CUSTOMER_TO_COME)
HERE = (*OPEN, State.MANIFESTED)
"""Goods of it are in the store still; a manifested job only its carrier, or a cancel, takes out of it."""

_WORDS = {
    State.RELEASED: lambda: _("not started"),
    State.PICKING: lambda: _("being picked"),
    State.WAITING: lambda: _("waiting for a decision"),
    State.PICKED: lambda: _("picked"),
    State.READY: lambda: _("ready"),
    State.PART_COLLECTED: lambda: _("partly collected"),
    State.COLLECTED: lambda: _("picked up"),
    State.UNCOLLECTED: lambda: _("not collected"),
    State.PACKING: lambda: _("being packed"),
    State.PACKED: lambda: _("packed"),
    State.MANIFESTED: lambda: _("waiting for the carrier"),
    State.SHIPPED: lambda: _("shipped"),
    State.DELIVERED: lambda: _("delivered"),
    State.REROUTED: lambda: _("moved to another store"),
    State.CANCELED: lambda: _("canceled"),
}
