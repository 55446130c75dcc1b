"""Practice shops that nobody was in for a day."""

from pathlib import Path

from flask import current_app

from associate.practice.worlds import wipe_old


def wipe_practice() -> int:
    """How many files went. What another machine keeps for itself goes when somebody there begins anew."""
    folder = Path(current_app.config["PRACTICE_FOLDER"])
    return wipe_old(folder) if folder.is_dir() else 0
