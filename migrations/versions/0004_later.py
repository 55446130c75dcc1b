"""What came after curbside."""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


AT_ONCE = 20_000  # orders whose keys one statement copies

FOUND_IN = """
INSERT INTO order_keys (order_id, key, store_id)
SELECT kept.order_id, kept.key, found_in.store_id FROM search_keys AS kept
JOIN (
    SELECT id AS order_id, COALESCE(store_id, 0) AS store_id FROM orders WHERE id > :done AND id <= :last
    UNION SELECT order_id, store_id FROM fulfillments WHERE order_id > :done AND order_id <= :last
) AS found_in ON found_in.order_id = kept.order_id
WHERE kept.order_id > :done AND kept.order_id <= :last
"""
FOUND_ANYWHERE = """
INSERT INTO search_keys (order_id, key)
SELECT DISTINCT order_id, key FROM order_keys WHERE order_id > :done AND order_id <= :last
"""


def _copy_keys(statement):
    """For as many orders at a time."""
    connection, done = op.get_bind(), 0
    most = connection.scalar(sa.text("SELECT MAX(id) FROM orders")) or 0
    while done < most:
        connection.execute(sa.text(statement), {"done": done, "last": done + AT_ONCE})
        done += AT_ONCE


def upgrade() -> None:
    with op.batch_alter_table("bags", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "turn",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("in_hand", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("visit_orders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("pass_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_visit_orders_pass_id_pickup_passes"), "pickup_passes", ["pass_id"], ["id"]
        )
    op.execute(sa.text("UPDATE bags SET turn = id WHERE gone_at IS NULL"))
    op.execute(
        sa.text(
            "UPDATE visit_orders SET pass_id ="
            " (SELECT visits.pass_id FROM visits WHERE visits.id = visit_orders.visit_id)"
        )
    )
    op.create_table(
        "order_keys",
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "key",
            sa.String(length=330).with_variant(sa.String(length=330, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "store_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_keys_order_id_orders")),
        sa.PrimaryKeyConstraint("order_id", "key", "store_id", name=op.f("pk_order_keys")),
    )
    _copy_keys(FOUND_IN)
    with op.batch_alter_table("order_keys", schema=None) as batch_op:
        batch_op.create_index("ix_order_keys_found", ["store_id", "key", "order_id"], unique=False)
    op.drop_table("search_keys")


def downgrade() -> None:
    with op.batch_alter_table("visit_orders", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_visit_orders_pass_id_pickup_passes"), type_="foreignkey")
        batch_op.drop_column("pass_id")

    with op.batch_alter_table("bags", schema=None) as batch_op:
        batch_op.drop_column("in_hand")
        batch_op.drop_column("turn")
    op.create_table(
        "search_keys",
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "key",
            sa.String(length=330).with_variant(sa.String(length=330, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_search_keys_order_id_orders")),
        sa.PrimaryKeyConstraint("order_id", "key", name=op.f("pk_search_keys")),
    )
    _copy_keys(FOUND_ANYWHERE)
    with op.batch_alter_table("search_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_keys_key"), ["key", "order_id"], unique=False)
    op.drop_table("order_keys")
