"""Reserved."""

revision = "0004_agencies"
down_revision = "0003_standing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
