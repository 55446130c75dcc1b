"""`meta_data`: what plugins and options leave on an order. A leading underscore means: not for people."""

from html import unescape

from associate.integrations.commerce.options import COLORS, SIZES
from associate.outside.fields import MOST_PAIRS, OPTIONS, Json, listed, plain, text

Pairs = tuple[tuple[str, str], ...]


def shown_pairs(meta: object) -> Pairs:
    """Names and values that are meant to be read; nested values are some plugin's own affair."""
    shown = [item for item in listed(meta) if not plain(item.get("key")).startswith("_")]
    read = ((_words(item.get("key"), 100), _words(item.get("value"), 500)) for item in shown[:MOST_PAIRS])
    return tuple((name, said) for name, said in read if name and said)


def options_and_notes(line: Json) -> tuple[str, Pairs]:
    """The options that make the variant ("black / M"), and all other notes of a line."""
    shown = shown_pairs(line.get("meta_data", line.get("meta")))
    options = [said for name, said in shown if _is_option(name)]
    return " / ".join(options)[:OPTIONS], tuple(pair for pair in shown if not _is_option(pair[0]))


def _is_option(name: str) -> bool:
    """Attributes of the catalog begin with pa_; a product's own ones are known only by their name."""
    return name.startswith("pa_") or name.lower() in SIZES | COLORS


def _words(value: object, room: int) -> str:
    return text(unescape(plain(value)), room)
