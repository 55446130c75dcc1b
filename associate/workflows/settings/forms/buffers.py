"""What the page about one buffer rule takes."""

from collections.abc import Mapping
from typing import Any

from associate.core.inventory.buffers import BufferKind
from associate.workflows.settings.forms.reading import Reader

MOST = 9999  # units
Choices = Mapping[str, list[tuple[str, str]]]
"""Field → (value, label): what a rule may name."""


def read_buffer(reader: Reader, kind: BufferKind, choices: Choices) -> dict[str, Any]:
    """The fields as the form has them; store and channel by their code and key. Empty names nothing."""
    units = reader.number("units", least=0, most=MOST)
    named = {name: _choice(reader, name, choices) for name in ("category", "tag", "in_store", "store_group")}
    channel = _choice(reader, "channel", choices) if kind == BufferKind.THRESHOLD else ""
    return {"units": units, **named, "channel": channel}


def _choice(reader: Reader, name: str, choices: Choices) -> str:
    return reader.choice(name, ["", *(value for value, _label in choices[name])])
