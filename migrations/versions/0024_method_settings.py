"""What a department sets of the method of its tender: rounds, minutes, quotes."""

import sqlalchemy as sa
from alembic import op

revision = "0024_method_settings"
down_revision = "0023_quoting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tender") as batch:
        batch.add_column(sa.Column("method_settings", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """The methods' defaults hold again."""
    with op.batch_alter_table("tender") as batch:
        batch.drop_column("method_settings")
