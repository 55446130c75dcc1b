"""Take a copy of a SQLite database while people work in it, and prove that a copy is whole."""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from associate.core.acts.check import mismatches
from associate.db import db
from associate.errors import Refused
from associate.words import _

PAGE = 1 << 20  # bytes read at once


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy by VACUUM INTO: readers and writers go on. The name appears when it is whole."""
    unfinished = target.with_name(target.name + ".unfinished")
    ours_alone(unfinished)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(unfinished),))
    _to_disk(unfinished)
    unfinished.replace(target)
    _to_disk(target.parent)


def ours_alone(file: Path) -> None:
    """An empty file that nobody else may read, before anything is written to it."""
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def prove(copy: Path) -> str:
    """The migration that a copy is at. Raises Refused("broken_backup") when SQLite or the books object."""
    if not copy.exists():
        raise Refused("no_backup", _("There is no file %(name)s.", name=copy.name))
    _must_match_its_sum(copy)
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except sqlite3.DatabaseError:
        said, version = "", ""
    if said != "ok":
        raise Refused("broken_backup", _("%(name)s is damaged. Take an older one.", name=copy.name))
    return str(version)


def contradictions(copy: Path) -> list[str]:
    """What `flask check` says about a copy that is at the code's own migration."""
    from associate import create_app

    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{copy}", "ASSOCIATE_WORKER": ""})
    with app.app_context():
        found = list(mismatches())
        db.session.remove()
        db.engine.dispose()
    for leftover in ("-wal", "-shm"):
        copy.with_name(copy.name + leftover).unlink(missing_ok=True)
    return found


def sum_file(copy: Path) -> Path:
    return copy.with_name(copy.name + ".sha256")


def write_sum(copy: Path) -> None:
    """As sha256sum writes it, so that `sha256sum -c` proves it anywhere."""
    sum_file(copy).write_text(f"{_sha256(copy)}  {copy.name}\n")


def _must_match_its_sum(copy: Path) -> None:
    kept = sum_file(copy)
    if kept.exists() and kept.read_text().split()[0] != _sha256(copy):
        raise Refused("broken_backup", _("%(name)s isn’t what it was when it was made.", name=copy.name))


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while page := opened.read(PAGE):
            digest.update(page)
    return digest.hexdigest()


def _to_disk(path: Path) -> None:
    """A rename is only kept through a power cut when the file and its folder were flushed."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
