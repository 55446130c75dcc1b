"""Parcels: boxes, labels, manifests, tracking."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from associate.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waves",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("last_scan_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("hand_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("hand_code", sa.String(length=200), nullable=False),
        sa.Column("hand_mark", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["hand_line_id"], ["fulfillment_lines.id"], name=op.f("fk_waves_hand_line_id_fulfillment_lines")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_waves_owner_id_staff")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_waves_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
        sa.UniqueConstraint("number", name=op.f("uq_waves_number")),
    )
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.create_index(
            "ix_waves_open",
            ["store_id", "id"],
            unique=False,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "wave_orders",
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fulfillment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.ForeignKeyConstraint(
            ["fulfillment_id"], ["fulfillments.id"], name=op.f("fk_wave_orders_fulfillment_id_fulfillments")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_wave_orders_wave_id_waves")),
        sa.PrimaryKeyConstraint("wave_id", "fulfillment_id", name=op.f("pk_wave_orders")),
    )
    with op.batch_alter_table("wave_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wave_orders_fulfillment_id"), ["fulfillment_id"], unique=False)

    op.create_table(
        "boxes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("inner_length_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("inner_width_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("inner_height_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outer_length_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outer_width_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outer_height_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weight_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("max_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_mailer", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boxes")),
        sa.UniqueConstraint("code", name=op.f("uq_boxes_code")),
    )
    op.create_table(
        "stored_documents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("media", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_documents")),
    )
    with op.batch_alter_table("stored_documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_documents_about"), ["about"], unique=False)

    op.create_table(
        "carrier_accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=60), nullable=False),
        sa.Column("has_forms", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_carrier_accounts_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_accounts")),
        sa.UniqueConstraint("key", name=op.f("uq_carrier_accounts_key")),
    )
    op.create_table(
        "manifests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("carrier", sa.String(length=80), nullable=False),
        sa.Column("ship_date", sa.Date(), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=60), nullable=False),
        sa.Column("form_ref", sa.String(length=120), nullable=False),
        sa.Column("form_document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("handed_off_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("handed_off_by", sa.String(length=60), nullable=True),
        sa.Column("driver", sa.String(length=80), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["carrier_accounts.id"], name=op.f("fk_manifests_account_id_carrier_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["form_document_id"],
            ["stored_documents.id"],
            name=op.f("fk_manifests_form_document_id_stored_documents"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_manifests_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifests")),
        sa.UniqueConstraint("number", name=op.f("uq_manifests_number")),
    )
    with op.batch_alter_table("manifests", schema=None) as batch_op:
        batch_op.create_index("ix_manifests_store", ["store_id", "ship_date", "id"], unique=False)
        batch_op.create_index(
            "ix_manifests_waiting",
            ["ship_date", "id"],
            unique=False,
            postgresql_where=sa.text("handed_off_at IS NULL"),
            sqlite_where=sa.text("handed_off_at IS NULL"),
        )

    op.create_table(
        "parcels",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=70), nullable=False),
        sa.Column("fulfillment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                "labeled",
                "manifested",
                "shipped",
                "delivered",
                "canceled",
                name="parcelstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("state_since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("box_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("length_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("width_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("height_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("weight_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_weighed", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shown_status", sa.String(length=30), nullable=False),
        sa.Column("shown_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["box_id"], ["boxes.id"], name=op.f("fk_parcels_box_id_boxes")),
        sa.ForeignKeyConstraint(
            ["fulfillment_id"], ["fulfillments.id"], name=op.f("fk_parcels_fulfillment_id_fulfillments")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_parcels_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint("fulfillment_id", "sequence", name=op.f("uq_parcels_fulfillment_id_sequence")),
        sa.UniqueConstraint("number", name=op.f("uq_parcels_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_parcels_uid")),
    )
    with op.batch_alter_table("parcels", schema=None) as batch_op:
        batch_op.create_index("ix_parcels_store_state", ["store_id", "state", "id"], unique=False)

    op.create_table(
        "labels",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=60), nullable=False),
        sa.Column("tracking_number", sa.String(length=60), nullable=False),
        sa.Column("tracking_url", sa.String(length=500), nullable=False),
        sa.Column("carrier_ref", sa.String(length=120), nullable=False),
        sa.Column("shipment_ref", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("drawing", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("voidable_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "void",
            sa.Enum("", "asked", "pending", "done", "refused", name="void", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("void_words", sa.String(length=500), nullable=False),
        sa.Column("voided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("tracked_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["carrier_accounts.id"], name=op.f("fk_labels_account_id_carrier_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["stored_documents.id"], name=op.f("fk_labels_document_id_stored_documents")
        ),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_labels_parcel_id_parcels")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
    )
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_labels_parcel_id"), ["parcel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_labels_tracking_number"), ["tracking_number"], unique=False)
        batch_op.create_index(
            "uq_labels_live",
            ["parcel_id"],
            unique=True,
            postgresql_where=sa.text("voided_at IS NULL"),
            sqlite_where=sa.text("voided_at IS NULL"),
        )

    op.create_table(
        "parcel_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "fulfillment_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_parcel_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["fulfillment_line_id"],
            ["fulfillment_lines.id"],
            name=op.f("fk_parcel_lines_fulfillment_line_id_fulfillment_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_lines_parcel_id_parcels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_lines")),
        sa.UniqueConstraint(
            "parcel_id", "fulfillment_line_id", name=op.f("uq_parcel_lines_parcel_id_fulfillment_line_id")
        ),
    )
    with op.batch_alter_table("parcel_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_parcel_lines_fulfillment_line_id"), ["fulfillment_line_id"], unique=False
        )

    op.create_table(
        "carrier_calls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "verb",
            sa.Enum("rates", "buy", "void", "form", name="verb", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("attempt", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("label_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("manifest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("request", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("pending", "done", "refused", "stuck", name="callstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("next_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rounds", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("result", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["carrier_accounts.id"], name=op.f("fk_carrier_calls_account_id_carrier_accounts")
        ),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"], name=op.f("fk_carrier_calls_label_id_labels")),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifests.id"], name=op.f("fk_carrier_calls_manifest_id_manifests")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_carrier_calls_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_carrier_calls_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_calls")),
        sa.UniqueConstraint("key", name=op.f("uq_carrier_calls_key")),
    )
    with op.batch_alter_table("carrier_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carrier_calls_parcel_id"), ["parcel_id"], unique=False)
        batch_op.create_index(
            "ix_carrier_calls_pending",
            ["next_at", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "uq_carrier_calls_buy",
            ["parcel_id", "attempt"],
            unique=True,
            postgresql_where=sa.text("verb = 'buy'"),
            sqlite_where=sa.text("verb = 'buy'"),
        )

    op.create_table(
        "carrier_news",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dedupe_key", sa.String(length=64), nullable=False),
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
            ["account_id"], ["carrier_accounts.id"], name=op.f("fk_carrier_news_account_id_carrier_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_news")),
        sa.UniqueConstraint("account_id", "dedupe_key", name=op.f("uq_carrier_news_account_id_dedupe_key")),
    )
    with op.batch_alter_table("carrier_news", schema=None) as batch_op:
        batch_op.create_index(
            "ix_carrier_news_pending",
            ["next_at", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index("ix_carrier_news_received", ["received_at"], unique=False)

    op.create_table(
        "manifest_parcels",
        sa.Column("manifest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scanned_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("scanned_by", sa.String(length=60), nullable=True),
        sa.Column("gone_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["label_id"], ["labels.id"], name=op.f("fk_manifest_parcels_label_id_labels")
        ),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifests.id"], name=op.f("fk_manifest_parcels_manifest_id_manifests")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_manifest_parcels_parcel_id_parcels")
        ),
        sa.PrimaryKeyConstraint("manifest_id", "parcel_id", name=op.f("pk_manifest_parcels")),
        sa.UniqueConstraint("label_id", name=op.f("uq_manifest_parcels_label_id")),
        sa.UniqueConstraint("parcel_id", name=op.f("uq_manifest_parcels_parcel_id")),
    )
    op.create_table(
        "tracking_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pre_transit",
                "accepted",
                "in_transit",
                "out_for_delivery",
                "available_for_pickup",
                "delivered",
                "exception",
                "returned",
                "canceled",
                "unknown",
                name="trackingstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("heard_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"], name=op.f("fk_tracking_events_label_id_labels")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracking_events")),
        sa.UniqueConstraint("label_id", "event_id", name=op.f("uq_tracking_events_label_id_event_id")),
    )
    with op.batch_alter_table("tracking_events", schema=None) as batch_op:
        batch_op.create_index("ix_tracking_events_latest", ["label_id", "at", "id"], unique=False)

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("label_format", sa.String(length=4), server_default="pdf", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "label_dpi",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="203",
                nullable=False,
            )
        )

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_gift", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("gift_note", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_fragile", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("is_foldable", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("hazmat", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("pack_note", sa.String(length=200), server_default="", nullable=False))

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paper", sa.String(length=10), server_default="a4", nullable=False))
        batch_op.add_column(sa.Column("region", sa.String(length=40), server_default="", nullable=False))

    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("length_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("width_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("height_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.drop_column("height_mm")
        batch_op.drop_column("width_mm")
        batch_op.drop_column("length_mm")

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_column("region")
        batch_op.drop_column("paper")

    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_column("pack_note")
        batch_op.drop_column("hazmat")
        batch_op.drop_column("is_foldable")
        batch_op.drop_column("is_fragile")

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_column("gift_note")
        batch_op.drop_column("is_gift")

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_column("label_dpi")
        batch_op.drop_column("label_format")

    with op.batch_alter_table("tracking_events", schema=None) as batch_op:
        batch_op.drop_index("ix_tracking_events_latest")

    op.drop_table("tracking_events")
    op.drop_table("manifest_parcels")
    with op.batch_alter_table("carrier_news", schema=None) as batch_op:
        batch_op.drop_index("ix_carrier_news_received")
        batch_op.drop_index(
            "ix_carrier_news_pending",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )

    op.drop_table("carrier_news")
    with op.batch_alter_table("carrier_calls", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_carrier_calls_buy",
            postgresql_where=sa.text("verb = 'buy'"),
            sqlite_where=sa.text("verb = 'buy'"),
        )
        batch_op.drop_index(
            "ix_carrier_calls_pending",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(batch_op.f("ix_carrier_calls_parcel_id"))

    op.drop_table("carrier_calls")
    with op.batch_alter_table("parcel_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parcel_lines_fulfillment_line_id"))

    op.drop_table("parcel_lines")
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_labels_live",
            postgresql_where=sa.text("voided_at IS NULL"),
            sqlite_where=sa.text("voided_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_labels_tracking_number"))
        batch_op.drop_index(batch_op.f("ix_labels_parcel_id"))

    op.drop_table("labels")
    with op.batch_alter_table("parcels", schema=None) as batch_op:
        batch_op.drop_index("ix_parcels_store_state")

    op.drop_table("parcels")
    with op.batch_alter_table("manifests", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_manifests_waiting",
            postgresql_where=sa.text("handed_off_at IS NULL"),
            sqlite_where=sa.text("handed_off_at IS NULL"),
        )
        batch_op.drop_index("ix_manifests_store")

    op.drop_table("manifests")
    op.drop_table("carrier_accounts")
    with op.batch_alter_table("stored_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_documents_about"))

    op.drop_table("stored_documents")
    op.drop_table("boxes")
    with op.batch_alter_table("wave_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wave_orders_fulfillment_id"))

    op.drop_table("wave_orders")
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_waves_open",
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("waves")
