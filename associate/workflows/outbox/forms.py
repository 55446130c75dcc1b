"""What enters with a form."""

from collections.abc import Mapping

MOST = 9_999  # steps; a device that tells of more is not counting


def read_count(form: Mapping[str, str]) -> int:
    """How many steps wait on a device; what is no number is none."""
    text = form.get("n", "")
    return min(int(text), MOST) if text.isascii() and text.isdigit() and len(text) < 9 else 0
