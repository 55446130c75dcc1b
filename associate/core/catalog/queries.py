"""Find a variant by what a channel or a scanner says."""

import sqlalchemy as sa

from associate.core.catalog.channels import Channel, ChannelVariant
from associate.core.catalog.codes import Code, gtin14
from associate.core.catalog.models import Variant
from associate.db import db


def variant_for(channel: Channel, *, external_variant: str | None, sku: str, gtin: str) -> int | None:
    """Which variant a channel means: what a person mapped first, then the SKU, then the GTIN."""
    keys = external_keys(external_variant, sku)
    mapped = sa.select(ChannelVariant.variant_id).where(
        ChannelVariant.channel_id == channel.id, ChannelVariant.external_key.in_(keys)
    )
    if keys and (found := db.session.scalar(mapped)):
        return found
    if sku and (found := db.session.scalar(sa.select(Variant.id).where(Variant.sku == sku))):
        return found
    if gtin and (number := gtin14(gtin)):
        return db.session.scalar(sa.select(Variant.id).where(Variant.gtin == number).limit(1))
    return None


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
