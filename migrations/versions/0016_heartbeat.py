"""When the platform could be reached, and deadlines moved because it could not."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0016_heartbeat"
down_revision = "0015_beacon"
branch_labels = None
depends_on = None

NODES = sa.Enum("WEB", "JOBS", name="node", native_enum=False, length=4)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("boot", sa.String(36), nullable=False),
        sa.Column("node", NODES, nullable=False),
        sa.Column("span", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ticks", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("boot", "node", "span", name="pk_heartbeat"),
    )
    op.create_index("ix_heartbeat_at", "heartbeat", ["at"])
    op.create_table(
        "deadline_extension",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("before", INSTANT, nullable=False),
        sa.Column("after", INSTANT, nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("recovered_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_deadline_extension_tender_id"),
        sa.PrimaryKeyConstraint("tender_id", name="pk_deadline_extension"),
    )
    with op.batch_alter_table("tender_amendment") as table:
        table.add_column(sa.Column("because", sa.JSON(), nullable=True))
    forbid_changes(op.get_bind(), "deadline_extension")


def downgrade() -> None:
    allow_changes(op.get_bind(), "deadline_extension")
    with op.batch_alter_table("tender_amendment") as table:
        table.drop_column("because")
    op.drop_table("deadline_extension")
    op.drop_index("ix_heartbeat_at", "heartbeat")
    op.drop_table("heartbeat")
