"""Money that is kept back after the service: announced in the notice, a milestone of its own kind in the contract."""

import sqlalchemy as sa
from alembic import op

revision = "0012_retention"
down_revision = "0011_passkeys"
branch_labels = None
depends_on = None

KINDS = sa.Enum("SERVICE", "RETENTION", name="milestonekind", native_enum=False, length=16)
WHOLE = "(retention_percent = 0 AND retention_months = 0) OR (retention_percent > 0 AND retention_months > 0)"


def upgrade() -> None:
    with op.batch_alter_table("tender") as table:
        table.add_column(sa.Column("retention_percent", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("retention_months", sa.Integer(), nullable=False, server_default="0"))
        table.create_check_constraint("retention_whole", WHOLE)
    with op.batch_alter_table("milestone") as table:
        table.add_column(sa.Column("kind", KINDS, nullable=False, server_default="SERVICE"))
        table.add_column(sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("milestone") as table:
        table.drop_column("kept_until")
        table.drop_column("kind")
    with op.batch_alter_table("tender") as table:
        table.drop_constraint("retention_whole", type_="check")
        table.drop_column("retention_months")
        table.drop_column("retention_percent")
