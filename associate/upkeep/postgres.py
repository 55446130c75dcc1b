"""Backups of PostgreSQL by its own programs, which have to be there: pg_dump and pg_restore."""

import os
import shutil
import subprocess
from pathlib import Path

from associate.db import db
from associate.errors import Refused
from associate.upkeep import copies
from associate.words import _


def dump(target: Path) -> None:
    """pg_dump's custom format, read back by pg_restore before it gets its name."""
    unfinished = target.with_name(target.name + ".unfinished")
    copies.ours_alone(unfinished)
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={unfinished}", "--dbname", _address())
    _run("pg_restore", "--list", str(unfinished))
    unfinished.replace(target)


def restore(source: Path) -> None:
    """Everything in `source` instead of what is there, in one transaction: all of it or nothing."""
    _run(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
        "--dbname", _address(), str(source),
    )  # fmt: skip


def prove(source: Path) -> None:
    _run("pg_restore", "--list", str(source))


def _run(program: str, *arguments: str) -> None:
    if not shutil.which(program):
        raise Refused(
            f"no_{program}",
            _(
                "%(program)s isn’t on this machine. Debian or Ubuntu: apt-get install postgresql-client. "
                "It has to be at least as new as the server.",
                program=program,
            ),
        )
    password = db.engine.url.password
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [""]
        raise Refused(f"{program}_failed", _("%(program)s says: %(words)s", program=program, words=said[0]))


def _address() -> str:
    """Without the password, which would stand in the list of processes."""
    url = db.engine.url.set(drivername="postgresql", password=None)
    return url.render_as_string(hide_password=False)
