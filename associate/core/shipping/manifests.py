"""What one carrier fetches from one store on one day. Once closed, nothing joins or leaves it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.core.shipping.parcel_states import ParcelState
from associate.core.stores.models import Store
from associate.db import Base, db
from associate.errors import Missing
from associate.words import _


class Manifest(Base):
    """Closed from the first: it is made of what is labeled at that moment. Later labels make another."""

    __tablename__ = "manifests"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)  # "M-1001"
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("carrier_accounts.id"))  # None: by hand
    carrier: Mapped[str] = mapped_column(sa.String(80))  # as people call it
    ship_date: Mapped[date]
    put_off_to: Mapped[date | None]  # nobody came: the day that customers were told instead
    closed_at: Mapped[datetime] = mapped_column(default=now)
    closed_by: Mapped[str] = mapped_column(sa.String(60))
    form_ref: Mapped[str] = mapped_column(sa.String(120), default="")
    form_document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_documents.id"))
    handed_off_at: Mapped[datetime | None]  # the first time; what was missing may follow
    handed_off_by: Mapped[str | None] = mapped_column(sa.String(60))
    driver: Mapped[str] = mapped_column(sa.String(80), default="")
    signature: Mapped[str] = mapped_column(sa.Text, default="")  # the strokes, as SVG path data
    store: Mapped[Store] = relationship()
    account: Mapped[CarrierAccount | None] = relationship()
    parcels: Mapped[list["ManifestParcel"]] = relationship(
        order_by="ManifestParcel.parcel_id", lazy="selectin", back_populates="manifest"
    )
    __table_args__ = (
        sa.Index("ix_manifests_store", "store_id", "ship_date", "id"),
        sa.Index(
            "ix_manifests_waiting",
            "ship_date",
            "id",
            postgresql_where=sa.text("handed_off_at IS NULL"),
            sqlite_where=sa.text("handed_off_at IS NULL"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"manifest:{self.id}"


class ManifestParcel(Base):
    """A parcel on a manifest: on one only, ever."""

    __tablename__ = "manifest_parcels"
    manifest_id: Mapped[int] = mapped_column(sa.ForeignKey("manifests.id"), primary_key=True)
    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcels.id"), primary_key=True)
    label_id: Mapped[int] = mapped_column(sa.ForeignKey("labels.id"), unique=True)
    scanned_at: Mapped[datetime | None]  # into the driver’s hands
    scanned_by: Mapped[str | None] = mapped_column(sa.String(60))
    gone_at: Mapped[datetime | None]
    manifest: Mapped[Manifest] = relationship(back_populates="parcels")
    parcel: Mapped[Parcel] = relationship(lazy="joined")
    __table_args__ = (sa.UniqueConstraint("parcel_id"),)


def comes_on(job: Fulfillment) -> date | None:
    """The day that was told for the carrier’s coming, as long as a parcel of the job waits for it."""
    find = sa.select(sa.func.max(Manifest.put_off_to)).join(
        ManifestParcel, ManifestParcel.manifest_id == Manifest.id
    )
    find = find.join(Parcel, Parcel.id == ManifestParcel.parcel_id)
    here = (Parcel.fulfillment_id == job.id, Parcel.state == ParcelState.MANIFESTED)
    return db.session.scalar(find.where(*here))


def manifest_of_id(manifest_id: int, *, store: Store) -> Manifest:
    """Raises Missing, also when it is another store’s."""
    found = db.session.scalar(sa.select(Manifest).filter_by(id=manifest_id, store_id=store.id))
    if found is None:
        raise Missing("no_manifest", _("There’s no such manifest in this store."))
    return found


def manifest_here(number: str, *, store: Store) -> Manifest:
    """The manifest with this number in this store. Raises Missing, also when it is another store’s."""
    found = db.session.scalar(sa.select(Manifest).filter_by(number=number, store_id=store.id))
    if found is None:
        raise Missing("no_manifest", _("There’s no manifest %(number)s in this store.", number=number))
    return found
