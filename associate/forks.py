"""What a forked process must not share with the one it came from: connections, and locks somebody holds."""

import os

from flask import Flask

from associate.db import db, new_write_lock


def init_app(app: Flask) -> None:
    """gunicorn forks its workers, after it loaded the app where it preloads."""

    def begin_anew() -> None:
        new_write_lock()
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose(close=False)  # the parent goes on using its own

    os.register_at_fork(after_in_child=begin_anew)
