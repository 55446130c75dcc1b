"""The rail: the rooms of the house, with the numbers that call for somebody."""

from typing import Any

from flask import Flask
from flask_login import current_user
from sqlalchemy import func, select

from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import to_pack, to_pick
from associate.core.fulfillment.waiting import cars_waiting
from associate.core.inventory.models import PutBack
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task
from associate.core.tasks.queue import waits
from associate.core.tasks.scope import task_scope
from associate.db import db
from associate.words import later

WIDE_ONLY = {
    "settings.show",
    "packing.show_bench",
    "manifests.show_manifests",
    "putback.show_list",
    "orders.show_search",
    "returns.show_find",
    "figures.show_figures",
    "board.show_board",
}
"""On a phone these are on the person’s page and under Stock: on the floor’s rail there is no more room."""
UNDER_STOCK = ("putback.show_list", "packing.show_bench")
ROOMS = (
    ("today.show", later("Today"), "today", None),
    ("board.show_board", later("Board"), "board", "see_board"),
    ("picking.show_queue", later("Pick"), "pick", "see_queue"),
    ("packing.show_bench", later("Pack bench"), "tote", "pack"),
    ("handover.show_find", later("Hand over"), "handover", "hand_over"),
    ("curbside.show_board", later("Curbside"), "car", "run_curbside"),
    ("returns.show_find", later("Returns"), "returns", "take_returns"),
    ("putback.show_list", later("Put back"), "shelf", "put_back"),
    ("manifests.show_manifests", later("Carriers"), "truck", "close_manifest"),
    ("stock.index", later("Stock"), "box", "see_stock"),
    ("tasks.show_tasks", later("Tasks"), "flag", "see_tasks"),
    ("orders.show_search", later("Orders"), "search", "see_orders"),
    ("figures.show_figures", later("Figures"), "figures", "see_figures"),
    ("settings.show", later("Settings"), "settings", "manage_settings"),
)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"nav_items": nav_items})


def nav_items() -> list[dict[str, Any]]:
    """What this person's role opens, in working order, with counts of their store."""
    if not current_user.is_authenticated:
        return []
    counts = _counts(current_user.staff, current_user.store) if current_user.store else {}
    return [
        {
            "endpoint": endpoint,
            "label": label,
            "icon": icon,
            "count": counts.get(endpoint, 0),
            "wide_only": endpoint in WIDE_ONLY and current_user.staff.can("hand_over"),
            "phone_count": sum(counts.get(room, 0) for room in UNDER_STOCK)
            if endpoint == "stock.index"
            else 0,
        }
        for endpoint, label, icon, permission in ROOMS
        if permission is None or current_user.staff.can(permission)
    ]


def _counts(staff: Staff, store: Store) -> dict[str, int]:
    """Five small counts over indexes, one round trip."""
    new = select(func.count(Fulfillment.id)).where(to_pick(store.id))
    to_shelve = select(func.count()).where(PutBack.store_id == store.id, PutBack.done_at.is_(None))
    waiting = select(func.count(Task.id)).where(waits(task_scope(staff, store)))
    found = {
        "picking.show_queue": new,
        "curbside.show_board": cars_waiting(store.id),
        "putback.show_list": to_shelve,
        "packing.show_bench": select(func.count(Fulfillment.id)).where(to_pack(store.id)),
        "tasks.show_tasks": waiting,
    }
    row = db.session.execute(select(*(count.scalar_subquery() for count in found.values()))).one()
    return dict(zip(found, row, strict=True))
