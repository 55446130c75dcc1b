"""What tax new goods bear: rates that a manager keeps, by country, part of it, and class of goods."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.db import Base, db


class TaxRate(Base):
    """One rate, in hundredths of a percent, from `since` on. Empty: any region, the ordinary class."""

    __tablename__ = "tax_rates"
    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(sa.String(2))  # ISO 3166-1 alpha-2
    region: Mapped[str] = mapped_column(sa.String(40), default="")
    tax_class: Mapped[str] = mapped_column(sa.String(40), default="")
    basis_points: Mapped[int]
    since: Mapped[date]
    __table_args__ = (
        sa.UniqueConstraint("country", "region", "tax_class", "since"),
        sa.CheckConstraint("basis_points >= 0", name="not_below_zero"),
    )

    @property
    def ref(self) -> str:
        return f"tax_rate:{self.id}"


def rate_for(tax_class: str, *, country: str, region: str, on: date) -> int | None:
    """Hundredths of a percent on that day; the region’s own before the country’s. None: nobody said."""
    find = sa.select(TaxRate).where(
        TaxRate.country == country,
        TaxRate.region.in_((region, "")),
        TaxRate.tax_class == tax_class,
        TaxRate.since <= on,
    )
    row = db.session.scalar(find.order_by(TaxRate.region.desc(), TaxRate.since.desc()).limit(1))
    return row.basis_points if row else None
