"""Reserved."""

revision = "0009_complaints"
down_revision = "0008_news"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
