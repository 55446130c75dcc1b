"""Serials of what is sent, and what customs ask."""

import sqlalchemy as sa
from alembic import op

from associate.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_serials",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("back_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["parcel_line_id"], ["parcel_lines.id"], name=op.f("fk_unit_serials_parcel_line_id_parcel_lines")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_unit_serials_variant_id_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_serials")),
    )
    with op.batch_alter_table("unit_serials", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_serials_parcel_line_id"), ["parcel_line_id"], unique=False)
        batch_op.create_index(
            "uq_unit_serials_out",
            ["variant_id", "serial"],
            unique=True,
            postgresql_where=sa.text("back_at IS NULL"),
            sqlite_where=sa.text("back_at IS NULL"),
        )

    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asks_serial", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hs_code", sa.String(length=10), server_default="", nullable=False))
        batch_op.add_column(sa.Column("origin", sa.String(length=2), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.drop_column("origin")
        batch_op.drop_column("hs_code")

    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_column("asks_serial")

    with op.batch_alter_table("unit_serials", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_unit_serials_out",
            postgresql_where=sa.text("back_at IS NULL"),
            sqlite_where=sa.text("back_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_unit_serials_parcel_line_id"))

    op.drop_table("unit_serials")
