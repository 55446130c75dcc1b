"""What a rule may say instead of doing it. No HTTP in here: web/errors.py gives each its status."""


class Refused(Exception):
    """A rule said no. `code` is for machines and tests, `message` is for the person who tapped."""

    def __init__(self, code: str, message: str, **facts: object) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.facts = facts


class OutOfDate(Refused):
    """Somebody else changed it first: look again, then decide."""


class Missing(Refused):
    """There is no such thing here, or it is not this store's to see. Both read the same."""


class Busy(Refused):
    """The database had no turn for us in time. Nothing was changed; trying again is safe."""
