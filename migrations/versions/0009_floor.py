"""What the floor needs: kits, totes, what was done without a network, practice."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "hand",
                sa.Enum("right", "left", name="hand", native_enum=False, length=32),
                server_default="right",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "text_size",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="100",
                nullable=False,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("text_size")
        batch_op.drop_column("hand")
