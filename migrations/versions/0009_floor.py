"""What the floor needs: kits, totes, what was done without a network, practice."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from associate.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outage_packs",
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["stored_documents.id"],
            name=op.f("fk_outage_packs_document_id_stored_documents"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_outage_packs_store_id_stores")),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_outage_packs")),
    )
    op.create_table(
        "alert_choices",
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("off", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alert_choices_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_alert_choices")),
    )
    op.create_table(
        "kit_parts",
        sa.Column("kit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("units", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.CheckConstraint("kit_id <> part_id", name=op.f("ck_kit_parts_not_itself")),
        sa.CheckConstraint("units >= 1", name=op.f("ck_kit_parts_at_least_one")),
        sa.ForeignKeyConstraint(["kit_id"], ["variants.id"], name=op.f("fk_kit_parts_kit_id_variants")),
        sa.ForeignKeyConstraint(["part_id"], ["variants.id"], name=op.f("fk_kit_parts_part_id_variants")),
        sa.PrimaryKeyConstraint("kit_id", "part_id", name=op.f("pk_kit_parts")),
    )
    with op.batch_alter_table("kit_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kit_parts_part_id"), ["part_id"], unique=False)

    op.create_table(
        "lessons_passed",
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lesson", sa.String(length=20), nullable=False),
        sa.Column("passed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_lessons_passed_device_id_devices")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_lessons_passed_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", "lesson", name=op.f("pk_lessons_passed")),
    )
    op.create_table(
        "offline_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("command", sa.String(length=80), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("fulfillment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column(
            "fields",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(length=60), nullable=False),
        sa.Column(
            "fate",
            sa.Enum("applied", "conflict", "refused", name="fate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("changed_by", sa.String(length=60), nullable=False),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_offline_steps_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["fulfillment_id"], ["fulfillments.id"], name=op.f("fk_offline_steps_fulfillment_id_fulfillments")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_offline_steps_staff_id_staff")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_offline_steps_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_steps")),
        sa.UniqueConstraint("staff_id", "command", name=op.f("uq_offline_steps_staff_id_command")),
    )
    with op.batch_alter_table("offline_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offline_steps_fulfillment_id"), ["fulfillment_id"], unique=False)
        batch_op.create_index(
            "ix_offline_steps_open",
            ["store_id"],
            unique=False,
            postgresql_where=sa.text("settled_at IS NULL AND fate <> 'applied'"),
            sqlite_where=sa.text("settled_at IS NULL AND fate <> 'applied'"),
        )
        batch_op.create_index("ix_offline_steps_sent", ["staff_id", "sent_at"], unique=False)

    op.create_table(
        "outage_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fulfillment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "picked", "not_found", "handed_over", "stayed", name="happened", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("told", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("taken_by", sa.String(length=60), server_default="", nullable=False),
        sa.Column("done_by", sa.String(length=60), nullable=False),
        sa.Column("happened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("entered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "fate",
            sa.Enum("applied", "conflict", "refused", name="fate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=60), nullable=True),
        sa.Column("outcome", sa.String(length=20), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["fulfillment_id"],
            ["fulfillments.id"],
            name=op.f("fk_outage_entries_fulfillment_id_fulfillments"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_outage_entries_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_entries")),
    )
    with op.batch_alter_table("outage_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outage_entries_fulfillment_id"), ["fulfillment_id"], unique=False
        )
        batch_op.create_index("ix_outage_entries_store", ["store_id", "id"], unique=False)

    op.create_table(
        "batons",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fulfillment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("left_by", sa.String(length=60), nullable=False),
        sa.Column("left_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=60), server_default="", nullable=False),
        sa.Column("taken_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["fulfillment_id"], ["fulfillments.id"], name=op.f("fk_batons_fulfillment_id_fulfillments")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_batons_wave_id_waves")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batons")),
    )
    with op.batch_alter_table("batons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batons_fulfillment_id"), ["fulfillment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_batons_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "wave_cart",
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("units", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_wave_cart_variant_id_variants")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_wave_cart_wave_id_waves")),
        sa.PrimaryKeyConstraint("wave_id", "variant_id", name=op.f("pk_wave_cart")),
    )
    with op.batch_alter_table("wave_cart", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wave_cart_variant_id"), ["variant_id"], unique=False)

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "unsent",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("unsent_at", UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table("fulfillments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("passed_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("passed_by", sa.String(length=60), server_default="", nullable=False))

    with op.batch_alter_table("locations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone", sa.String(length=40), server_default="", nullable=False))

    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("kit_key", sa.String(length=80), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column(
                "kit_units",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "kit_share",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_order_lines_kit_id_variants"), "variants", ["kit_id"], ["id"]
        )

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

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("pick_mode", sa.String(length=10), server_default="totes", nullable=False)
        )

    with op.batch_alter_table("wave_orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_passed", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "mode",
                sa.Enum("totes", "batch", "zone", name="pickmode", native_enum=False, length=32),
                server_default="totes",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("zone", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("is_sorting", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("owned_at", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.drop_column("owned_at")
        batch_op.drop_column("is_sorting")
        batch_op.drop_column("zone")
        batch_op.drop_column("mode")

    with op.batch_alter_table("wave_orders", schema=None) as batch_op:
        batch_op.drop_column("is_passed")

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_column("pick_mode")

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("text_size")
        batch_op.drop_column("hand")

    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_order_lines_kit_id_variants"), type_="foreignkey")
        batch_op.drop_column("kit_share")
        batch_op.drop_column("kit_units")
        batch_op.drop_column("kit_key")
        batch_op.drop_column("kit_id")

    with op.batch_alter_table("locations", schema=None) as batch_op:
        batch_op.drop_column("zone")

    with op.batch_alter_table("fulfillments", schema=None) as batch_op:
        batch_op.drop_column("passed_by")
        batch_op.drop_column("passed_at")

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_column("unsent_at")
        batch_op.drop_column("unsent")

    with op.batch_alter_table("wave_cart", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wave_cart_variant_id"))

    op.drop_table("wave_cart")
    with op.batch_alter_table("batons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batons_wave_id"))
        batch_op.drop_index(batch_op.f("ix_batons_fulfillment_id"))

    op.drop_table("batons")
    with op.batch_alter_table("outage_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_outage_entries_store")
        batch_op.drop_index(batch_op.f("ix_outage_entries_fulfillment_id"))

    op.drop_table("outage_entries")
    with op.batch_alter_table("offline_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_offline_steps_sent")
        batch_op.drop_index(
            "ix_offline_steps_open",
            postgresql_where=sa.text("settled_at IS NULL AND fate <> 'applied'"),
            sqlite_where=sa.text("settled_at IS NULL AND fate <> 'applied'"),
        )
        batch_op.drop_index(batch_op.f("ix_offline_steps_fulfillment_id"))

    op.drop_table("offline_steps")
    op.drop_table("lessons_passed")
    with op.batch_alter_table("kit_parts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kit_parts_part_id"))

    op.drop_table("kit_parts")
    op.drop_table("alert_choices")
    op.drop_table("outage_packs")
