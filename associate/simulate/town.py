"""What the people of the play share outside the app: who stands where, whose bag has which tag, letters."""

import re
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from email import message_from_bytes, policy
from email.utils import parseaddr
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from associate.documents.tags import tag_codes

if TYPE_CHECKING:
    from associate.simulate.customers import Customer

THE_DEMOS = 2000  # the first tags hang on the demo’s own bags, and on those that a person tries
TAGS = 4000  # of a store


class Town:
    def __init__(self, stores: Iterable[str]) -> None:
        self.lock = threading.Lock()
        self.customers: dict[str, Customer] = {}  # by the number of their order
        self.counters: dict[str, deque[Customer]] = defaultdict(deque)
        self.tags = {store: deque(islice(tag_codes(), THE_DEMOS, THE_DEMOS + TAGS)) for store in stores}
        self.hanging: dict[tuple[str, str], str] = {}  # (store, tag) → number

    def next_at(self, store: str) -> "Customer | None":
        """Whoever waits longest at this counter, who is served from now on."""
        with self.lock:
            line = self.counters[store]
            return line.popleft() if line else None

    def stands(self, customer: "Customer") -> None:
        with self.lock:
            self.counters[customer.arrival.store].append(customer)

    def take_tag(self, store: str, number: str) -> str:
        with self.lock:
            tag = self.tags[store].popleft()
            self.hanging[store, tag] = number
            return tag

    def free_tags(self, number: str) -> None:
        """They come back to the pile, and lie there longest before somebody takes them again."""
        with self.lock:
            for store, tag in [at for at, whose in self.hanging.items() if whose == number]:
                del self.hanging[store, tag]
                self.tags[store].append(tag)

    def whose(self, store: str, tags: Iterable[str]) -> "Customer | None":
        with self.lock:
            numbers = (self.hanging.get((store, tag)) for tag in tags)
            return next((self.customers[number] for number in numbers if number), None)


class Letters:
    """Each new mail in the folder where a demo keeps what it doesn’t send, told once."""

    def __init__(self, folder: Path, told: Callable[[str, str], None]) -> None:
        self.folder, self.told = folder, told
        self.read: set[str] = {file.name for file in folder.glob("*.eml")}

    def look(self) -> None:
        for file in self.folder.glob("*.eml"):
            if file.name not in self.read:
                self.read.add(file.name)
                self._open(file)

    def _open(self, file: Path) -> None:
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        text = body.get_content() if body else ""
        if found := re.search(r"/p/[\w-]+", text):
            self.told(parseaddr(str(mail["To"]))[1], found[0])


def in_turn(things: Iterable[Any], n: int) -> list[Any]:
    """The first n of them, over and over."""
    return list(islice(cycle(things), n))
