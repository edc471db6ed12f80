"""Reserved."""

revision = "0007_contracts"
down_revision = "0006_awards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
