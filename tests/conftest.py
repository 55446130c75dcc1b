"""What every test may ask for: an app with a database of its own on either engine, a server, and devices."""

import gc
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, time
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Page

from associate.clock import as_of
from associate.core.stores import passwords
from associate.core.stores.versions import forget_readings
from associate.db import db, is_sqlite
from associate.integrations.commerce.inbox import forget_senders
from associate.jobs.stuck import forget_breaks
from associate.web.limits import limiter
from tests.support import engines, sharing
from tests.support.browser import CHROMIUM_ARGS, Devices, require_chromium
from tests.support.furnish import CHEAP
from tests.support.server import Server, serve
from tests.support.templates import compile_once, one_folder
from tests.support.unordered import keep_no_order

STORY_LIMIT = 120  # seconds
MARKED_FOLDERS = {"stories": pytest.mark.story, "races": pytest.mark.race}
LATER_ON_POSTGRES = {"demo", "documents", "faults", "integrations", "messages", "stories", "web", "workflows"}
"""Pages and processes more than the database: their copies for PostgreSQL run with --both. What a database
has to hold (core, files, jobs, races, migrations, each page and integration once) runs on both each time."""
FIRST_ON_BOTH = {"integrations", "web", "workflows"}
TESTS = Path(__file__).parent
STATEMENTS = 20_000  # all there are: of 500, as a server keeps, each test would compile four anew

import_module("associate.db").RESTED = 0.0  # databases come and go beneath a pool
keep_no_order()
passwords.hasher = CHEAP  # the shop's own takes 30 ms for each PIN and password
_resources = ExitStack()
_begun: set[str] = set()


# ── which tests run, and where ───────────────────────────────────────────────


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both", action="store_true", help="run every test on both engines")
    parser.addoption(
        "--long", action="store_true", help="that, and the tests that take minutes: hours in all"
    )
    parser.addoption("--engine", choices=engines.NAMES, help="run on one database engine only")


def pytest_configure(config: pytest.Config) -> None:
    """A killed run still stops its PostgreSQL; with several workers one server serves them all."""
    if hasattr(config, "workerinput"):
        compile_once()
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _resources.enter_context(one_folder())
    compile_once()
    if config.getoption("numprocesses", None) and config.getoption("--engine") != "sqlite":
        os.environ["TEST_DATABASE_URL"] = _resources.enter_context(engines.postgres_server())


def pytest_unconfigure() -> None:
    _resources.close()


def pytest_itemcollected(item: pytest.Item) -> None:
    """A folder says what its tests are."""
    for folder in MARKED_FOLDERS.keys() & set(item.path.parts):
        item.add_marker(MARKED_FOLDERS[folder])
    if "devices" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("timeout"):
        item.add_marker(pytest.mark.timeout(STORY_LIMIT))
    if _is_one_more_cell(item) and not item.config.getoption("--engine"):
        item.add_marker(pytest.mark.later)


def _is_one_more_cell(item: pytest.Item) -> bool:
    """A further row of a page's table on PostgreSQL: the first one says that the page works there."""
    if not FIRST_ON_BOTH & set(item.path.parts) or item.get_closest_marker("engine"):
        return False
    cell = getattr(item, "callspec", None)
    is_on_postgres = cell is not None and cell.params.get("engine") == "postgresql"
    return is_on_postgres and any(at for name, at in cell.indices.items() if name != "engine")


@pytest.hookimpl(trylast=True)  # after whoever shuffles them
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What nobody asked for stays out; several workers share what is left."""
    out = {item for item in items if not _is_asked_for(item, config)}
    config.hook.pytest_deselected(items=[item for item in items if item in out])
    items[:] = [item for item in items if item not in out]
    if config.getoption("dist", "no") != "no" or hasattr(config, "workerinput"):
        items[:] = sharing.in_line(items)


def _is_asked_for(item: pytest.Item, config: pytest.Config) -> bool:
    if item.get_closest_marker("long"):
        return bool(config.getoption("--long"))
    return not item.get_closest_marker("later") or config.getoption("--both") or config.getoption("--long")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing.TwoEnds:
    return sharing.TwoEnds(config, log)


def pytest_collection_finish() -> None:
    """What is imported stays: no collection of garbage looks through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the database runs on both engines, unless its mark or the command line names one.

    In the folders LATER_ON_POSTGRES the second engine is for --both, but for what a mark names and the first
    test of each file in the folders FIRST_ON_BOTH, in its first row.
    """
    if "engine" not in metafunc.fixturenames:
        return
    marks = list(metafunc.definition.iter_markers("engine"))
    always = [name for mark in marks for name in mark.args]
    later = [mark.kwargs["later"] for mark in marks if "later" in mark.kwargs]
    if not marks:
        always, later = (["sqlite"], ["postgresql"]) if _may_wait(metafunc) else (engines.NAMES, [])
    chosen = metafunc.config.getoption("--engine")
    cells = {name: [pytest.mark.later] * (name in later and not chosen) for name in (*always, *later)}
    params = [pytest.param(name, marks=own) for name, own in cells.items() if chosen in (None, name)]
    metafunc.parametrize("engine", params, indirect=True, scope="session")


def _may_wait(metafunc: pytest.Metafunc) -> bool:
    folder = metafunc.definition.path.relative_to(TESTS).parts[0]
    is_first = metafunc.module.__name__ not in _begun
    _begun.add(metafunc.module.__name__)
    return folder in LATER_ON_POSTGRES and not (is_first and folder in FIRST_ON_BOTH)


@pytest.fixture
def at_noon() -> Iterator[None]:
    """Minutes before and after belong to one business day, whenever the tests run. Time stands still."""
    with as_of(datetime.combine(datetime.now(UTC), time(12), UTC)):
        yield


# ── an app and its database ──────────────────────────────────────────────────


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Iterator[engines.SqliteEngine | engines.PostgresEngine]:
    """One engine; `engine.database(kind)` gives a database of the kind "empty" or "shop"."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            folder = Path(tempfile.mkdtemp(prefix="associate-sqlite-", dir=engines.quickest_folder()))
            made = engines.SqliteEngine(folder, _fill)
        else:
            made = engines.PostgresEngine(stack.enter_context(engines.postgres_server()), _fill)
        stack.callback(made.close)
        yield made


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, engine: engines.SqliteEngine | engines.PostgresEngine
) -> Iterator[str]:
    """The address of a database that belongs to this test: with the shop in it where it asks for one."""
    kind = "shop" if "shop" in request.fixturenames else "empty"
    with engine.database(kind, "current") as url:  # one address: what an engine compiled serves all tests
        yield url


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """The app on this test's database, with its context pushed and its settings as they were."""
    app = _app_at(database_url)
    settings = dict(app.config)
    forget_readings()
    forget_senders()
    forget_breaks()
    app.extensions.pop("fragments", None)
    with app.app_context():
        yield app
        if limiter.enabled:
            limiter.reset()
        db.session.remove()
        if is_sqlite():  # its file goes; a PostgreSQL database stays, with its connections
            db.engine.dispose()
    app.config.clear()
    app.config.update(settings)
    limiter.enabled = settings["RATELIMIT_ENABLED"]


@cache
def _app_at(url: str) -> Flask:
    """One app for each engine: what it has compiled, statements and templates, serves all tests."""
    app = _create_app(url)
    with app.app_context():
        db.engine._compiled_cache.capacity = STATEMENTS
    app.before_request_funcs.setdefault(None, []).insert(0, _as_if_first)
    return app


def _as_if_first() -> None:
    """One context is pushed around all of a test: who the last request came from is forgotten."""
    for name in list(g):
        g.pop(name)
    db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _create_app(url: str) -> Flask:
    from associate import create_app
    from associate.config import database_uri

    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": database_uri(url),
            "BASE_URL": "http://localhost",
            "SECRET_KEY": "tests",
            "TESTING": True,
            "RATELIMIT_ENABLED": False,
        }
    )


def _fill(url: str, kind: str) -> None:
    """The same `flask setup` that a shop runs, so WAL and the real migrations are what the tests meet."""
    from associate.db import db
    from tests.support.furnish import furnish

    app = _create_app(url)
    with app.app_context():  # another test's may be pushed, and the command would set that one up
        result = app.test_cli_runner().invoke(args=["setup"])
        assert result.exit_code == 0, result.output
        if kind == "shop":
            furnish()
            db.session.remove()
        db.engine.dispose()


# ── the app as people meet it ────────────────────────────────────────────────


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    """The app under gunicorn with its worker, on this test's database; limits start from zero with it."""
    with serve(database_url, tmp_path, quick=True, WEB_PROCESSES="1") as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": require_chromium(), "args": CHROMIUM_ARGS, "headless": True}


@pytest.fixture
def devices(server: Server, new_context: Callable[..., BrowserContext]) -> Iterator[Devices]:
    """Phones, tablets and desktops that look at `server`. What a console complains of fails the test."""
    opened = Devices(new_context, server.url)
    yield opened
    assert opened.complaints == []


@pytest.fixture
def tablet(devices: Devices) -> Page:
    return devices.tablet()


@pytest.fixture
def phone(devices: Devices) -> Page:
    return devices.phone()


# ── the shop and its people ──────────────────────────────────────────────────


@pytest.fixture
def shop(app: Flask):  # type: ignore[no-untyped-def]
    """A small retailer: two stores, a few things, people with names and roles."""
    from tests.support.shop import Shop

    return Shop()
