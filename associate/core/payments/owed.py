"""What people are asked to give back by hand: tasks with the exact amount."""

from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import open_tasks_of


def owed_by(task: Task) -> int:
    """Minor units that this task says are still with us and the customer’s."""
    if task.kind == TaskKind.REFUND:
        return int(task.facts["amount"])
    return int(task.facts.get("owed") or 0) if task.kind == TaskKind.MONEY_STUCK else 0


def owed_by_tasks(order_id: int) -> int:
    return sum(map(owed_by, open_tasks_of(order_id)))
