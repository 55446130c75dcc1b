"""What is set aside of a shelf is found among what still is, not among all that ever was."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reservations", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reservations_open",
            ["level_id"],
            unique=False,
            postgresql_where=sa.text("quantity > 0"),
            sqlite_where=sa.text("quantity > 0"),
        )
        batch_op.drop_index(batch_op.f("ix_reservations_level_id"))


def downgrade() -> None:
    with op.batch_alter_table("reservations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reservations_level_id"), ["level_id"], unique=False)
        batch_op.drop_index("ix_reservations_open")
