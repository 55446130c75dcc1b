"""A change that is being thought about: typed, checked, shown with what it does, and only then saved."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from associate.core.events.setting_words import label_of
from associate.core.events.words import setting_words
from associate.core.stores.settings import Changed
from associate.workflows.settings.forms.reading import Typed

OURS = ("csrf_token", "command_id", "mark", "store")


@dataclass(frozen=True)
class Draft:
    """One form of the settings, as it stands on the page.

    `seen` is the stamp of what the form was opened on, `mark` the fingerprint of what was typed: a form
    that brings its mark back unchanged was previewed, and is meant.
    """

    typed: Any
    seen: str
    mark: str = ""
    is_agreed: bool = False
    problems: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    effects: list[str] = field(default_factory=list)
    last: Changed | None = None
    is_sent: bool = False

    @property
    def is_previewed(self) -> bool:
        return self.is_sent and not self.problems and bool(self.changes)

    @property
    def is_unchanged(self) -> bool:
        return self.is_sent and not self.problems and not self.changes

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """(label, before, after) as people read them."""
        return [
            (label_of(key), setting_words(before), setting_words(after))
            for key, (before, after) in self.changes.items()
        ]


def opened(values: dict[str, Any], seen: str, last: Changed | None) -> Draft:
    """The form as it is first shown."""
    return Draft(Typed(values), seen, last=last)


def mark_of(form: Any) -> str:
    """The fingerprint of everything a person typed or chose."""
    content = {key: sorted(form.getlist(key)) for key in sorted(form) if key not in OURS}
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def is_agreed(form: Any) -> bool:
    return bool(form.get("mark")) and form["mark"] == mark_of(form)
