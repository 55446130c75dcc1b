"""Paid at the till: nobody is called. The till scans a slip, and a person, or the till itself, says so.

Until then it is PENDING, however often it is looked up. Who is told settles it where the deed is kept: by
`Moved.ref`, which stands on the slip, and which a till may name with its sale or return.
"""

from datetime import datetime

from associate.integrations.payments.answers import not_offered
from associate.integrations.payments.port import Answer, Deed, Moved, News, Outcome, Settings
from associate.integrations.payments.till.slips import slip_of
from associate.outside.headers import Headers


class Till:
    platform = "till"
    can = frozenset({"charge", "refund", "slip"})

    def do(self, deed: Deed, *, settings: Settings) -> Moved:
        if deed.verb not in self.can:
            return not_offered()
        slip = slip_of(deed)
        return Moved(
            Answer(Outcome.PENDING),
            ref=slip.reference,
            amount=deed.amount,
            currency=deed.currency,
            slip=slip,
        )

    def find(self, deed: Deed, *, settings: Settings, ref: str = "", since: datetime | None = None) -> Moved:
        return self.do(deed, settings=settings)

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        return False

    def read_webhook(self, raw: bytes) -> tuple[News, ...]:
        return ()
