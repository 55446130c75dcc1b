"""How much of a name others may read."""


def person(first: str | None, last: str | None = None) -> str:
    """A customer on a screen others can read: first name and one letter, "Maya R."."""
    first, last = (first or "").strip(), (last or "").strip()
    if first and last:
        return f"{first} {last[0].upper()}."
    return first or last
