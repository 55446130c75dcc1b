"""Whatever gives up asks a person: each end that is a failure opens a task, and each kind of task is opened
by something and has words, a next step and a screen. Read from the code: no new way to fail is forgotten.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from associate.core.events.task_words import TASKS
from associate.core.stores.staff import PERMISSIONS
from associate.core.tasks.kinds import KINDS, roles_for
from associate.core.tasks.models import TaskKind

ROOT = Path(__file__).parents[2]
ENDS = {"FAILED", "REFUSED", "STUCK"}
"""How states say that something was given up; what is merely tried again has another word."""
STATES = {"InboundState", "DeliveryState", "PostState", "RefundState", "PaymentState", "CallState", "Void"}
NOBODYS = {
    "give_up_news": "carriers, and whoever holds the money, are asked again anyway",
    "drop": "nobody waits for this message any more",
    "call_off": "it was never asked for, and its return is open again",
    "_forget_browser": "a person's own browser has left; they see the same on their pages",
}
"""Functions that end something as failed and ask nobody, with the reason."""
DEEP = 2  # calls from the one that gives up to the one that opens the task


def functions() -> Iterator[ast.FunctionDef]:
    """All that may write: screens only look."""
    for path in sorted((ROOT / "associate").rglob("*.py")):
        if "screens" in path.parts or path.name == "screens.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield node


def called(function: ast.AST) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {getattr(call, "id", "") or getattr(call, "attr", "") for call in calls}


def sets_an_end(function: ast.FunctionDef) -> bool:
    """Is one of the ends written into a row: by assignment, as an argument, or as a value of a statement?"""
    written = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign | ast.keyword)]
    written += [node for node in ast.walk(function) if isinstance(node, ast.Dict)]
    return any(is_end(node) for value in written for node in parts(value))


def parts(value: ast.expr) -> list[ast.expr]:
    if isinstance(value, ast.Tuple):
        return value.elts
    return value.values if isinstance(value, ast.Dict) else [value]


def is_end(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ENDS
        and isinstance(node.value, ast.Name)
        and node.value.id in STATES
    )


def askers() -> set[str]:
    """Names of functions that open a task, themselves or a few calls further down."""
    calls = defaultdict[str, set[str]](set)
    for function in functions():
        calls[function.name] |= called(function)
    found = {"open_task"}
    for _ in range(DEEP):
        found |= {name for name, its in calls.items() if its & found}
    return found


@cache
def opened() -> set[str]:
    """Names of the kinds that some call of open_task says."""
    calls = [node for function in functions() for node in ast.walk(function) if isinstance(node, ast.Call)]
    said = [node.args[0] for node in calls if getattr(node.func, "id", "") == "open_task"]
    return {kind.attr for kind in said if isinstance(kind, ast.Attribute)}


def test_what_ends_as_failed_opens_a_task():
    ask = askers()
    ends = {function.name for function in functions() if sets_an_end(function)}
    assert len(ends) > 10, "the test sees how this code gives up"
    assert ends - ask == set(NOBODYS), "each that asks nobody stands here with its reason"


@pytest.mark.parametrize("kind", TaskKind)
def test_a_kind_has_an_opener_words_a_next_step_and_somebody(kind):
    row = KINDS[kind]
    assert kind.name in opened(), "something opens it"
    assert kind.value in TASKS and row.words and row.do.endswith(".") and row.step and row.minutes > 0
    assert any(row.may in has for has in PERMISSIONS.values()) and roles_for(kind), "somebody may settle it"


@pytest.mark.parametrize("kind", TaskKind)
def test_a_kind_has_a_screen(kind):
    forms = (ROOT / "templates/tasks/forms.html").read_text()
    assert f'"{kind.value}"' in forms or KINDS[kind].by_note, "a form of its own, or a few words do"
