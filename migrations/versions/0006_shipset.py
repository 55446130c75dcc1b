"""New days for carriers, labels to draw, corrected addresses."""

import sqlalchemy as sa
from alembic import op


revision = "0006_shipset"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_undrawn", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(
            "ix_labels_undrawn",
            ["id"],
            unique=False,
            postgresql_where=sa.text("is_undrawn"),
            sqlite_where=sa.text("is_undrawn = 1"),
        )
    op.execute(
        "UPDATE labels SET is_undrawn = true WHERE document_id IS NULL AND CAST(drawing AS TEXT) <> '{}'"
    )

    with op.batch_alter_table("manifests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("put_off_to", sa.Date(), nullable=True))

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_address", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_column("told_address")

    with op.batch_alter_table("manifests", schema=None) as batch_op:
        batch_op.drop_column("put_off_to")

    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_labels_undrawn",
            postgresql_where=sa.text("is_undrawn"),
            sqlite_where=sa.text("is_undrawn = 1"),
        )
        batch_op.drop_column("is_undrawn")
