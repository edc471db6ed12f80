"""Reserved."""

revision = "0006_awards"
down_revision = "0005_requirements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
