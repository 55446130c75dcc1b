"""What is entered from paper goes the way of the screen it should have been done on.

The workflows that have the rules say which of their deeds that is (rooms.py), so that the page for entering
knows none of them.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from associate.core.events.commands import Intent
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.outages import Happened


@dataclass(frozen=True)
class Told:
    """What stands on the list. `units` by line id; `proof` is the code they said, or the kind of ID that was
    seen; `age_seen` the kind of ID for goods with an age; `taker` whom it was given to. `take_over`: also
    where somebody else has begun."""

    kind: Happened
    tag: str = ""
    units: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""
    how: str = ""
    proof: str = ""
    age_seen: str = ""
    take_over: bool = False
    taker: str = ""

    @property
    def kept(self) -> dict[str, Any]:
        """What may stay written down: no code, and nobody’s name."""
        facts = {
            "tag": self.tag,
            "units": {str(line): n for line, n in self.units.items()},
            "reason": self.reason,
            "how": self.how,
            "id_type": self.proof if self.how == "photo_id" else "",
            "age_seen": self.age_seen,
        }
        return {name: said for name, said in facts.items() if said}


@dataclass(frozen=True)
class Deed:
    """One entry on its way through a rule. `by` is who did it, and bears who sends it and when it was."""

    told: Told
    key: str  # the secret key
    intent: Intent
    by: Actor

    def part(self, name: str) -> Intent:
        """One step of it: an intent of its own, whose key comes from the entry's."""
        key = hashlib.sha256(f"{self.intent.key}/{name}".encode()).hexdigest()
        return replace(self.intent, key=key, name=f"outage.{name}"[:60], by=self.by)


Rule = Callable[[Fulfillment, Deed], None]
rules: dict[Happened, Rule] = {}
"""By what happened. Raises what the rules of that screen raise; nothing of a deed stays where one does."""
