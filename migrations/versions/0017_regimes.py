"""Reserved for regimes."""

revision = "0017_regimes"
down_revision = "0016_heartbeat"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
