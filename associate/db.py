"""The database session, and the one way to change it."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum
from typing import Any, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from associate.errors import Busy
from associate.words import _

WRITE_WAIT = 2.0  # seconds; it bounds the tail: a tap answers "try again" instead of hanging
RESTED = 1.0  # seconds after which a pooled connection has to prove that its server is still there
_one_writer = threading.Lock()  # SQLite has one writer: queue for it here, not in its back-off


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Aware datetimes in, UTC in the database, aware datetimes out, on both engines."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC))


NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

TYPES: dict[Any, Any] = {
    int: sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    datetime: UtcDateTime,
    dict[str, Any]: sa.JSON().with_variant(JSONB(), "postgresql"),
    list[Any]: sa.JSON().with_variant(JSONB(), "postgresql"),
    Enum: sa.Enum(
        Enum, native_enum=False, length=32, values_callable=lambda kind: [member.value for member in kind]
    ),
}


class Base(DeclarativeBase):
    registry = registry(metadata=sa.MetaData(naming_convention=NAMES), type_annotation_map=TYPES)


_elsewhere: ContextVar[Mapping[str | None, Engine] | None] = ContextVar("elsewhere", default=None)


class Database(SQLAlchemy):
    """The app's own database, but within `elsewhere` that one alone."""

    @property
    def engines(self) -> Mapping[str | None, Engine]:
        return _elsewhere.get() or super().engines


db = Database(model_class=Base, session_options={"expire_on_commit": False})


@contextmanager
def elsewhere(engine: Engine) -> Iterator[None]:
    """Everything asked and written in here goes to this database. Push a context of an app inside it, never
    around it: a session keeps the database it began with."""
    token = _elsewhere.set({None: engine})
    try:
        yield
    finally:
        _elsewhere.reset(token)


@contextmanager
def atomic(*locking: Any) -> Iterator[None]:
    """One business action, one transaction. A nested call joins the outer one.

    `locking` names the records whose turn it is: they are locked and re-read before the rule looks, so
    what the rule decides on is what it writes over. An order is always locked before its fulfillments,
    fulfillments by rising id, and those before a handover: one order of locks, no deadlock. The lock is
    FOR NO KEY UPDATE: rows that only point to the record are made meanwhile.
    Raises Busy when no turn came in time.
    """
    session = db.session()  # not the proxy, which looks for it at each word
    if session.info.get("atomic"):
        _lock(locking)
        yield
        return
    assert not (session.new or session.dirty), "changed a record outside atomic()"
    with _turn_to_write():
        if session.in_transaction():
            session.commit()  # end the read that found the record
        _forget_what_was_read()
        session.info["atomic"] = session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
        try:
            _lock(locking)
            yield
            _bump_versions()
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("atomic", None)
            session.info.pop("touched", None)
            session.info.pop("moved", None)
            session.info.pop("access", None)


def connection() -> sa.Connection:
    """Inside atomic(): what carries this transaction, for statements that need nothing of the session."""
    return cast(sa.Connection, db.session.info["atomic"])


def touch(store_id: int | None) -> None:
    """This store's screens have something new to show once the transaction commits."""
    if store_id is not None:
        db.session.info.setdefault("touched", set()).add(store_id)


def new_write_lock() -> None:
    """For a process just forked: whoever held the lock then is not here to give it back."""
    global _one_writer
    _one_writer = threading.Lock()


def is_elsewhere() -> bool:
    """Is this not the app's own database?"""
    return _elsewhere.get() is not None


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def insert_into(model: type[Base] | sa.Table) -> postgresql.Insert:
    """An insert that can say what to do where the row is there already, in the words of this database."""
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    return cast(postgresql.Insert, insert(model))  # SQLite's takes the same words


def _forget_what_was_read() -> None:
    """What a rule looks at is read again under its lock; who is asking, and from which store, is not."""
    session = db.session()
    for record in list(session):
        is_read = len(record.__dict__) > 1  # more than SQLAlchemy's own state
        if is_read and not getattr(record, "stays_read", False):
            session.expire(record)


def _lock(records: tuple[Any, ...]) -> None:
    if records:
        db.session.flush()
        _forget_what_was_read()
    for record in records:
        db.session.refresh(record, with_for_update={"key_share": True, "of": type(record)})


def lock_rows(model: type[Base], ids: Iterable[int]) -> None:
    """Inside atomic(): these rows are nobody else's until it ends; nothing is read into the session.

    By rising id, the one order of locks. On SQLite the transaction is the lock.
    """
    if not is_sqlite():
        table = model.__table__
        find = sa.select(table.c.id).where(table.c.id.in_(sorted(set(ids)))).order_by(table.c.id)
        db.session.execute(find.with_for_update(key_share=True))


@contextmanager
def _turn_to_write() -> Iterator[None]:
    if not is_sqlite():
        yield
        return
    if not _one_writer.acquire(timeout=WRITE_WAIT):
        raise Busy("busy", _("The shop is very busy right now. Nothing was saved. Try again."))
    try:
        yield
    finally:
        _one_writer.release()


def _bump_versions() -> None:
    """Last statement before the commit: the shared row is held as briefly as can be."""
    session = db.session()
    session.flush()
    if touched := session.info.get("touched"):
        table = Base.metadata.tables["store_versions"]
        bump = sa.update(table).where(table.c.store_id.in_(sorted(touched))).values(n=table.c.n + 1)
        moved = session.execute(bump.returning(table.c.store_id, table.c.n)).all()
        session.info["moved"] = {row.store_id: row.n for row in moved}
    if session.info.get("access"):
        only = insert_into(Base.metadata.tables["access_version"]).values(id=1, n=1)
        known = only.table.c.n
        session.execute(only.on_conflict_do_update(index_elements=["id"], set_={"n": known + 1}))


OUTAGES = {
    "SQLITE_FULL": "disk_full",
    "SQLITE_BUSY": "busy",
    "DiskFull": "disk_full",
    "LockNotAvailable": "busy",
    "QueryCanceled": "busy",
    "DeadlockDetected": "deadlock",
}


def outage(error: OperationalError) -> str:
    """What kept the database from doing it, as a code; "no_database" where it can't be reached."""
    name = getattr(error.orig, "sqlite_errorname", "") or type(error.orig).__name__
    return OUTAGES.get(name.removesuffix("_SNAPSHOT"), "no_database")


@event.listens_for(Engine, "connect")
def _configure(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ("busy_timeout=5000", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


@event.listens_for(Pool, "checkin")
def _note_rest(_connection: Any, entry: ConnectionPoolEntry) -> None:
    entry.info["rests_since"] = time.monotonic()


@event.listens_for(Pool, "checkout")
def _ask_after_rest(connection: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
    """Asking at each checkout, as pool_pre_ping does, would be a tenth of a tap's round trips.

    A server that went away makes the whole pool anew, before anybody sees it.
    """
    since = entry.info.get("rests_since")
    if since is None or time.monotonic() - since < RESTED:
        return
    try:
        connection.cursor().execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise InvalidatePoolError from error
