"""Reserved."""

revision = "0003_standing"
down_revision = "0002_append_only"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
