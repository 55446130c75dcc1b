"""Keep the list for when nothing answers: the latest of each store, in the place of the one before."""

import hashlib
from datetime import datetime

from associate.clock import now
from associate.core.fulfillment.outages import OutagePack, pack_of
from associate.core.shipping.documents import StoredDocument, store_document
from associate.core.stores.models import Store
from associate.db import atomic, db

KIND = "outage"


def keep_pack(store: Store, body: bytes, *, version: int, made_at: datetime) -> None:
    """`version` and `made_at` are from before the list was read. An older one never replaces a newer one.

    No screen shows it, so the store's counter stays: else each list would ask for the next one.
    """
    with atomic(store):
        pack = pack_of(store.id)
        if pack is None:
            made = store_document(KIND, store.ref, body, media="pdf")
            db.session.add(
                OutagePack(store_id=store.id, document_id=made.id, version=version, made_at=made_at)
            )
        elif pack.made_at <= made_at:
            document = db.session.get_one(StoredDocument, pack.document_id)
            document.body, document.sha256 = body, hashlib.sha256(body).hexdigest()
            document.created_at = now()
            pack.version, pack.made_at = version, made_at


def file_of(pack: OutagePack) -> bytes:
    """The PDF; empty once its names were let go."""
    return db.session.get_one(StoredDocument, pack.document_id).body
