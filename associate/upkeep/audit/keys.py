"""Which keys the seals may be signed with: each one brought in by itself, over the seal it begins after."""

import sqlalchemy as sa

from associate.core.events.chain import Head
from associate.core.events.seals import Seal, SealKey
from associate.db import db
from associate.signatures import id_of, is_signed, key_id, public_key


class Keys:
    """The key that signs at this place of the chain, and the one that this installation holds."""

    def __init__(self) -> None:
        self.ours = key_id()
        self._now = ""
        self._known = {(key.id, key.after_seal): key for key in db.session.scalars(sa.select(SealKey))}

    def signed(self, seal: Seal, head: Head) -> bool:
        """Is it signed with the key of the one before, or with one that begins here?"""
        if seal.key_id != self._now and not self._begins(seal.key_id, head):
            return False
        self._now = seal.key_id
        return is_signed(self.public(seal.key_id), seal.signature, "seal", seal.hash)

    def is_ours(self, last: Seal) -> bool:
        """The last seal speaks for the whole chain, so it is our own key that has to have made it."""
        return last.key_id == self.ours or self._begins(self.ours, last.head)

    def public(self, known_as: str) -> str:
        """Empty for a key that nobody brought in."""
        if known_as == self.ours:
            return public_key()
        return next((key.public for key in self._known.values() if key.id == known_as), "")

    def _begins(self, known_as: str, head: Head) -> bool:
        key = self._known.get((known_as, head.number))
        if key is None or key.after_hash != head.hash:
            return False
        try:
            is_its_own = id_of(key.public) == key.id
        except ValueError:
            return False
        return is_its_own and is_signed(key.public, key.signature, "key", str(head))
