"""Money back, taxes of new goods, and what is taken in exchange."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from associate.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_points",
        sa.Column(
            "store_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "asked",
                "ready",
                "ready_wall",
                "on_time",
                "pick",
                "short",
                "fill",
                "dwell",
                "uncollected",
                "add_on",
                "out",
                "credit",
                "car_wait",
                "counter_wait",
                "notice",
                "announced",
                "label_failed",
                "handling",
                "back",
                "override",
                "exchange",
                name="measure",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "thing_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("detail", sa.String(length=80), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint(
            "store_id", "day", "measure", "thing_id", "detail", name=op.f("pk_figure_points")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("figure_points", schema=None) as batch_op:
        batch_op.create_index("ix_figure_points_thing", ["thing_id", "measure"], unique=False)

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
        "figure_readers",
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Date(), nullable=True),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_figure_readers_staff_id_staff")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_figure_readers_store_id_stores")),
        sa.PrimaryKeyConstraint("staff_id", "store_id", name=op.f("pk_figure_readers")),
    )
    op.create_table(
        "loyalty_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("points", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "worth", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False
        ),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_loyalty_entries_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_loyalty_entries_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_entries")),
        sa.UniqueConstraint("cause", name=op.f("uq_loyalty_entries_cause")),
    )
    with op.batch_alter_table("loyalty_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loyalty_entries_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_loyalty_entries_order_id"), ["order_id"], unique=False)

    op.create_table(
        "payment_news",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("told", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending", "done", "ignored", "failed", name="inboundstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["payment_accounts.id"], name=op.f("fk_payment_news_account_id_payment_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_news")),
        sa.UniqueConstraint("account_id", "event_id", name=op.f("uq_payment_news_account_id_event_id")),
    )
    with op.batch_alter_table("payment_news", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payment_news_pending",
            ["next_at", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index("ix_payment_news_received", ["received_at"], unique=False)

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

    with op.batch_alter_table("channels", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_practice", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        batch_op.create_index("ix_credit_entries_day", ["store_id", "at"], unique=False)

    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("return_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_handovers_return_id_returns"), "returns", ["return_id"], ["id"]
        )

    with op.batch_alter_table("payment_calls", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("cause", sa.String(length=80), server_default="", nullable=False))
        batch_op.create_index("ix_payment_calls_day", ["store_id", "created_at"], unique=False)
        batch_op.create_index("ix_payment_calls_tender", ["tender_id"], unique=False)
        batch_op.create_index(
            "ix_payment_calls_waiting",
            ["next_at", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(
            "uq_payment_calls_capture",
            ["tender_id"],
            unique=True,
            postgresql_where=sa.text("verb = 'capture' AND state IN ('pending', 'waiting', 'done', 'stuck')"),
            sqlite_where=sa.text("verb = 'capture' AND state IN ('pending', 'waiting', 'done', 'stuck')"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_payment_calls_of_id_payment_calls"), "payment_calls", ["of_id"], ["id"]
        )

    with op.batch_alter_table("put_backs", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("return_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.alter_column("fulfillment_line_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("order_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_put_backs_return_line_id"), ["return_line_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_put_backs_return_line_id_return_lines"), "return_lines", ["return_line_id"], ["id"]
        )

    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.create_index(
            "ix_refunds_asked",
            ["at"],
            unique=False,
            postgresql_where=sa.text("state = 'asked'"),
            sqlite_where=sa.text("state = 'asked'"),
        )

    with op.batch_alter_table("return_lines", schema=None) as batch_op:
        batch_op.add_column(sa.Column("here_at", UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("send_to", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("captures_at_ready", sa.Boolean(), server_default=sa.true(), nullable=False)
        )

    with op.batch_alter_table("tenders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("authorized_until", UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_tenders_last4", ["last4", "order_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_tenders_of_id_tenders"), "tenders", ["of_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("tenders", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_tenders_of_id_tenders"), type_="foreignkey")
        batch_op.drop_index("ix_tenders_last4")
        batch_op.drop_column("authorized_until")
        batch_op.drop_column("of_id")

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_column("captures_at_ready")

    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.drop_column("send_to")

    with op.batch_alter_table("return_lines", schema=None) as batch_op:
        batch_op.drop_column("here_at")

    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_refunds_asked",
            postgresql_where=sa.text("state = 'asked'"),
            sqlite_where=sa.text("state = 'asked'"),
        )

    op.execute("DELETE FROM put_backs WHERE fulfillment_line_id IS NULL")  # it names a return alone
    with op.batch_alter_table("put_backs", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_put_backs_return_line_id_return_lines"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_put_backs_return_line_id"))
        batch_op.alter_column("order_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column("fulfillment_line_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("return_line_id")

    with op.batch_alter_table("payment_calls", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_payment_calls_of_id_payment_calls"), type_="foreignkey")
        batch_op.drop_index(
            "uq_payment_calls_capture",
            postgresql_where=sa.text("verb = 'capture' AND state IN ('pending', 'waiting', 'done', 'stuck')"),
            sqlite_where=sa.text("verb = 'capture' AND state IN ('pending', 'waiting', 'done', 'stuck')"),
        )
        batch_op.drop_index(
            "ix_payment_calls_waiting",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_payment_calls_tender")
        batch_op.drop_index("ix_payment_calls_day")
        batch_op.drop_column("cause")
        batch_op.drop_column("of_id")

    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_handovers_return_id_returns"), type_="foreignkey")
        batch_op.drop_column("return_id")

    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_entries_day")

    with op.batch_alter_table("channels", schema=None) as batch_op:
        batch_op.drop_column("is_practice")

    with op.batch_alter_table("return_takes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_takes_return_id"))

    op.drop_table("return_takes")
    with op.batch_alter_table("payment_news", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_news_received")
        batch_op.drop_index(
            "ix_payment_news_pending",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )

    op.drop_table("payment_news")
    with op.batch_alter_table("loyalty_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_loyalty_entries_order_id"))
        batch_op.drop_index(batch_op.f("ix_loyalty_entries_customer_id"))

    op.drop_table("loyalty_entries")
    op.drop_table("figure_readers")
    op.drop_table("tax_rates")
    with op.batch_alter_table("figure_points", schema=None) as batch_op:
        batch_op.drop_index("ix_figure_points_thing")

    op.drop_table("figure_points")
