"""What a person may type or choose about a task, and what of the queue they ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email

from associate.clock import now
from associate.core.customers.addresses import e164
from associate.core.orders.incoming import Method
from associate.core.stores.hours import closing_of, open_spans
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.queue import MINE, NOBODYS, SOMEBODYS, Wanted
from associate.errors import Refused
from associate.money import to_minor
from associate.words import _

OLDER = (15, 60, 240, 1440)  # minutes that the list offers
LONGEST_SNOOZE = timedelta(days=14)
SNOOZES = {"30": timedelta(minutes=30), "60": timedelta(hours=1), "240": timedelta(hours=4)}


@dataclass(frozen=True)
class Filters:
    """What of the queue is asked for, as it stands in the address. `store`: a code, "all", or "" for here.

    `after` is where a further page begins: what is due then, from that number on.
    """

    kind: str = ""
    owner: str = ""
    store: str = ""
    older: int = 0
    show: str = ""
    after: str = ""

    @property
    def args(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value}

    @property
    def wanted(self) -> Wanted:
        kind = TaskKind(self.kind) if self.kind else None
        older = timedelta(minutes=self.older) if self.older else None
        return Wanted(kind, self.owner, older, put_off=self.show == "put_off")

    @property
    def begins_after(self) -> tuple[datetime, int] | None:
        at, _sep, number = self.after.rpartition("~")
        return (datetime.fromisoformat(at), int(number)) if at else None

    def but(self, **changed: Any) -> dict[str, Any]:
        """The address of the same list with something else chosen, from its beginning."""
        return replace(self, **{"after": "", **changed}).args


def read_filters(args: Mapping[str, str]) -> Filters:
    """What can’t be read is left out: an old address still opens the list."""
    kind, owner, older = args.get("kind", ""), args.get("owner", ""), read_number(args.get("older", ""))
    is_somebody = owner in (MINE, NOBODYS, SOMEBODYS) or read_number(owner) > 0
    return Filters(
        kind=kind if kind in set(TaskKind) else "",
        owner=owner if is_somebody else "",
        store=args.get("store", "")[:20],
        older=older if older in OLDER else 0,
        show="put_off" if args.get("show") == "put_off" else "",
        after=_read_place(args.get("after", "")),
    )


def read_until(choice: str, at: str, store: Store | None) -> datetime:
    """Until when it is put off: a span from now, "opening" (the next time the store opens), or a day and time
    on the store’s wall. Raises Refused("no_time") or Refused("too_long")."""
    until = _typed(at, store) if at else _chosen(choice, store)
    if until is None or until <= now():
        raise Refused("no_time", _("Choose until when. It has to be later than now."))
    if until > now() + LONGEST_SNOOZE:
        raise Refused("too_long", _("Two weeks at most. Choose a nearer day."))
    return until


def _chosen(choice: str, store: Store | None) -> datetime | None:
    if choice in SNOOZES:
        return now() + SNOOZES[choice]
    if choice != "opening":
        return None
    later = (span[0] for span in open_spans(store, now()) if span[0] > now()) if store else iter(())
    return next(later, now() + timedelta(days=1))


def _typed(at: str, store: Store | None) -> datetime | None:
    try:
        typed = datetime.fromisoformat(at)
    except ValueError:
        return None
    return typed.replace(tzinfo=store.timezone if store else ZoneInfo("UTC"))


def _read_place(after: str) -> str:
    """As the last page gave it, or "" for what nobody gave."""
    at, _sep, number = after.rpartition("~")
    try:
        known = datetime.fromisoformat(at).tzinfo is not None
    except ValueError:
        return ""
    return after if known and read_number(number) else ""


def read_email(text: str) -> str:
    """A mail address as it is written to, or "" for none. Raises Refused("bad_email")."""
    if not text.strip():
        return ""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise Refused(
            "bad_email", _("That doesn’t look like an email address. Check it with the customer.")
        ) from None


def read_phone(text: str, country: str) -> str:
    """A number as it is dialed from anywhere (E.164), or "" for none. Raises Refused("bad_phone")."""
    if not text.strip():
        return ""
    number = e164(text, country)
    if not number:
        raise Refused("bad_phone", _("That doesn’t look like a phone number. Check it with the customer."))
    return number


def read_goodwill(text: str, currency: str) -> int:
    """Minor units, 0 for none. Raises Refused("no_amount")."""
    try:
        amount = to_minor(text.strip().replace(",", "."), currency)
    except ValueError:
        amount = -1
    if amount < 0:
        raise Refused("no_amount", _("Type an amount, like 5.00, or leave it empty."))
    return amount


def read_method(text: str) -> Method:
    """Raises Refused("no_method")."""
    if text not in set(Method):
        raise Refused("no_method", _("Choose pickup or shipping."))
    return Method(text)


@dataclass(frozen=True)
class Way:
    """`kind`: store (picked up there), send, bring (from there to here), wait. `code` of the store."""

    kind: str
    code: str = ""
    until: datetime | None = None
    address: Mapping[str, str] = field(default_factory=dict)


def read_way(form: Mapping[str, str], store: Store) -> Way:
    """“store:CR”, “send”, “bring:CR” or “wait” with its day, which ends as this store closes. Raises
    Refused("choose_way" | "no_day")."""
    kind, _colon, code = form.get("pick", "").partition(":")
    if kind not in ("store", "send", "bring", "wait"):
        raise Refused("choose_way", _("Choose what happens first."))
    return Way(kind, code, _closing_on(form.get("until", ""), store) if kind == "wait" else None, form)


def _closing_on(text: str, store: Store) -> datetime:
    try:
        return closing_of(store, date.fromisoformat(text))
    except ValueError:
        raise Refused("no_day", _("Choose the day until when it’s waited for.")) from None


def read_number(text: str) -> int:
    """An id out of a form; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
