"""One Idempotency-Key, many processes at once: one deed, and everybody learns of it."""

import hashlib

from associate.core.events.record import SYSTEM
from associate.core.events.replays import Claim, InFlight, Stored, claim, store_answer
from associate.core.inventory import ledger
from associate.db import atomic
from associate.errors import Busy
from tests.races.buyers import in_processes
from tests.support.machines import Machine

FINGERPRINT = hashlib.sha256(b"the same").hexdigest()
PROCESSES = 6
KEYS = 8


def test_one_key_is_done_once_over_processes(app, shop):
    feed = Machine(app)
    level_id, token_id = ledger_level(shop), feed.token.id
    in_processes(app, PROCESSES, lambda _n: [ask(token_id, f"k-{key}", level_id) for key in range(KEYS)])
    assert shop.level(shop.kettle) == (20 + KEYS, 0, 0)


def ask(token_id: int, key: str, level_id: int) -> None:
    """Send it until there is an answer, as a client does that was told it is in flight."""
    while True:
        try:
            turn = claim(token_id, key, FINGERPRINT)
            if isinstance(turn, Stored):
                assert turn.body == key
                return
            _do(turn, key, level_id)
        except (InFlight, Busy):
            continue


def _do(turn: Claim, key: str, level_id: int) -> None:
    with atomic():
        ledger.receive(level_id, 1, cause="race", by=SYSTEM)
        store_answer(turn, 201, key)


def ledger_level(shop) -> int:
    with atomic():
        return ledger.level_of(shop.mill_quay.id, shop.kettle.id)
