"""Complaints: the filer's contact in a table of its own; letters, files, decisions and publications written once."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0009_complaints"
down_revision = "0008_news"
branch_labels = None
depends_on = None

WRITE_ONCE = ("complaint_entry", "complaint_file", "complaint_decision", "complaint_publication")


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "RECEIVED",
                "SUPPLEMENT_ASKED",
                "TAKEN",
                "STATEMENT_ASKED",
                "DECIDED",
                "PUBLISHED",
                "NOT_ACCEPTED",
                "TRANSFERRED",
                "WITHDRAWN",
                name="complaintstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "TENDER", "CLAUSE", "DEPARTMENT", "AGENCY", "POLICY", name="subjectkind", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column("tender_id", sa.Integer(), nullable=True),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.Column("respondent_buys", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.String(length=1000), nullable=False),
        sa.Column("policy_title", sa.String(length=200), nullable=False),
        sa.Column("policy_number", sa.String(length=200), nullable=False),
        sa.Column("policy_issuer", sa.String(length=200), nullable=False),
        sa.Column("policy_link", sa.String(length=500), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("facts", sa.String(length=4000), nullable=False),
        sa.Column("reasons", sa.String(length=4000), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("reported_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("elsewhere", sa.String(length=4000), nullable=False),
        sa.Column(
            "anonymity",
            sa.Enum("ANONYMOUS", "CONFIDENTIAL", "NAMED", name="anonymity", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("complete_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("statement_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind = 'POLICY' OR respondent_id IS NOT NULL", name=op.f("ck_complaint_somebody_answers")),
        sa.ForeignKeyConstraint(["officer_id"], ["user_account.id"], name=op.f("fk_complaint_officer_id")),
        sa.ForeignKeyConstraint(["respondent_id"], ["organisation.id"], name=op.f("fk_complaint_respondent_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_complaint_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("ref", name=op.f("uq_complaint_ref")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index("ix_complaint_published_at", ["published_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_respondent_id"), ["respondent_id"], unique=False)
        batch_op.create_index("ix_complaint_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "complaint_contact",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_contact_complaint_id")),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_contact")),
    )
    op.create_table(
        "complaint_decision",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome", sa.Enum("FOUNDED", "UNFOUNDED", name="outcome", native_enum=False, length=16), nullable=False
        ),
        sa.Column("facts", sa.String(length=4000), nullable=False),
        sa.Column("reasoning", sa.String(length=4000), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("measures", sa.String(length=4000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_decision_complaint_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_complaint_decision_decided_by")),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_decision")),
    )
    op.create_table(
        "complaint_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "SUPPLEMENT_REQUEST",
                "SUPPLEMENT",
                "STATEMENT_REQUEST",
                "STATEMENT",
                "NOT_ACCEPTED",
                "TRANSFERRED",
                "WITHHELD",
                name="entrykind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_entry_complaint_id")),
        sa.ForeignKeyConstraint(["written_by"], ["user_account.id"], name=op.f("fk_complaint_entry_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_entry")),
    )
    with op.batch_alter_table("complaint_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_entry_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "complaint_publication",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=1000), nullable=False),
        sa.Column("facts", sa.String(length=8000), nullable=False),
        sa.Column("reasoning", sa.String(length=8000), nullable=False),
        sa.Column("measures", sa.String(length=8000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_publication_complaint_id")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["user_account.id"], name=op.f("fk_complaint_publication_published_by")
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_publication")),
    )
    op.create_table(
        "complaint_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("is_respondents", sa.Boolean(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_complaint_file_not_empty")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_file_complaint_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["complaint_entry.id"], name=op.f("fk_complaint_file_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_complaint_file_ref")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_complaint_file_storage_key")),
    )
    with op.batch_alter_table("complaint_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_file_complaint_id"), ["complaint_id"], unique=False)
    for table in WRITE_ONCE:
        forbid_changes(op.get_bind(), table)


def downgrade() -> None:
    for table in WRITE_ONCE:
        allow_changes(op.get_bind(), table)
    with op.batch_alter_table("complaint_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_file_complaint_id"))

    op.drop_table("complaint_file")
    op.drop_table("complaint_publication")
    with op.batch_alter_table("complaint_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_entry_complaint_id"))

    op.drop_table("complaint_entry")
    op.drop_table("complaint_decision")
    op.drop_table("complaint_contact")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_tender_id"))
        batch_op.drop_index("ix_complaint_state_due_at")
        batch_op.drop_index(batch_op.f("ix_complaint_respondent_id"))
        batch_op.drop_index("ix_complaint_published_at")

    op.drop_table("complaint")
