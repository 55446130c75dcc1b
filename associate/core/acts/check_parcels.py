"""Prove the parcels: what lies in them is the job’s, and each state has what it speaks of."""

from collections.abc import Iterator

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.shipping.labels import Label, Void
from associate.core.shipping.manifests import ManifestParcel
from associate.core.shipping.models import Parcel, ParcelLine
from associate.core.shipping.parcel_states import GONE, HERE, ParcelState
from associate.db import db

P = ParcelState


def parcel_mismatches() -> Iterator[str]:
    yield from _contents()
    yield from _papers()
    yield from _jobs()


def _contents() -> Iterator[str]:
    """In parcels that are here lies no more than is here; in those that are gone, all that is gone."""
    line = FulfillmentLine
    here, gone = (_units_in(states) for states in (HERE, GONE))
    find = sa.select(line.id, line.picked - line.handed_over - line.refused, line.handed_over, here, gone)
    find = find.where(sa.exists().where(ParcelLine.fulfillment_line_id == line.id)).join(Fulfillment)
    by_parcel = Fulfillment.state.not_in((State.COLLECTED,))  # else the platform’s own hand gave it out
    for number, is_here, is_gone, lies, left in db.session.execute(find.where(by_parcel)):
        if lies > is_here:
            yield f"line {number}: {lies} lie in parcels, and {is_here} are here"
        if left != is_gone:
            yield f"line {number}: {left} left in parcels, and {is_gone} are gone"


def _units_in(states: tuple[ParcelState, ...]) -> sa.ScalarSelect[int]:
    units = sa.select(sa.func.coalesce(sa.func.sum(ParcelLine.quantity), 0)).join(Parcel)
    mine = ParcelLine.fulfillment_line_id == FulfillmentLine.id
    return units.where(mine, Parcel.state.in_(states)).correlate(FulfillmentLine).scalar_subquery()


def _papers() -> Iterator[str]:
    """Who goes has a label, who doesn’t has none but one that is being given back."""
    live = sa.and_(Label.parcel_id == Parcel.id, Label.voided_at.is_(None))
    on_paper = sa.exists().where(ManifestParcel.parcel_id == Parcel.id)
    labeled = Parcel.state.in_((P.LABELED, P.MANIFESTED, *GONE))
    kept = sa.and_(live, Label.void.in_((Void.NONE, Void.REFUSED)))
    loose = Parcel.state.in_((P.OPEN, P.CLOSED))
    wrong: dict[str, sa.ColumnElement[bool]] = {
        "without a label": sa.and_(labeled, ~sa.exists().where(live)),
        "with a label that nobody gives back": sa.and_(loose, sa.exists().where(kept)),
        "on no manifest": sa.and_(Parcel.state == P.MANIFESTED, ~on_paper),
        "on a manifest": sa.and_(Parcel.state.in_((P.OPEN, P.CLOSED, P.LABELED)), on_paper),
        "empty": sa.and_(
            labeled, Parcel.state != P.LABELED, ~sa.exists().where(ParcelLine.parcel_id == Parcel.id)
        ),
    }
    for words, which in wrong.items():
        for number, state in db.session.execute(sa.select(Parcel.number, Parcel.state).where(which)):
            yield f"parcel {number}: {state.value}, but {words}"


FARTHEST = {
    State.PACKED: (P.LABELED, P.MANIFESTED, *GONE),
    State.MANIFESTED: (P.MANIFESTED, *GONE),
    State.SHIPPED: GONE,
    State.DELIVERED: (P.DELIVERED,),
}


def _jobs() -> Iterator[str]:
    """A job is no farther than the last of its parcels, and one that is over has none here."""
    find = sa.select(Fulfillment.number, Fulfillment.state, Parcel.number, Parcel.state)
    find = find.join(Parcel, Parcel.fulfillment_id == Fulfillment.id).where(Parcel.state != P.CANCELED)
    over = (State.CANCELED, State.REROUTED, State.COLLECTED)
    for job, state, parcel, lies in db.session.execute(find):
        if lies not in FARTHEST.get(state, tuple(P)) or (state in over and lies in HERE):
            yield f"{job}: {state.value}, but parcel {parcel} is {lies.value}"
    has_parcel = sa.exists().where(Parcel.fulfillment_id == Fulfillment.id, Parcel.state != P.CANCELED)
    bare = sa.select(Fulfillment.number, Fulfillment.state).where(
        Fulfillment.state.in_(FARTHEST), ~has_parcel
    )
    for job, state in db.session.execute(bare):
        yield f"{job}: {state.value}, without a parcel"
