"""News as facts: a notice names its kind and what it says, so that each reader has it in their language.

No operation has written a notice before this revision, so none is carried over. `muted_topic` holds the topics about
which a person wants no mail.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_news"
down_revision = "0007_contracts"
branch_labels = None
depends_on = None

UNREAD = sa.text("read_at IS NULL")
TOPICS = ("REGISTRATION", "BIDDING", "PURCHASING", "CONTRACTS", "PAYMENTS", "RATINGS")


def upgrade() -> None:
    op.execute("DELETE FROM notice")
    with op.batch_alter_table("notice") as notice:
        notice.drop_column("text")
        notice.drop_column("path")
        notice.add_column(sa.Column("kind", sa.String(40), nullable=False))
        notice.add_column(sa.Column("cause", sa.String(80), nullable=False))
        notice.add_column(sa.Column("facts", sa.JSON(), nullable=False))
        notice.create_unique_constraint(op.f("uq_notice_cause_user_id"), ["cause", "user_id"])
        notice.create_index("ix_notice_unread", ["user_id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_table(
        "muted_topic",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Enum(*TOPICS, name="topic", native_enum=False, length=20), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_muted_topic_user_id")),
        sa.PrimaryKeyConstraint("user_id", "topic", name=op.f("pk_muted_topic")),
    )


def downgrade() -> None:
    op.drop_table("muted_topic")
    op.execute("DELETE FROM notice")
    with op.batch_alter_table("notice") as notice:
        notice.drop_index("ix_notice_unread")
        notice.drop_constraint(op.f("uq_notice_cause_user_id"), type_="unique")
        notice.drop_column("facts")
        notice.drop_column("cause")
        notice.drop_column("kind")
        notice.add_column(sa.Column("path", sa.String(200), nullable=False))
        notice.add_column(sa.Column("text", sa.JSON(), nullable=False))
