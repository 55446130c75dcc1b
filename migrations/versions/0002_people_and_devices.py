"""People, devices, messages and settings."""

import re
import unicodedata
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from associate.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


ORDER_COLUMNS = ("id", "number", "first_name", "last_name", "pickup_person", "email", "phone")


def upgrade() -> None:
    op.create_table(
        "beats",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_beats")),
    )
    op.create_table(
        "consents",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("medium", sa.String(length=20), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", "medium", name=op.f("pk_consents")),
    )
    op.create_table(
        "tries",
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("began_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("who", "seconds", name=op.f("pk_tries")),
    )
    with op.batch_alter_table("tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tries_began_at"), ["began_at"], unique=False)

    op.create_table(
        "devices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("tablet", "phone", name="devicekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("enrolled_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("enrolled_by", sa.String(length=60), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("wiped_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_devices_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_devices_token_hash")),
    )
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_devices_store_id"), ["store_id"], unique=False)

    op.create_table(
        "message_texts",
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_message_texts_store_id_stores")),
        sa.PrimaryKeyConstraint("store_id", "kind", "medium", "locale", name=op.f("pk_message_texts")),
    )
    op.create_table(
        "reasons",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "family",
            sa.Enum("short", "refusal", "cancel", "override", name="family", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("effect", sa.String(length=20), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_reasons_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reasons")),
        sa.UniqueConstraint("store_id", "family", "code", name=op.f("uq_reasons_store_id_family_code")),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permission", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("given_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_approvals_device_id_devices")),
        sa.ForeignKeyConstraint(["given_by_id"], ["staff.id"], name=op.f("fk_approvals_given_by_id_staff")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_approvals_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_table(
        "enrollment_codes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("tablet", "phone", name="devicekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_enrollment_codes_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_enrollment_codes_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollment_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_enrollment_codes_code_hash")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("credential_id", sa.String(length=400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_passkeys_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkeys_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "pin_tries",
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("misses", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locked_until", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_pin_tries_device_id_devices")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_pin_tries_staff_id_staff")),
        sa.PrimaryKeyConstraint("device_id", "staff_id", name=op.f("pk_pin_tries")),
    )
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_hash", sa.String(length=64), nullable=False),
        sa.Column("p256dh", sa.String(length=120), nullable=False),
        sa.Column("auth", sa.String(length=60), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_push_subscriptions_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_push_subscriptions_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_subscriptions_endpoint_hash")),
    )
    with op.batch_alter_table("push_subscriptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_subscriptions_device_id"), ["device_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_push_subscriptions_staff_id"), ["staff_id"], unique=False)

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
    with op.batch_alter_table("search_keys", schema=None) as batch_op:
        batch_op.create_index("ix_search_keys_key", ["key", "order_id"], unique=False)

    op.create_table(
        "shifts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("began_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_shifts_staff_id_staff")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_shifts_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.create_index("ix_shifts_store", ["store_id", "ended_at"], unique=False)
        batch_op.create_index(
            "uq_shifts_open",
            ["staff_id"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "welcome_links",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_welcome_links_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcome_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_welcome_links_token_hash")),
    )
    with op.batch_alter_table("welcome_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_welcome_links_staff_id"), ["staff_id"], unique=False)

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nonce", sa.String(length=32), server_default="", nullable=False))

    with op.batch_alter_table("fulfillments", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "extensions",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.create_index("ix_fulfillments_hold", ["state", "hold_until", "id"], unique=False)

    with op.batch_alter_table("locations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_by", sa.String(length=10), server_default="", nullable=False))
        batch_op.create_index("ix_orders_placed", ["placed_at", "id"], unique=False)
        batch_op.create_index(
            "ix_orders_waiting",
            ["placed_at", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pin_hash", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("locale", sa.String(length=10), server_default="", nullable=False))

    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("begun_by", sa.String(length=10), server_default="password", nullable=False)
        )
        batch_op.add_column(sa.Column("used_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_staff_sessions_device_id"), ["device_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_staff_sessions_device_id_devices"), "devices", ["device_id"], ["id"]
        )

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "extend_days",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="3",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "remind_hours",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="24",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("remind_last_day", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.add_column(sa.Column("quiet_from", sa.Time(), server_default="21:00:00", nullable=False))
        batch_op.add_column(sa.Column("quiet_until", sa.Time(), server_default="08:00:00", nullable=False))
        batch_op.add_column(
            sa.Column(
                "messages_by",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                server_default='["email"]',
                nullable=False,
            )
        )
    _write_search_keys()
    _ask_about_held_units()


def _fold(text):
    plain = unicodedata.normalize("NFKD", " ".join((text or "").split()))
    return "".join(c for c in plain if not unicodedata.combining(c) and c.isprintable()).casefold()


def _words(text):
    return [word for part in _fold(text).split() if (word := part.strip(".,;'’\"()-"))]


def _keys(order, skus):
    number, digits = _fold(order.number), re.sub(r"\D", "", order.phone or "")
    names = {w for name in (order.first_name, order.last_name, order.pickup_person) for w in _words(name)}
    keys = {f"n:{number}", f"r:{number[::-1]}", *(f"w:{name}" for name in names)}
    keys |= {f"s:{_fold(sku)}" for sku in skus}
    keys |= {f"e:{_fold(order.email)}"} if order.email else set()
    return sorted(key[:320] for key in keys | ({f"p:{digits[::-1]}"} if digits else set()))


def _write_search_keys():
    """Orders that are there already are found from now on by their keys, a thousand at a time."""
    connection, done = op.get_bind(), 0
    orders = sa.table("orders", *map(sa.column, ORDER_COLUMNS))
    lines = sa.table("order_lines", sa.column("order_id"), sa.column("sku"))
    kept = sa.table("search_keys", sa.column("order_id"), sa.column("key"))
    find = sa.select(orders).order_by(orders.c.id).limit(1000)
    while chunk := connection.execute(find.where(orders.c.id > done)).all():
        last = chunk[-1].id
        skus = {}
        within = sa.select(lines).where(lines.c.order_id > done, lines.c.order_id <= last, lines.c.sku != "")
        for order_id, sku in connection.execute(within):
            skus.setdefault(order_id, set()).add(sku)
        rows = [{"order_id": o.id, "key": key} for o in chunk for key in _keys(o, skus.get(o.id, ()))]
        connection.execute(sa.insert(kept), rows)
        done = last


def _ask_about_held_units():
    """Units that a short held as damaged had nothing that freed them: each level of such gets its task."""
    connection = op.get_bind()
    facts = sa.column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"))
    moved = sa.table("movements", *map(sa.column, ("level_id", "bucket", "quantity", "kind", "cause")))
    levels = sa.table("stock_levels", *map(sa.column, ("id", "store_id", "variant_id", "held")))
    variants = sa.table("variants", sa.column("id"), sa.column("sku"))
    at = (sa.column("created_at", UtcDateTime()), sa.column("outcome"))
    tasks = sa.table("tasks", *map(sa.column, ("kind", "key", "store_id", "about")), facts, *at)
    short = sa.select(moved.c.level_id, sa.func.sum(moved.c.quantity).label("units")).where(
        moved.c.bucket == "held", moved.c.kind == "held", moved.c.cause.like("short:%")
    )
    held = short.group_by(moved.c.level_id).subquery()
    find = sa.select(levels, variants.c.sku, held.c.units).join_from(
        held, levels, levels.c.id == held.c.level_id
    )
    for row in connection.execute(find.join(variants, variants.c.id == levels.c.variant_id)).all():
        told = {"level_id": row.id, "variant_id": row.variant_id, "sku": row.sku, "units": int(row.units)}
        task = {"kind": "damaged_held", "key": f"damaged_held:level:{row.id}", "store_id": row.store_id}
        known = {"about": f"level:{row.id}", "facts": told, "created_at": datetime.now(UTC), "outcome": ""}
        connection.execute(sa.insert(tasks).values({**task, **known}))


def downgrade() -> None:
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_column("messages_by")
        batch_op.drop_column("quiet_until")
        batch_op.drop_column("quiet_from")
        batch_op.drop_column("remind_last_day")
        batch_op.drop_column("remind_hours")
        batch_op.drop_column("extend_days")

    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_staff_sessions_device_id_devices"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_staff_sessions_device_id"))
        batch_op.drop_column("used_at")
        batch_op.drop_column("begun_by")
        batch_op.drop_column("device_id")

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("locale")
        batch_op.drop_column("pin_hash")

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_orders_waiting",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_orders_placed")
        batch_op.drop_column("message_by")

    with op.batch_alter_table("locations", schema=None) as batch_op:
        batch_op.drop_column("is_active")

    with op.batch_alter_table("fulfillments", schema=None) as batch_op:
        batch_op.drop_index("ix_fulfillments_hold")
        batch_op.drop_column("extensions")

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_column("nonce")

    with op.batch_alter_table("welcome_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_welcome_links_staff_id"))

    op.drop_table("welcome_links")
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shifts_open",
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_shifts_store")

    op.drop_table("shifts")
    with op.batch_alter_table("search_keys", schema=None) as batch_op:
        batch_op.drop_index("ix_search_keys_key")

    op.drop_table("search_keys")
    with op.batch_alter_table("push_subscriptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_push_subscriptions_staff_id"))
        batch_op.drop_index(batch_op.f("ix_push_subscriptions_device_id"))

    op.drop_table("push_subscriptions")
    op.drop_table("pin_tries")
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkeys_staff_id"))

    op.drop_table("passkeys")
    op.drop_table("enrollment_codes")
    op.drop_table("approvals")
    op.drop_table("reasons")
    op.drop_table("message_texts")
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_devices_store_id"))

    op.drop_table("devices")
    with op.batch_alter_table("tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tries_began_at"))

    op.drop_table("tries")
    op.drop_table("consents")
    op.drop_table("beats")
