"""The only writer of stock. Every change is a conditional statement and a Movement, both or neither.

Call these inside atomic(). Touch several levels in the order of `in_order`: in cart order half of all
simultaneous orders deadlock on PostgreSQL, sorted none do.

levels: which row, and whose turn it is · reservations: units that are spoken for · goods: units that come,
go, or may not be sold · entries: the statements under all of them.
"""

from associate.core.inventory.ledger.goods import (
    adjust,
    count,
    hold,
    hold_all,
    move_all,
    put_back,
    receive,
    reverse,
    sell,
    stock_up,
    take_back,
    transfer_in,
    unhold,
    write_off,
)
from associate.core.inventory.ledger.levels import (
    Level,
    Place,
    in_order,
    level_of,
    levels_at,
    levels_for,
    lock,
)
from associate.core.inventory.ledger.reservations import (
    bring_back,
    hand_over,
    keep_for_transfer,
    release,
    reserve,
    reserve_again,
    reserve_all,
    reserve_for_transfer,
    ship,
    transfer_out,
)

__all__ = [
    "Level",
    "Place",
    "adjust",
    "bring_back",
    "count",
    "hand_over",
    "hold",
    "hold_all",
    "in_order",
    "keep_for_transfer",
    "level_of",
    "levels_at",
    "levels_for",
    "lock",
    "move_all",
    "put_back",
    "receive",
    "release",
    "reserve",
    "reserve_again",
    "reserve_all",
    "reserve_for_transfer",
    "reverse",
    "sell",
    "ship",
    "stock_up",
    "take_back",
    "transfer_in",
    "transfer_out",
    "unhold",
    "write_off",
]
