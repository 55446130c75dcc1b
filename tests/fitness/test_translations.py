"""Every sentence is wrapped for translation, and every language has all of them, with the same gaps."""

import ast
import re
import subprocess
import sys
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Comment, Doctype

from associate.words import LANGUAGES

ROOT = Path(__file__).parents[2]
FOR_ENGINEERS = ROOT / "templates" / "reference"  # in English, and says so
TEMPLATES = sorted(set((ROOT / "templates").rglob("*.html")) - set(FOR_ENGINEERS.rglob("*.html")))
GAP = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
FILLED = re.compile(r"%%|%\(\w+\)\+?[sd]")
LETTERS = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
CLASSES = re.compile(r"\{% block \w+_class %\}.*?\{% endblock %\}")  # names of styles, not words
SPOKEN = ("aria-label", "title", "placeholder", "alt")
NOT_WORDS = {"Associate", "CSV", "PDF", "UTC", "ZPL", "cm"}  # the same in every language
CODE = sorted((ROOT / "associate").rglob("*.py"))
SAYS = {"Refused": 1, "OutOfDate": 1, "Missing": 1, "Busy": 1, "say": 1}
"""Calls whose second argument is read by people."""
UNTRANSLATED = (
    "associate/cli.py",
    "associate/demo",
    "associate/opening",
    "associate/jobs",
    "associate/upkeep",
)
"""What operators read, in English, like the documentation."""


@cache
def sentences() -> Catalog:
    """All that the code and the templates say, as `./dev words` finds it."""
    extract = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml"]
    with NamedTemporaryFile(suffix=".pot") as file:
        subprocess.run([*extract, "-k", "later", "-o", file.name, "."], cwd=ROOT, check=True)
        return read_po(file)


def catalog(language: str) -> Catalog:
    with (ROOT / f"associate/translations/{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def gaps(text: str) -> set[str]:
    return {"".join(found) for found in GAP.findall(text)}


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_every_sentence_is_translated(language):
    known = catalog(language)
    missing = [
        message.id
        for message in sentences()
        if message.id
        and (
            (kept := known.get(message.id, message.context)) is None
            or kept.fuzzy
            or not all(texts(kept.string))
        )
    ]
    assert missing == []


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_a_translation_keeps_the_gaps_of_its_sentence(language):
    def differs(message) -> bool:  # type: ignore[no-untyped-def]
        wanted = set().union(*map(gaps, texts(message.id)))
        given = [gaps(text) for text in texts(message.string)]
        return any(not (got <= wanted and wanted - got <= {"num", "n"}) for got in given)

    assert [message.id for message in catalog(language) if message.id and differs(message)] == []


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_no_percent_sign_stands_alone(language):
    """Templates fill the gaps of every sentence, also where it has none: a lone sign would break the page."""
    said = chain.from_iterable(texts(message.string) for message in catalog(language) if message.id)
    assert [text for text in said if "%" in FILLED.sub("", text)] == []


def unwrapped(path: Path) -> list[str]:
    """Words that stand in the markup itself, outside of _()."""
    source = CLASSES.sub("", path.read_text())
    source = re.sub(r"(</?)\{\{.*?\}\}", r"\1b", source)  # a tag whose name is an expression
    source = re.sub(r"\{\{.*?\}\}", "1", re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", source, flags=re.S), flags=re.S)
    source = re.sub(r'[\w-]+="[^"]*"(?![^<]*>)', "", source)  # attributes put together outside of a tag
    soup = BeautifulSoup(source, "html.parser")
    for tag in soup.find_all(["script", "style"]):
        tag.decompose()
    said = [str(text) for text in soup.find_all(string=True) if not isinstance(text, Comment | Doctype)]
    said += [tag[name] for tag in soup.find_all(True) for name in SPOKEN if tag.get(name)]
    return [text.strip() for text in said if set(LETTERS.findall(text)) - NOT_WORDS]


def test_no_template_speaks_without_translation():
    assert {str(path.relative_to(ROOT)): found for path in TEMPLATES if (found := unwrapped(path))} == {}


def test_no_refusal_speaks_without_translation():
    def bare(path: Path) -> list[str]:
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        return [
            ast.unparse(call)
            for call in calls
            if (at := SAYS.get(ast.unparse(call.func))) is not None and len(call.args) > at
            if isinstance(call.args[at], ast.Constant | ast.JoinedStr)
        ]

    spoken = [p for p in CODE if not str(p.relative_to(ROOT)).startswith(UNTRANSLATED)]
    assert {str(p.relative_to(ROOT)): found for p in spoken if (found := bare(p))} == {}
