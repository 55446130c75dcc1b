"""`flask backup`: the whole database in one file, proven before it counts, and the oldest ones let go."""

import shutil
from pathlib import Path
from time import perf_counter

from associate.clock import now
from associate.config import ROOT
from associate.errors import Refused
from associate.upkeep import beats, copies, postgres, readings
from associate.words import _

KEYS = ("secret_key", "push_key")  # in instance/; whatever of them is there


def back_up(folder: Path, *, keep: int, with_keys: bool = False) -> Path:
    """A new proven backup in `folder`, made when missing; the newest `keep` are left.

    Raises Refused("broken_backup") when the copy doesn't hold, Refused("no_pg_dump") without that program.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    began, file = perf_counter(), readings.database_file()
    name = f"associate-{now():%Y%m%d-%H%M%S}"
    copy = _free(folder, name, ".db" if file else ".dump")
    if file:
        _sqlite(file, copy)
    else:
        postgres.dump(copy)
    copies.write_sum(copy)
    if with_keys:
        copy_keys(folder)
    _let_go(folder, copy.suffix, keep)
    beats.beat(beats.BACKUP, bytes=copy.stat().st_size, seconds=round(perf_counter() - began, 1))
    return copy


def keys_here() -> list[Path]:
    """Files that a backup is of little use without: sessions, pickup codes and push need them again."""
    return [file for name in KEYS if (file := ROOT / "instance" / name).exists()]


def copy_keys(folder: Path) -> None:
    for file in keys_here():
        target = folder / file.name
        copies.ours_alone(target)
        shutil.copyfile(file, target)


def _sqlite(file: Path, copy: Path) -> None:
    copies.copy_database(file, copy)
    try:
        copies.prove(copy)
        found = copies.contradictions(copy)
    except Refused:
        copy.unlink()
        raise
    if found:
        copy.unlink()
        what = " ".join(found[:3])
        raise Refused("broken_backup", _("The books don’t agree, so this is no backup: %(what)s", what=what))


def _free(folder: Path, name: str, ending: str) -> Path:
    """A name that nobody took within this second."""
    candidates = (folder / f"{name}{more}{ending}" for more in ("", *(f"-{n}" for n in range(1, 100))))
    return next(path for path in candidates if not path.exists())


def _let_go(folder: Path, ending: str, keep: int) -> None:
    newest_first = sorted(
        folder.glob(f"associate-*{ending}"), key=lambda p: p.stat().st_mtime_ns, reverse=True
    )
    for old in newest_first[max(1, keep) :]:
        copies.sum_file(old).unlink(missing_ok=True)
        old.unlink()
