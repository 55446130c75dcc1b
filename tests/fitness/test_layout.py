"""The house keeps its shape: where things stand, who imports whom, what the script and the locks promise."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "associate"
WORKFLOWS = sorted({p.parent for p in APP.glob("workflows/*/routes*")})  # a module or a package
MODULES = sorted(p for p in APP.rglob("*.py"))
FRAGMENTS = [page for w in WORKFLOWS for page in sorted((ROOT / "templates" / w.name).glob("_*.html"))]
LOCKS = ["requirements.lock", "requirements-dev.lock", "tests/scan/requirements.lock"]
TOP_LEVEL = {
    "associate",
    "templates",
    "static",
    "instance",
    "migrations",
    "tests",
    "deploy",
    "pyproject.toml",
    "wsgi.py",
    "dev",
    *LOCKS,
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "LICENSE",
}
WORKFLOW_FILES = {"__init__.py", "routes.py", "rules.py", "screens.py", "forms.py"}
LONGEST_MODULE = 300  # lines; one that needs more asks for a second name
SHELL_COMMANDS = ["demo", "test", "bench", "scan", "lint", "words", "lock", "vendor", "flask", "help"]


def test_nothing_unexpected_stands_at_the_top():
    visible = {p.name for p in ROOT.iterdir() if not p.name.startswith((".", "__"))}
    assert visible - TOP_LEVEL == set()


def test_imports_only_go_where_the_contracts_allow():
    """In a process of its own: the linter silences every logger that is there."""
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    told = subprocess.run([*linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda p: p.name)
def test_a_workflow_is_routes_rules_screens_and_forms_with_templates_of_its_name(workflow):
    files = {p.name for p in workflow.iterdir() if p.suffix}
    assert files - WORKFLOW_FILES == set()
    assert (ROOT / "templates" / workflow.name).is_dir()


def test_no_module_outgrows_its_name():
    lines = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in MODULES}
    assert {path: n for path, n in lines.items() if n > LONGEST_MODULE} == {}


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_fragment_is_an_element_with_an_id_it_can_be_swapped_by(fragment):
    without_macros = re.sub(r"\{% macro .*?endmacro %\}", "", fragment.read_text(), flags=re.S)
    without_jinja = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", without_macros, flags=re.S).lstrip()
    assert re.match(r"<\w[^>]*\bid=", without_jinja, re.S)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_by_hash_and_holds_no_address(lock):
    text = (ROOT / lock).read_text()
    pinned = re.findall(r"^([a-z0-9][^=\s]*)==", text, re.M)
    assert len(pinned) > 20
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text


def test_the_script_explains_itself_from_any_folder(tmp_path):
    told = subprocess.run([ROOT / "dev", "help"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [name for name in SHELL_COMMANDS if not re.search(rf"^{name}\b", told.stdout, re.M)] == []


def test_the_script_knows_no_other_word():
    assert subprocess.run([ROOT / "dev", "frobnicate"], capture_output=True).returncode == 2
