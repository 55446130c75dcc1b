"""What managers see to: cases, votes, walks along the bags, one profile, the sealed journal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from associate.append_only import allow_changes, refuse_changes
from associate.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("seals", "seal_keys")
"""Rows are added and never touched again, as in the journal that they seal."""


def upgrade() -> None:
    op.create_table(
        "consent_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("medium", sa.String(length=20), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_changes")),
    )
    with op.batch_alter_table("consent_changes", schema=None) as batch_op:
        batch_op.create_index("ix_consent_changes_address", ["address_hash", "medium", "id"], unique=False)

    op.create_table(
        "evidence_files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("handover", "return", name="evidencekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("told", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_files")),
        sa.UniqueConstraint("about", "told", name=op.f("uq_evidence_files_about_told")),
        sa.UniqueConstraint("code", name=op.f("uq_evidence_files_code")),
    )
    with op.batch_alter_table("evidence_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_files_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_files_sha256"), ["sha256"], unique=False)

    op.create_table(
        "seal_keys",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column(
            "after_seal",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("after_hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "after_seal", name=op.f("pk_seal_keys")),
    )
    op.create_table(
        "seals",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("after", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("events", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
    )
    op.create_table(
        "customer_merges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=60), nullable=False),
        sa.Column("undone_why", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_merges_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["customers.id"], name=op.f("fk_customer_merges_into_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merges")),
    )
    with op.batch_alter_table("customer_merges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_merges_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_merges_into_id"), ["into_id"], unique=False)

    op.create_table(
        "customer_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("struck_by", sa.String(length=60), nullable=False),
        sa.Column("struck_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_notes_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_notes")),
    )
    with op.batch_alter_table("customer_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_notes_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "erasures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("called_off_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "profiles",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "orders",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_erasures_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasures_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            "ix_erasures_waiting",
            ["asked_at"],
            unique=False,
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "bag_walks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("location_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "state", sa.Enum("open", "done", name="walkstate", native_enum=False, length=32), nullable=False
        ),
        sa.Column(
            "walked",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=60), nullable=True),
        sa.Column(
            "result",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_bag_walks_location_id_locations")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_bag_walks_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bag_walks")),
    )
    with op.batch_alter_table("bag_walks", schema=None) as batch_op:
        batch_op.create_index("ix_bag_walks_store_state", ["store_id", "state", "id"], unique=False)

    op.create_table(
        "interventions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fulfillment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "given",
                "first",
                "in_turn",
                "promised",
                "paused",
                "went_on",
                name="interventionkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "before",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "after",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=60), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["fulfillment_id"], ["fulfillments.id"], name=op.f("fk_interventions_fulfillment_id_fulfillments")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_interventions_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interventions")),
    )
    with op.batch_alter_table("interventions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interventions_fulfillment_id"), ["fulfillment_id"], unique=False)
        batch_op.create_index("ix_interventions_store", ["store_id", "id"], unique=False)

    op.create_table(
        "task_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_notes_task_id_tasks")),
        sa.ForeignKeyConstraint(["to_id"], ["staff.id"], name=op.f("fk_task_notes_to_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_notes")),
    )
    with op.batch_alter_table("task_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_notes_task_id"), ["task_id"], unique=False)

    op.create_table(
        "bag_sightings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("walk_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.String(length=20), nullable=False),
        sa.Column("location_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "what",
            sa.Enum("right", "misplaced", "expired", "ghost", name="what", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "fix",
            sa.Enum("moved", "carried", "put_back", "freed", name="fix", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["bag_id"], ["bags.id"], name=op.f("fk_bag_sightings_bag_id_bags")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_bag_sightings_location_id_locations")
        ),
        sa.ForeignKeyConstraint(
            ["walk_id"], ["bag_walks.id"], name=op.f("fk_bag_sightings_walk_id_bag_walks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bag_sightings")),
        sa.UniqueConstraint("walk_id", "tag", name=op.f("uq_bag_sightings_walk_id_tag")),
    )
    op.create_table(
        "votes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fulfillment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "offers",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "otherwise",
            sa.Enum("best", "cancel", "ask", name="otherwise", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("is_their_wish", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "done", "over", "called_off", name="votestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("answered_by", sa.String(length=60), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["fulfillment_id"], ["fulfillments.id"], name=op.f("fk_votes_fulfillment_id_fulfillments")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["fulfillment_lines.id"], name=op.f("fk_votes_line_id_fulfillment_lines")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_votes_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
    )
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_votes_ends",
            ["ends_at"],
            unique=False,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_votes_fulfillment_id"), ["fulfillment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_votes_line_id"), ["line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_votes_order_id"), ["order_id"], unique=False)
        batch_op.create_index(
            "uq_votes_open",
            ["line_id"],
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )

    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=200), server_default="", nullable=False))

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_email_proven", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "preferences",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("erased_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_customers_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index("ix_customers_phone", ["phone"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_customers_merged_into_id_customers"), "customers", ["merged_into_id"], ["id"]
        )

    with op.batch_alter_table("fulfillment_lines", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "cheaper_by",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.create_index(batch_op.f("ix_fulfillment_lines_replaces_id"), ["replaces_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_fulfillment_lines_replaces_id_fulfillment_lines"),
            "fulfillment_lines",
            ["replaces_id"],
            ["id"],
        )

    with op.batch_alter_table("fulfillments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given_by", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("first_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("first_by", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("first_why", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("paused_until", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("paused_by", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("paused_why", sa.String(length=40), server_default="", nullable=False))

    with op.batch_alter_table("loyalty_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=200), server_default="", nullable=False))

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "hot_minutes",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="120",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("refunds_uncollected", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.add_column(sa.Column("pickups", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(
            sa.Column("takes_returns", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "methods_why",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "vote_minutes",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="15",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("vote_default", sa.String(length=10), server_default="ask", nullable=False)
        )
        batch_op.add_column(sa.Column("honors_price", sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "due_at",
                UtcDateTime(timezone=True),
                server_default=sa.text("(CURRENT_TIMESTAMP)"),
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("snoozed_until", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("given_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("escalated_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_tasks_open"), sqlite_where=sa.text("done_at IS NULL"))
        batch_op.create_index(
            "ix_tasks_open",
            ["store_id", "due_at", "id"],
            unique=False,
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_tasks_given_by_id_staff"), "staff", ["given_by_id"], ["id"]
        )

    op.execute("UPDATE tasks SET due_at = created_at")
    for table in APPEND_ONLY:
        refuse_changes(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        allow_changes(table)
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_tasks_given_by_id_staff"), type_="foreignkey")
        batch_op.drop_index(
            "ix_tasks_open",
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_tasks_open"),
            ["store_id", "id"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_column("escalated_at")
        batch_op.drop_column("given_by_id")
        batch_op.drop_column("snoozed_until")
        batch_op.drop_column("due_at")

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_column("honors_price")
        batch_op.drop_column("vote_default")
        batch_op.drop_column("vote_minutes")
        batch_op.drop_column("methods_why")
        batch_op.drop_column("takes_returns")
        batch_op.drop_column("pickups")
        batch_op.drop_column("refunds_uncollected")
        batch_op.drop_column("hot_minutes")

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_column("erased_at")

    with op.batch_alter_table("loyalty_entries", schema=None) as batch_op:
        batch_op.drop_column("reason")

    with op.batch_alter_table("fulfillments", schema=None) as batch_op:
        batch_op.drop_column("paused_why")
        batch_op.drop_column("paused_by")
        batch_op.drop_column("paused_until")
        batch_op.drop_column("first_why")
        batch_op.drop_column("first_by")
        batch_op.drop_column("first_at")
        batch_op.drop_column("given_by")

    with op.batch_alter_table("fulfillment_lines", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_fulfillment_lines_replaces_id_fulfillment_lines"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_fulfillment_lines_replaces_id"))
        batch_op.drop_column("cheaper_by")
        batch_op.drop_column("replaces_id")

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_customers_merged_into_id_customers"), type_="foreignkey")
        batch_op.drop_index("ix_customers_phone")
        batch_op.drop_index(batch_op.f("ix_customers_merged_into_id"))
        batch_op.drop_column("erased_at")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("preferences")
        batch_op.drop_column("is_email_proven")

    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        batch_op.drop_column("reason")

    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_votes_open",
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_votes_order_id"))
        batch_op.drop_index(batch_op.f("ix_votes_line_id"))
        batch_op.drop_index(batch_op.f("ix_votes_fulfillment_id"))
        batch_op.drop_index(
            "ix_votes_ends",
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )

    op.drop_table("votes")
    op.drop_table("bag_sightings")
    with op.batch_alter_table("task_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_notes_task_id"))

    op.drop_table("task_notes")
    with op.batch_alter_table("interventions", schema=None) as batch_op:
        batch_op.drop_index("ix_interventions_store")
        batch_op.drop_index(batch_op.f("ix_interventions_fulfillment_id"))

    op.drop_table("interventions")
    with op.batch_alter_table("bag_walks", schema=None) as batch_op:
        batch_op.drop_index("ix_bag_walks_store_state")

    op.drop_table("bag_walks")
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_erasures_waiting",
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_erasures_customer_id"))

    op.drop_table("erasures")
    with op.batch_alter_table("customer_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_notes_customer_id"))

    op.drop_table("customer_notes")
    with op.batch_alter_table("customer_merges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_merges_into_id"))
        batch_op.drop_index(batch_op.f("ix_customer_merges_customer_id"))

    op.drop_table("customer_merges")
    op.drop_table("seals")
    op.drop_table("seal_keys")
    with op.batch_alter_table("evidence_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_files_sha256"))
        batch_op.drop_index(batch_op.f("ix_evidence_files_order_id"))

    op.drop_table("evidence_files")
    with op.batch_alter_table("consent_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_changes_address")

    op.drop_table("consent_changes")
