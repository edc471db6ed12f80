"""Reserved."""

revision = "0005_requirements"
down_revision = "0004_agencies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
