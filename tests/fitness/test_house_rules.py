"""The rules of the house, held against the code itself."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted((ROOT / "associate").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def calls(path: Path) -> list[str]:
    """Every call in a module as text, "db.session.commit"."""
    tree = ast.parse(path.read_text())
    return [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def where(paths: list[Path], found) -> list[str]:  # type: ignore[no-untyped-def]
    return [str(path.relative_to(ROOT)) for path in paths if found(path)]


def test_only_atomic_commits():
    assert where(CODE, lambda p: any(call.endswith(".commit") for call in calls(p))) == ["associate/db.py"]


def test_only_the_clock_asks_for_the_time():
    asks = {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time"}
    assert where(CODE, lambda p: bool(asks & set(calls(p)))) == ["associate/clock.py"]


def test_only_moves_assigns_a_fulfillments_state():
    def assigns(path: Path) -> bool:
        return bool(re.search(r"\b(fulfillment|job)\.state = ", path.read_text()))

    assert where(CODE, assigns) == ["associate/core/fulfillment/moves.py"]


@pytest.mark.parametrize(
    "forbidden",
    [
        r"\|\s*safe\b",  # data is text, never markup
        r"\bhx-on\b",
        r"js:",
        r'hx-trigger="[^"]*\[',  # a filter needs eval, and fails open without it
        r"\sstyle=",
        r"<script(?![^>]*\bsrc=)",
        r"<style",
        r"\son\w+=",
    ],
)
def test_templates_hold_nothing_that_the_policy_would_have_to_allow(forbidden):
    screens = [
        p for p in TEMPLATES if "documents" not in p.parts
    ]  # paper has styles of its own, and no scripts
    assert where(screens, lambda p: bool(re.search(forbidden, p.read_text()))) == []


def test_every_form_that_posts_carries_its_token():
    def forgets(path: Path) -> bool:
        text = path.read_text()
        forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.S)
        return any("csrf" not in form and "{% include" not in form for form in forms)

    assert "csrf" in (ROOT / "templates/picking/parts/short.html").read_text()  # what that include brings
    assert where(TEMPLATES, forgets) == []


def test_no_story_waits_with_what_the_policy_forbids():
    """Playwright's own waiting evaluates in the page: the policy lets its first look pass, and no other."""
    assert where(TESTS, lambda p: any(call.endswith(".wait_for_function") for call in calls(p))) == []
