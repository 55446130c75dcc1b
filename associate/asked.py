"""What an address asks for, read without complaint: what can’t be read is not asked for."""

from datetime import date


def day_in(text: str) -> date | None:
    """An ISO day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number_in(text: str) -> int | None:
    """Of at most 17 digits, so that every column takes it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
