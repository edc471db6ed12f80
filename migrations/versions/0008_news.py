"""Reserved."""

revision = "0008_news"
down_revision = "0007_contracts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
