"""Close what waits for a carrier, scan it to the driver, hand it off; each once, however often asked."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from associate.core.acts import manifests, manifests_late
from associate.core.acts.shipments import ship_date
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.shipping.manifests import Manifest
from associate.core.shipping.models import CarrierAccount
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.errors import Missing
from associate.words import _, ngettext

BY_HAND = "by-hand"
"""Stands for an account where a tracking number was written down: nobody’s account."""
Answer = dict[str, Any]


def close(store: Store, key: str, *, intent: Intent, by: Actor) -> Answer:
    """Answers with the manifest’s `number`. Raises Missing("no_account"), Refused("nothing_to_hand_over")."""
    account = _account(store, key)
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        closed = manifests.close_manifest(store, account, ship_date(store), by=by)
        return answer(intent, number=closed.number)


def scan(manifest: Manifest, raw: str, *, intent: Intent, by: Actor) -> Answer:
    """One parcel into the driver’s hands. Raises what manifests.scan_off raises."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        awaited = {row.parcel_id for row in manifests.missing(manifest)}
        row = manifests.scan_off(manifest, raw, by=by)
        left = len(manifests.missing(manifest))
        if row.parcel_id not in awaited:
            what = _("%(number)s is with the driver already.", number=row.parcel.number)
            return answer(intent, kind="note", word=_("Scanned before"), what=what)
        more = ngettext("%(num)d more to scan.", "%(num)d more to scan.", left) if left else _("That’s all.")
        return answer(intent, kind="ok", word=row.parcel.number, what=f"{_('Give it to the driver.')} {more}")


def hand_off(manifest: Manifest, driver: tuple[str, str], *, intent: Intent, by: Actor) -> Answer:
    """What was scanned leaves. Raises Refused: "nothing_scanned", "no_driver"."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        name, signature = driver
        here = manifests.hand_off(manifest, driver=name, signature=signature, by=by)
        what = (
            ngettext("%(num)d parcel is still here.", "%(num)d parcels are still here.", len(here))
            if here
            else _("Stock is right, and the customers’ shop is told.")
        )
        return answer(intent, kind="done", word=_("Handed off"), what=what)


def put_off(manifest: Manifest, to: date, *, intent: Intent, by: Actor) -> Answer:
    """The carrier comes on another day. Raises what manifests_late.put_off raises."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        told = manifests_late.put_off(manifest, to, by=by)
        what = ngettext("%(num)d customer is told.", "%(num)d customers are told.", told)
        return answer(intent, kind="ok", word=_("Noted"), what=what)


def _account(store: Store, key: str) -> CarrierAccount | None:
    """Also one that is out of use: what it labeled still has to go."""
    if key == BY_HAND:
        return None
    its = sa.or_(CarrierAccount.store_id == store.id, CarrierAccount.store_id.is_(None))
    found = db.session.scalar(sa.select(CarrierAccount).where(CarrierAccount.key == key, its))
    if found is None:
        raise Missing("no_account", _("This store doesn’t send by that account."))
    return found
