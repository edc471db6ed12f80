"""The project a service belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0027_projects"
down_revision = "0026_final_rounds"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Which project a tender names, and who works on it; nothing that was published before names one."""
    op.add_column("tender", sa.Column("project_code", sa.String(40), server_default="", nullable=False))
    op.add_column("tender", sa.Column("project_name", sa.String(200), server_default="", nullable=False))
    op.create_index("ix_tender_project_code", "tender", ["project_code"])
    op.create_table(
        "project_work",
        sa.Column("contract", sa.String(16), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_project_work_tender_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["organisation.id"], name="fk_project_work_agency_id"),
        sa.PrimaryKeyConstraint("contract", name="pk_project_work"),
    )
    op.create_index("ix_project_work_tender_id", "project_work", ["tender_id"])
    op.create_index("ix_project_work_agency_id", "project_work", ["agency_id"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("project_work")
    op.drop_index("ix_tender_project_code", "tender")
    op.drop_column("tender", "project_name")
    op.drop_column("tender", "project_code")
