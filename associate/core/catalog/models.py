"""What the retailer sells, and by which codes each thing is known."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.core.stores.models import Temperature
from associate.db import Base


class Product(Base):
    __tablename__ = "products"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    vendor: Mapped[str] = mapped_column(sa.String(80), default="")
    category: Mapped[str] = mapped_column(sa.String(80), default="")
    tags: Mapped[list[Any]] = mapped_column(default=list)
    picture: Mapped[str] = mapped_column(sa.String(500), default="")  # a drawing's name or an address
    min_age: Mapped[int | None]  # years; forces the ID check at handover
    temperature: Mapped[Temperature] = mapped_column(default=Temperature.AMBIENT)
    is_heavy: Mapped[bool] = mapped_column(default=False)  # needs two people
    tax_class: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    is_fragile: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_foldable: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # takes any shape
    hazmat: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")  # its class: "UN3481"
    pack_note: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")  # for the bench
    asks_serial: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # of each unit sent
    stopped: Mapped[int] = mapped_column(default=0, server_default="0")  # see stop_sales.Stopped
    variants: Mapped[list["Variant"]] = relationship(back_populates="product")


class Variant(Base):
    """What is scanned, counted and sold. `gtin` is always 14 digits, whatever was printed."""

    __tablename__ = "variants"
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"), index=True)
    sku: Mapped[str] = mapped_column(sa.String(80), unique=True)
    gtin: Mapped[str | None] = mapped_column(sa.String(14), index=True)
    size: Mapped[str] = mapped_column(sa.String(40), default="")
    color: Mapped[str] = mapped_column(sa.String(40), default="")
    hue: Mapped[str] = mapped_column(sa.String(20), default="")  # the drawing's color
    price: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    compare_at: Mapped[int | None]  # the price before a promotion, minor units
    promotion: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")  # its name
    promotion_until: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=sa.true())  # still sold
    weight_g: Mapped[int | None]
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    hs_code: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")  # 6 to 10 digits
    origin: Mapped[str] = mapped_column(sa.String(2), default="", server_default="")  # ISO 3166-1 alpha-2
    product: Mapped[Product] = relationship(back_populates="variants", lazy="joined")

    @property
    def ref(self) -> str:
        return f"variant:{self.id}"

    @property
    def is_declarable(self) -> bool:
        """Customs can be told what it is and where it was made."""
        return bool(self.hs_code and self.origin)

    @property
    def traits(self) -> str:
        return ", ".join(trait for trait in (self.color, self.size) if trait)

    @property
    def name(self) -> str:
        return f"{self.product.title}, {self.traits}" if self.traits else self.product.title
