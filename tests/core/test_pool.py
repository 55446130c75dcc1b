"""The pool of connections, when the database server went away meanwhile."""

from importlib import import_module

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from associate.db import db

pytestmark = pytest.mark.engine("postgresql")


@pytest.fixture(autouse=True)
def one_connection(app):
    """The pool takes turns: with one alone it is known which is next."""
    db.session.remove()
    db.engine.dispose()


def use_it() -> int:
    pid = db.session.scalar(sa.text("SELECT pg_backend_pid()"))
    db.session.remove()
    return int(pid or 0)


def end_them(pid: int) -> None:
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_connection_that_rested_is_asked_before_it_is_used(app):
    pid = use_it()
    end_them(pid)
    assert use_it() != pid


def test_one_that_was_just_used_fails_once_and_the_pool_is_made_anew(app, monkeypatch):
    monkeypatch.setattr(import_module("associate.db"), "RESTED", 60.0)
    pid = use_it()
    end_them(pid)
    with pytest.raises(OperationalError):
        use_it()
    db.session.remove()
    assert use_it() != pid
