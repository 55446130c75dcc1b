"""A holder of money that keeps its books in a folder, so that every process sees what moved, and how often.

It knows no idempotency: what is asked for twice moves twice. What it does next is written into files of that
folder: `next`, one word a line, for each call of `do`: "lost" (done, and the answer never comes), "unsent"
(never heard), "refused", "busy", "later" (done, and told only when it is looked up). `away`: nothing can be
looked up.
"""

import json
import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from associate.integrations import payments
from associate.integrations.payments.port import (
    DECLINED,
    DONE,
    FAILED,
    NOT_FOUND,
    TOO_MUCH,
    Answer,
    Deed,
    Moved,
    News,
    Outcome,
    Settings,
    Verb,
)
from associate.outside.headers import Headers

SILENT = Answer(Outcome.UNKNOWN, "no answer")
NEVER = Answer(Outcome.REFUSED, "never heard of it", NOT_FOUND)
ANSWERS = {
    "unsent": SILENT,
    "refused": Answer(Outcome.REFUSED, "Do not honor", DECLINED),
    "busy": Answer(Outcome.RETRY, "come later", retry_after=20.0),
}


class PaperPayments:
    platform = "paper"
    can = frozenset({"capture", "release", "charge", "refund", "link"})

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # ── what a test says and asks ────────────────────────────────────────────

    def will(self, *words: str) -> None:
        (self.folder / "next").write_text("\n".join(words))

    def holds(self, payment: str, amount: int) -> None:
        """So much was paid: no more of it is given back. Of other payments it gives any amount."""
        (self.folder / f"paid-{payment}").write_text(str(amount))

    def bounces(self, key: str) -> None:
        """What moved under this key has come back."""
        (self.folder / f"bounced-{key}").touch()

    def moved(self, *verbs: Verb) -> list[tuple[str, int]]:
        """The key and amount of each deed, as often as it was done."""
        return [(d["key"], d["amount"]) for d in self._books() if not verbs or d["verb"] in verbs]

    def asked(self) -> list[str]:
        """Which of its deeds were asked for, in order."""
        log = self.folder / "asked"
        return log.read_text().split() if log.exists() else []

    # ── the port ─────────────────────────────────────────────────────────────

    def do(self, deed: Deed, *, settings: Settings) -> Moved:
        self._note(deed.verb)
        word = self._next()
        self.reached("asked")
        if word in ANSWERS:
            return Moved(ANSWERS[word])
        if deed.verb == Verb.REFUND and deed.amount > self._left(deed.payment):
            return Moved(Answer(Outcome.REFUSED, "more than is left", TOO_MUCH))
        book = {"key": deed.key, "verb": deed.verb, "amount": deed.amount, "payment": deed.payment}
        (self.folder / f"moved-{time.time_ns()}-{os.getpid()}").write_text(json.dumps(book))
        self.reached("moved")
        said = {"lost": SILENT, "later": Answer(Outcome.PENDING)}
        return _moved(deed, said.get(word, DONE))

    def find(self, deed: Deed, *, settings: Settings, ref: str = "", since: datetime | None = None) -> Moved:
        self._note("find")
        if (self.folder / "away").exists():
            return Moved(SILENT)
        if deed.key not in [key for key, _amount in self.moved()]:
            return Moved(NEVER)
        bounced = Answer(Outcome.REFUSED, "account closed", FAILED)
        return _moved(deed, bounced if self._has_bounced(deed.key) else DONE)

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        return False

    def read_webhook(self, raw: bytes) -> tuple[News, ...]:
        return ()

    # ── its folder ───────────────────────────────────────────────────────────

    def reached(self, step: str) -> None:
        """For whoever stops it here: see tests/faults."""

    def _books(self) -> list[dict[str, Any]]:
        return [json.loads(file.read_text()) for file in sorted(self.folder.glob("moved-*"))]

    def _left(self, payment: str) -> float:
        paid = self.folder / f"paid-{payment}"
        gone = [d for d in self._books() if d["verb"] == Verb.REFUND and d["payment"] == payment]
        spent = sum(d["amount"] for d in gone if not self._has_bounced(d["key"]))
        return int(paid.read_text()) - spent if payment and paid.exists() else float("inf")

    def _has_bounced(self, key: str) -> bool:
        return (self.folder / f"bounced-{key}").exists()

    def _next(self) -> str:
        file = self.folder / "next"
        word, _newline, rest = file.read_text().partition("\n") if file.exists() else ("", "", "")
        if word:
            file.write_text(rest)
        return word

    def _note(self, deed: str) -> None:
        with (self.folder / "asked").open("a") as log:
            log.write(f"{deed}\n")
            log.flush()
            os.fsync(log.fileno())


def _moved(deed: Deed, answer: Answer) -> Moved:
    if answer.outcome not in (Outcome.DONE, Outcome.PENDING):
        return Moved(answer)
    ref, payment = f"paper-{deed.key}", deed.payment or f"paid-by-{deed.key}"
    return Moved(answer, ref, payment, deed.amount, deed.currency, is_test=True)


def connect(holder: Any) -> None:
    """The app knows it from now on, beside those it is shipped with."""
    payments._ADAPTERS[holder.platform] = holder  # type: ignore[index]
