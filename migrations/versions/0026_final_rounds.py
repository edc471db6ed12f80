"""A step of a tender may be held again, for others: one of them at a time is open."""

import sqlalchemy as sa
from alembic import op

revision = "0026_final_rounds"
down_revision = "0025_evaluator_release"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("round_step") as batch:
        batch.drop_constraint("uq_round_step_tender_id_name", type_="unique")
    op.create_index(
        "uq_round_step_tender_id",
        "round_step",
        ["tender_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    """Refused by the database where a step was held twice."""
    op.drop_index("uq_round_step_tender_id", "round_step")
    with op.batch_alter_table("round_step") as batch:
        batch.create_unique_constraint("uq_round_step_tender_id_name", ["tender_id", "name"])
