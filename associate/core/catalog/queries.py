"""Find a variant by what a channel or a scanner says."""

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from associate.core.catalog.channels import Channel, ChannelVariant
from associate.core.catalog.codes import Code, gtin14
from associate.core.catalog.models import Variant
from associate.db import db


class Sold(Protocol):
    """A line as a channel tells it, kept or not."""

    @property
    def external_variant(self) -> str | None: ...
    @property
    def sku(self) -> str: ...
    @property
    def gtin(self) -> str: ...


def variants_for(channel: Channel, lines: Sequence[Sold]) -> list[int | None]:
    """Which variant a channel means by each line: what a person mapped first, then the SKU, then the GTIN."""
    keys = [external_keys(line.external_variant, line.sku) for line in lines]
    gtins = [gtin14(line.gtin) if line.gtin else None for line in lines]
    mapped = _mapped(channel, {key for each in keys for key in each})
    found = [next((mapped[key] for key in each if key in mapped), None) for each in keys]
    by_sku = _by(
        Variant.sku, {line.sku for line, id_ in zip(lines, found, strict=True) if not id_ and line.sku}
    )
    found = [id_ or by_sku.get(line.sku) for line, id_ in zip(lines, found, strict=True)]
    by_gtin = _by(Variant.gtin, {gtin for gtin, id_ in zip(gtins, found, strict=True) if not id_ and gtin})
    return [id_ or by_gtin.get(gtin) for gtin, id_ in zip(gtins, found, strict=True)]


def _mapped(channel: Channel, keys: set[str]) -> dict[str, int]:
    find = sa.select(ChannelVariant.external_key, ChannelVariant.variant_id).where(
        ChannelVariant.channel_id == channel.id, ChannelVariant.external_key.in_(sorted(keys))
    )
    return dict(db.session.execute(find).all()) if keys else {}


def _by(code: InstrumentedAttribute[Any], codes: set[str]) -> dict[Any, int]:
    """The first variant of each of these codes."""
    find = sa.select(code, sa.func.min(Variant.id)).where(code.in_(sorted(codes))).group_by(code)
    return dict(db.session.execute(find).all()) if codes else {}


def external_keys(external_variant: str | None, sku: str) -> list[str]:
    """How a channel's line is known in ChannelVariant, most exact first."""
    return [f"id:{external_variant}"] * bool(external_variant) + [f"sku:{sku}"] * bool(sku)


def matches(variant: Variant, code: Code) -> bool:
    """Is this scan this variant? By SKU as typed or by any GTIN it may mean."""
    return code.text.casefold() == variant.sku.casefold() or (
        variant.gtin is not None and variant.gtin in code.gtins
    )


def variant_by_code(code: Code) -> Variant | None:
    """The variant a scan means anywhere in the catalog."""
    by = [sa.func.lower(Variant.sku) == code.text.lower()]
    if code.gtins:
        by.append(Variant.gtin.in_(code.gtins))
    return db.session.scalar(sa.select(Variant).where(sa.or_(*by)).limit(1))
