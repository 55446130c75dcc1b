"""Money back, taxes of new goods, and what is taken in exchange."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tax_rates",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("tax_class", sa.String(length=40), nullable=False),
        sa.Column("basis_points", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint("basis_points >= 0", name=op.f("ck_tax_rates_not_below_zero")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rates")),
        sa.UniqueConstraint(
            "country",
            "region",
            "tax_class",
            "since",
            name=op.f("uq_tax_rates_country_region_tax_class_since"),
        ),
    )
    op.create_table(
        "return_takes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("return_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("swaps_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tax", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"], ["returns.id"], name=op.f("fk_return_takes_return_id_returns")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_return_takes_store_id_stores")),
        sa.ForeignKeyConstraint(
            ["swaps_id"], ["return_lines.id"], name=op.f("fk_return_takes_swaps_id_return_lines")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_return_takes_variant_id_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_takes")),
        sa.UniqueConstraint("swaps_id", name=op.f("uq_return_takes_swaps_id")),
    )
    with op.batch_alter_table("return_takes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_takes_return_id"), ["return_id"], unique=False)

    with op.batch_alter_table("tenders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(batch_op.f("fk_tenders_of_id_tenders"), "tenders", ["of_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("tenders", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_tenders_of_id_tenders"), type_="foreignkey")
        batch_op.drop_column("of_id")

    with op.batch_alter_table("return_takes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_takes_return_id"))

    op.drop_table("return_takes")
    op.drop_table("tax_rates")
