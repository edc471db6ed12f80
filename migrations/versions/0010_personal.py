"""An account that its owner closed for good, and until when a procurement file still needs the name."""

import sqlalchemy as sa
from alembic import op

revision = "0010_personal"
down_revision = "0009_complaints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user_account") as table:
        table.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("name_due_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_user_account_name_due_at", ["name_due_at"])


def downgrade() -> None:
    with op.batch_alter_table("user_account") as table:
        table.drop_index("ix_user_account_name_due_at")
        table.drop_column("name_due_at")
        table.drop_column("erased_at")
