"""When the platform could be reached, and deadlines moved because it could not."""

revision = "0016_heartbeat"
down_revision = "0015_beacon"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
