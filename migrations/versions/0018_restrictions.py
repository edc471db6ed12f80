"""Reserved."""

revision = "0018_restrictions"
down_revision = "0017_regimes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
