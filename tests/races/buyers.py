"""Buyers in processes of their own: forked, so that each has its own engine and no import to wait for."""

import multiprocessing
import os
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError

from associate.clock import now
from associate.core.acts.intake import take_in
from associate.core.catalog.channels import Channel
from associate.core.orders.incoming import Contact, IncomingLine, IncomingOrder, Method, Payment
from associate.db import db
from associate.errors import Busy, Refused

fork = multiprocessing.get_context("fork")


def in_processes(app: Flask, count: int, work: Callable[[int], None]) -> None:
    """Run `work(n)` in `count` processes that begin together; fails when one of them does."""
    db.session.remove()
    db.engine.dispose()
    together = fork.Barrier(count)

    def child(n: int) -> None:
        with app.app_context():
            db.engine.dispose(close=False)
            together.wait()
            work(n)
            db.session.remove()
        os._exit(0)  # nothing of the parent's is ours to clean up

    started = [fork.Process(target=child, args=(n,)) for n in range(count)]
    for process in started:
        process.start()
    try:
        for process in started:
            process.join(timeout=120)
        assert [process.exitcode for process in started] == [0] * count
    finally:
        for process in started:  # else who waits for a turn asks on when the server is gone
            process.kill()


def again(deed: Callable[[], Any]) -> Any:
    """Until there was a turn. A refusal is an answer, too."""
    while True:
        try:
            return deed()
        except Refused as refused:
            if not isinstance(refused, Busy):
                return None
        except OperationalError:
            db.session.rollback()


def buy(sku: str, number: str) -> None:
    """Order one unit. A database that has no turn in time is asked again, as the worker does."""
    line = IncomingLine(
        external_id="1", sku=sku, title="x", quantity=1, to_fulfill=1, unit_price=100, total=100
    )
    told = IncomingOrder(
        external_id=number,
        number=number,
        placed_at=now(),
        updated_at=now(),
        currency="EUR",
        tax_included=True,
        payment=Payment.PAID,
        method=Method.PICKUP,
        location="mq",
        lines=(line,),
        total=100,
        contact=Contact(email="race@mail.example"),
    )
    while True:
        try:
            take_in(db.session.scalars(db.select(Channel)).one(), told)
            return
        except (Busy, OperationalError):
            db.session.rollback()
