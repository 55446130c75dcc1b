"""A carrier that keeps its books in a folder, so that every process sees what was bought, and how often.

What it does next is written into files of that folder: `next`, one word a line, for each call of `buy`:
"lost" (sold, and the answer never comes), "unsent" (never heard), "refused", "busy", "later" (sold, and told
only when it is looked up). `voids`, the same for `void`: "thinking", "kept", "lost". `away`: nothing can be
looked up.
"""

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from associate.clock import now
from associate.integrations import carriers
from associate.integrations.carriers.port import (
    DONE,
    NOT_FOUND,
    Address,
    Answer,
    Bought,
    Formed,
    Label,
    Outcome,
    Rate,
    Rates,
    Settings,
    Shipment,
    Status,
    Tracked,
    Voided,
)

SILENT = Answer(Outcome.UNKNOWN, "no answer")
NEVER = Answer(Outcome.REFUSED, "never heard of it", NOT_FOUND)
NO = Answer(Outcome.REFUSED, "Postcode 97211 not served", "E_1")
BUSY = Answer(Outcome.RETRY, "come later", retry_after=20.0)
FILE = b"%PDF-1.7 a label"


class PaperCarrier:
    platform = "paper"
    can = frozenset({"rates", "void", "form"})

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # ── what a test says and asks ────────────────────────────────────────────

    def will(self, *words: str, to: str = "next") -> None:
        (self.folder / to).write_text("\n".join(words))

    def sold(self) -> list[str]:
        """The key of each label that was paid for, as often as it was."""
        return [file.read_text() for file in sorted(self.folder.glob("sold-*"))]

    def given_back(self) -> list[str]:
        return sorted(file.name.removeprefix("void-") for file in self.folder.glob("void-*"))

    def asked(self) -> list[str]:
        """Which of its deeds were asked for, in order."""
        log = self.folder / "asked"
        return log.read_text().split() if log.exists() else []

    # ── the port ─────────────────────────────────────────────────────────────

    def rates(self, shipment: Shipment, *, settings: Settings) -> Rates:
        self._note("rates")
        slow = Rate("r-slow", "paper", "slow", "Slow", 400, shipment.currency, 5)
        return Rates(DONE, (slow, Rate("r-fast", "paper", "fast", "Fast", 900, shipment.currency, 1)))

    def buy(self, shipment: Shipment, rate: Rate | None, *, settings: Settings) -> Bought:
        self._note("buy")
        word = self._next("next")
        self.reached("asked")
        if word in ("refused", "busy", "unsent"):
            return Bought({"refused": NO, "busy": BUSY, "unsent": SILENT}[word])
        (self.folder / f"sold-{time.time_ns()}-{os.getpid()}").write_text(shipment.key)
        self.reached("bought")
        if word == "lost":
            return Bought(SILENT)
        return (
            Bought(Answer(Outcome.PENDING)) if word == "later" else Bought(DONE, _label(shipment.key, rate))
        )

    def find(
        self,
        key: str,
        *,
        settings: Settings,
        shipment: Shipment | None = None,
        rate: Rate | None = None,
        since: datetime | None = None,
    ) -> Bought:
        self._note("find")
        if (self.folder / "away").exists():
            return Bought(SILENT)
        return Bought(DONE, _label(key, rate)) if key in self.sold() else Bought(NEVER)

    def void(self, label_ref: str, *, key: str, settings: Settings) -> Voided:
        self._note("void")
        word = self._next("voids")
        if word == "kept":
            return Voided(Answer(Outcome.REFUSED, "already in use"))
        (self.folder / f"void-{label_ref}").touch()
        said = {"thinking": Answer(Outcome.PENDING, "refund submitted"), "lost": SILENT}
        return Voided(said.get(word, DONE))

    def form(
        self, label_refs: Sequence[str], sender: Address, ship_date: date, *, key: str, settings: Settings
    ) -> Formed:
        self._note("form")
        return Formed(DONE, f"form-{len(label_refs)}", b"%PDF-1.7 a form")

    def track(
        self, tracking_number: str, carrier: str, *, settings: Settings, given_at: datetime | None = None
    ) -> tuple[Answer, tuple[Tracked, ...]]:
        self._note("track")
        return DONE, (Tracked("t1", tracking_number, Status.IN_TRANSIT, now(), "Sorted", "Portland"),)

    def verify(self, raw: bytes, headers: Mapping[str, str], *, secret: str) -> bool:
        return False

    def read_webhook(self, raw: bytes) -> tuple[Tracked, ...]:
        return ()

    # ── its folder ───────────────────────────────────────────────────────────

    def reached(self, step: str) -> None:
        """For whoever stops it here: see tests/faults."""

    def _next(self, name: str) -> str:
        file = self.folder / name
        word, _newline, rest = file.read_text().partition("\n") if file.exists() else ("", "", "")
        if word:
            file.write_text(rest)
        return word

    def _note(self, deed: str) -> None:
        with (self.folder / "asked").open("a") as log:
            log.write(f"{deed}\n")
            log.flush()
            os.fsync(log.fileno())


def _label(key: str, rate: Rate | None) -> Label:
    ref = hashlib.sha256(key.encode()).hexdigest()[:12]
    service, amount = (rate.service, rate.amount) if rate else ("slow", 400)
    return Label(
        ref=ref,
        shipment_ref=f"s-{ref}",
        tracking_number=f"PAPER{ref.upper()}",
        carrier="paper",
        service=service,
        amount=amount,
        currency="EUR",
        file=FILE,
        kind="pdf",
        is_test=True,
    )


def connect(carrier: Any) -> None:
    """The app knows it from now on, beside those it is shipped with."""
    carriers._ADAPTERS[carrier.platform] = carrier  # type: ignore[index]
