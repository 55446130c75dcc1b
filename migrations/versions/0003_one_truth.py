"""Stock, routing, and the ways out."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from associate.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_version")),
    )
    op.create_table(
        "outgoing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("spread_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False
        ),
        sa.Column("next_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("uid", name=op.f("uq_outgoing_uid")),
    )
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_at", ["at"], unique=False)
        batch_op.create_index(
            "ix_outgoing_waiting",
            ["id"],
            unique=False,
            postgresql_where=sa.text("spread_at IS NULL"),
            sqlite_where=sa.text("spread_at IS NULL"),
        )

    op.create_table(
        "routing_rules",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("filters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("sorts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "action",
            sa.Enum("assign", "split", "park", name="action", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("split_above", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("park_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rules")),
        sa.UniqueConstraint("position", name=op.f("uq_routing_rules_position")),
    )
    op.create_table(
        "subscribers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(length=120), nullable=False),
        sa.Column("old_secret", sa.String(length=120), nullable=False),
        sa.Column("old_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("kinds", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("off_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("off_why", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("start", sa.String(length=12), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_api_tokens_channel_id_channels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_table(
        "buffer_rules",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("safety", "threshold", "minimum", name="bufferkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("units", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=80), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_group", sa.String(length=80), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("units >= 0", name=op.f("ck_buffer_rules_units_not_negative")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_buffer_rules_channel_id_channels")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_buffer_rules_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buffer_rules")),
        sa.UniqueConstraint("kind", "position", name=op.f("uq_buffer_rules_kind_position")),
    )
    op.create_table(
        "counts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "review", "done", "canceled", name="countstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_counts_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counts")),
    )
    with op.batch_alter_table("counts", schema=None) as batch_op:
        batch_op.create_index("ix_counts_store_state", ["store_id", "state", "id"], unique=False)

    op.create_table(
        "imports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column(
            "taken", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False
        ),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_imports_channel_id_channels")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_imports_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outgoing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subscriber_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "state",
            sa.Enum("pending", "sent", "failed", name="poststate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("status", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("result", sa.String(length=500), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(subscriber_id IS NULL) <> (channel_id IS NULL)", name=op.f("ck_posts_for_one_receiver")
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_posts_channel_id_channels")),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outgoing.id"], name=op.f("fk_posts_outgoing_id_outgoing")),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=op.f("fk_posts_subscriber_id_subscribers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("outgoing_id", "channel_id", name=op.f("uq_posts_outgoing_id_channel_id")),
        sa.UniqueConstraint("outgoing_id", "subscriber_id", name=op.f("uq_posts_outgoing_id_subscriber_id")),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index("ix_posts_channel", ["channel_id", "id"], unique=False)
        batch_op.create_index(
            "ix_posts_pending",
            ["next_at", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index("ix_posts_subscriber", ["subscriber_id", "id"], unique=False)

    op.create_table(
        "stop_sales",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=True),
        sa.Column("ended_why", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_stop_sales_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_sales")),
    )
    with op.batch_alter_table("stop_sales", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stop_sales_product_id"), ["product_id"], unique=False)

    op.create_table(
        "api_answers",
        sa.Column("token_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["api_tokens.id"], name=op.f("fk_api_answers_token_id_api_tokens")
        ),
        sa.PrimaryKeyConstraint("token_id", "key", name=op.f("pk_api_answers")),
    )
    with op.batch_alter_table("api_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_answers_at"), ["at"], unique=False)

    op.create_table(
        "drifts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("ours", sa.String(length=80), nullable=False),
        sa.Column("theirs", sa.String(length=80), nullable=False),
        sa.Column(
            "winner", sa.Enum("ours", "theirs", name="wins", native_enum=False, length=32), nullable=False
        ),
        sa.Column("why", sa.String(length=120), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_drifts_channel_id_channels")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_drifts_store_id_stores")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_drifts_variant_id_variants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drifts")),
    )
    with op.batch_alter_table("drifts", schema=None) as batch_op:
        batch_op.create_index("ix_drifts_channel", ["channel_id", "id"], unique=False)

    op.create_table(
        "routing_decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reasons", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_routing_decisions_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_decisions")),
    )
    with op.batch_alter_table("routing_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_routing_decisions_order_id"), ["order_id"], unique=False)

    op.create_table(
        "till_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind", sa.Enum("sale", "return", name="tillkind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("receipt", sa.String(length=80), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_till_entries_channel_id_channels")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_till_entries_order_id_orders")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_till_entries_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till_entries")),
        sa.UniqueConstraint(
            "channel_id", "kind", "receipt", name=op.f("uq_till_entries_channel_id_kind_receipt")
        ),
    )
    with op.batch_alter_table("till_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_till_entries_order_id"), ["order_id"], unique=False)

    op.create_table(
        "transfers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "shipped",
                "received",
                "canceled",
                name="transferstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("shipped_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("expected_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_transfers_two_stores")),
        sa.ForeignKeyConstraint(["from_id"], ["stores.id"], name=op.f("fk_transfers_from_id_stores")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_transfers_order_id_orders")),
        sa.ForeignKeyConstraint(["to_id"], ["stores.id"], name=op.f("fk_transfers_to_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("number", name=op.f("uq_transfers_number")),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.create_index("ix_transfers_from", ["from_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfers_order_id"), ["order_id"], unique=False)
        batch_op.create_index("ix_transfers_to", ["to_id", "state", "id"], unique=False)

    op.create_table(
        "count_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("count_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("counted", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("expected", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("times", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("counted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("counted_by", sa.String(length=60), nullable=True),
        sa.Column("accepted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_count_lines_counted_not_negative")),
        sa.ForeignKeyConstraint(["count_id"], ["counts.id"], name=op.f("fk_count_lines_count_id_counts")),
        sa.ForeignKeyConstraint(
            ["level_id"], ["stock_levels.id"], name=op.f("fk_count_lines_level_id_stock_levels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_lines")),
        sa.UniqueConstraint("count_id", "level_id", name=op.f("uq_count_lines_count_id_level_id")),
    )
    with op.batch_alter_table("count_lines", schema=None) as batch_op:
        batch_op.create_index("ix_count_lines_accepted", ["accepted_by", "accepted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_count_lines_count_id"), ["count_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_count_lines_level_id"), ["level_id"], unique=False)

    op.create_table(
        "published_stock",
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("told", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("told_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("next_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_published_stock_channel_id_channels")
        ),
        sa.ForeignKeyConstraint(
            ["level_id"], ["stock_levels.id"], name=op.f("fk_published_stock_level_id_stock_levels")
        ),
        sa.PrimaryKeyConstraint("channel_id", "level_id", name=op.f("pk_published_stock")),
    )
    with op.batch_alter_table("published_stock", schema=None) as batch_op:
        batch_op.create_index(
            "ix_published_stock_waiting",
            ["channel_id", "next_at"],
            unique=False,
            postgresql_where=sa.text("changed_at IS NOT NULL"),
            sqlite_where=sa.text("changed_at IS NOT NULL"),
        )

    op.create_table(
        "transfer_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("transfer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("requested", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shipped", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("received + lost <= shipped", name=op.f("ck_transfer_lines_no_more_than_shipped")),
        sa.CheckConstraint(
            "requested > 0 AND shipped <= requested", name=op.f("ck_transfer_lines_no_more_than_requested")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_transfer_lines_transfer_id_transfers")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_transfer_lines_variant_id_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_lines")),
        sa.UniqueConstraint(
            "transfer_id", "variant_id", name=op.f("uq_transfer_lines_transfer_id_variant_id")
        ),
    )
    with op.batch_alter_table("transfer_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfer_lines_variant_id"), ["variant_id"], unique=False)

    op.create_table(
        "untold_levels",
        sa.Column("level_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["level_id"], ["stock_levels.id"], name=op.f("fk_untold_levels_level_id_stock_levels")
        ),
        sa.PrimaryKeyConstraint("level_id", name=op.f("pk_untold_levels")),
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "en_route",
                "arrived",
                "claimed",
                "at_car",
                "done",
                "left",
                "canceled",
                "moved_inside",
                name="visitstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("state_since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("pass_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("to_counter", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("en_route_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("eta_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("bay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("make", sa.String(length=40), nullable=False),
        sa.Column("color", sa.String(length=20), nullable=False),
        sa.Column("plate", sa.String(length=4), nullable=False),
        sa.Column(
            "load", sa.Enum("trunk", "back_seat", name="load", native_enum=False, length=32), nullable=True
        ),
        sa.Column("needs_help", sa.Boolean(), nullable=False),
        sa.Column("runner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("claimed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("at_car_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("alarm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["bay_id"], ["locations.id"], name=op.f("fk_visits_bay_id_locations")),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["pickup_passes.id"], name=op.f("fk_visits_pass_id_pickup_passes")
        ),
        sa.ForeignKeyConstraint(["runner_id"], ["staff.id"], name=op.f("fk_visits_runner_id_staff")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_visits_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(
            "ix_visits_open",
            ["store_id", "id"],
            unique=False,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "visit_orders",
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fulfillment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["fulfillment_id"], ["fulfillments.id"], name=op.f("fk_visit_orders_fulfillment_id_fulfillments")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_orders_visit_id_visits")),
        sa.PrimaryKeyConstraint("visit_id", "fulfillment_id", name=op.f("pk_visit_orders")),
    )
    with op.batch_alter_table("visit_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_orders_fulfillment_id"), ["fulfillment_id"], unique=False)

    with op.batch_alter_table("channels", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("ships_from_stores", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "authority",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )

    with op.batch_alter_table("fulfillments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("window_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("is_visited", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index("ix_fulfillments_collected", ["store_id", "collected_at", "id"], unique=False)

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reserved_until", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("auto_cancel_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_orders_reserved",
            ["reserved_until", "id"],
            unique=False,
            postgresql_where=sa.text("reserved_until IS NOT NULL AND state IN ('waiting', 'open')"),
            sqlite_where=sa.text("reserved_until IS NOT NULL AND state IN ('waiting', 'open')"),
        )

    with op.batch_alter_table("pickup_passes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_class", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column(
                "stopped",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )

    with op.batch_alter_table("reservations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("transfer_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.alter_column("fulfillment_line_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_unique_constraint(
            batch_op.f("uq_reservations_transfer_line_id"), ["transfer_line_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_reservations_transfer_line_id_transfer_lines"),
            "transfer_lines",
            ["transfer_line_id"],
            ["id"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_reservations_for_one_purpose"),
            "(fulfillment_line_id IS NULL) <> (transfer_line_id IS NULL)",
        )

    with op.batch_alter_table("stock_levels", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("own_safety", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("reorder_point", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("reorder_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "reserve_hours",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="48",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "transfer_days",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="3",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "own_count_units",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="10",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "groups",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("ships", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(
            sa.Column("orders_a_day", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("orders_an_hour", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "ship_cost",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "people_percent",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="80",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("learned_minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("pickup_paused_until", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("shipping_paused_until", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_until", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_why", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("curbside", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(
            sa.Column(
                "car_minutes",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="3",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "car_minutes_unannounced",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="5",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "lead_alarm_minutes",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="2",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "manager_alarm_minutes",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="4",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "claim_minutes",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="3",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "window_minutes",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="60",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "pickups_a_window",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )

    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("compare_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("promotion", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("promotion_until", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False))

    op.execute("UPDATE stock_levels SET own_safety = safety WHERE safety <> 0")


def _let_go_of_transfers():
    """An older version knows no transfers: what they reserved is free again, and the ledger says so."""
    connection = op.get_bind()
    connection.execute(
        sa.text(
            'INSERT INTO movements (level_id, bucket, quantity, kind, cause, "by", at)'
            " SELECT level_id, 'reserved', -quantity, 'released',"
            " 'transfer_line:' || CAST(transfer_line_id AS VARCHAR(20)), 'system', CURRENT_TIMESTAMP"
            " FROM reservations WHERE transfer_line_id IS NOT NULL AND quantity > 0"
        )
    )
    connection.execute(
        sa.text(
            "UPDATE stock_levels SET reserved = reserved - (SELECT COALESCE(SUM(quantity), 0)"
            " FROM reservations WHERE level_id = stock_levels.id AND transfer_line_id IS NOT NULL)"
        )
    )
    connection.execute(sa.text("DELETE FROM reservations WHERE transfer_line_id IS NOT NULL"))


def downgrade() -> None:
    _let_go_of_transfers()
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.drop_column("is_active")
        batch_op.drop_column("promotion_until")
        batch_op.drop_column("promotion")
        batch_op.drop_column("compare_at")

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_column("pickups_a_window")
        batch_op.drop_column("window_minutes")
        batch_op.drop_column("claim_minutes")
        batch_op.drop_column("manager_alarm_minutes")
        batch_op.drop_column("lead_alarm_minutes")
        batch_op.drop_column("car_minutes_unannounced")
        batch_op.drop_column("car_minutes")
        batch_op.drop_column("curbside")
        batch_op.drop_column("closed_why")
        batch_op.drop_column("closed_until")
        batch_op.drop_column("shipping_paused_until")
        batch_op.drop_column("pickup_paused_until")
        batch_op.drop_column("learned_minutes")
        batch_op.drop_column("people_percent")
        batch_op.drop_column("ship_cost")
        batch_op.drop_column("orders_an_hour")
        batch_op.drop_column("orders_a_day")
        batch_op.drop_column("ships")
        batch_op.drop_column("groups")
        batch_op.drop_column("own_count_units")
        batch_op.drop_column("transfer_days")
        batch_op.drop_column("reserve_hours")

    with op.batch_alter_table("stock_levels", schema=None) as batch_op:
        batch_op.drop_column("reorder_to")
        batch_op.drop_column("reorder_point")
        batch_op.drop_column("own_safety")

    with op.batch_alter_table("reservations", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_reservations_for_one_purpose"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_reservations_transfer_line_id_transfer_lines"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("uq_reservations_transfer_line_id"), type_="unique")
        batch_op.alter_column("fulfillment_line_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("transfer_line_id")

    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_column("stopped")
        batch_op.drop_column("tax_class")

    with op.batch_alter_table("pickup_passes", schema=None) as batch_op:
        batch_op.drop_column("revoked_at")
        batch_op.drop_column("name")

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_orders_reserved",
            postgresql_where=sa.text("reserved_until IS NOT NULL AND state IN ('waiting', 'open')"),
            sqlite_where=sa.text("reserved_until IS NOT NULL AND state IN ('waiting', 'open')"),
        )
        batch_op.drop_column("auto_cancel_at")
        batch_op.drop_column("reserved_until")

    with op.batch_alter_table("fulfillments", schema=None) as batch_op:
        batch_op.drop_index("ix_fulfillments_collected")
        batch_op.drop_column("is_visited")
        batch_op.drop_column("window_at")

    with op.batch_alter_table("channels", schema=None) as batch_op:
        batch_op.drop_column("authority")
        batch_op.drop_column("ships_from_stores")

    with op.batch_alter_table("visit_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_orders_fulfillment_id"))

    op.drop_table("visit_orders")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_visits_open",
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("visits")
    op.drop_table("untold_levels")
    with op.batch_alter_table("transfer_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfer_lines_variant_id"))

    op.drop_table("transfer_lines")
    with op.batch_alter_table("published_stock", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_published_stock_waiting",
            postgresql_where=sa.text("changed_at IS NOT NULL"),
            sqlite_where=sa.text("changed_at IS NOT NULL"),
        )

    op.drop_table("published_stock")
    with op.batch_alter_table("count_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_count_lines_level_id"))
        batch_op.drop_index(batch_op.f("ix_count_lines_count_id"))
        batch_op.drop_index("ix_count_lines_accepted")

    op.drop_table("count_lines")
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.drop_index("ix_transfers_to")
        batch_op.drop_index(batch_op.f("ix_transfers_order_id"))
        batch_op.drop_index("ix_transfers_from")

    op.drop_table("transfers")
    with op.batch_alter_table("till_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_till_entries_order_id"))

    op.drop_table("till_entries")
    with op.batch_alter_table("routing_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_routing_decisions_order_id"))

    op.drop_table("routing_decisions")
    with op.batch_alter_table("drifts", schema=None) as batch_op:
        batch_op.drop_index("ix_drifts_channel")

    op.drop_table("drifts")
    with op.batch_alter_table("api_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_answers_at"))

    op.drop_table("api_answers")
    with op.batch_alter_table("stop_sales", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stop_sales_product_id"))

    op.drop_table("stop_sales")
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index("ix_posts_subscriber")
        batch_op.drop_index(
            "ix_posts_pending",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index("ix_posts_channel")

    op.drop_table("posts")
    op.drop_table("imports")
    with op.batch_alter_table("counts", schema=None) as batch_op:
        batch_op.drop_index("ix_counts_store_state")

    op.drop_table("counts")
    op.drop_table("buffer_rules")
    op.drop_table("api_tokens")
    op.drop_table("subscribers")
    op.drop_table("routing_rules")
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outgoing_waiting",
            postgresql_where=sa.text("spread_at IS NULL"),
            sqlite_where=sa.text("spread_at IS NULL"),
        )
        batch_op.drop_index("ix_outgoing_at")

    op.drop_table("outgoing")
    op.drop_table("access_version")
