"""What an agency is: statements on its services, certificates, practitioners, commitments, and leaving the market."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0004_agencies"
down_revision = "0003_standing"
branch_labels = None
depends_on = None


PRICE_MODE = sa.Enum("MARKET", "GUIDED", "FIXED", name="pricemode", native_enum=False, length=16)
GRADE = sa.Enum("UNGRADED", "C", "B", "A", "COMPREHENSIVE", name="grade", native_enum=False, length=16)
COMMITMENT = sa.Enum(
    "TAX_AND_INSURANCE", "NO_SERIOUS_OFFENCE", "ABILITY", name="commitmentkind", native_enum=False, length=32
)


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch:
        batch.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("is_for_departments", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("offered_service") as batch:
        batch.add_column(sa.Column("promised_days", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("price_mode", PRICE_MODE, nullable=True))
        batch.add_column(sa.Column("price_from", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("price_to", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("price_text", sa.String(length=500), nullable=False, server_default=""))
        batch.add_column(sa.Column("conditions", sa.String(length=1000), nullable=False, server_default=""))
        batch.add_column(sa.Column("flow", sa.String(length=1000), nullable=False, server_default=""))
        batch.create_check_constraint(
            op.f("ck_offered_service_promise_positive"), "promised_days IS NULL OR promised_days > 0"
        )
        batch.create_check_constraint(
            op.f("ck_offered_service_price_not_negative"), "price_from IS NULL OR price_from >= 0"
        )
        batch.create_check_constraint(
            op.f("ck_offered_service_price_in_order"), "price_to IS NULL OR price_to >= price_from"
        )
    op.create_table(
        "qualification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("grade", GRADE, nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("taken_off_on", sa.Date(), nullable=True),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_qualification_days_in_order")),
        sa.ForeignKeyConstraint(["added_by"], ["user_account.id"], name=op.f("fk_qualification_added_by")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_qualification_document_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_qualification_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
        sa.UniqueConstraint("ref", name=op.f("uq_qualification_ref")),
    )
    op.create_index("ix_qualification_organisation_id_name", "qualification", ["organisation_id", "name"])
    op.create_index(op.f("ix_qualification_next_check_at"), "qualification", ["next_check_at"])
    op.create_table(
        "practitioner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("certificate", sa.String(length=300), nullable=False),
        sa.Column("registration_number", sa.String(length=80), nullable=False),
        sa.Column("id_digest", sa.String(length=64), nullable=False),
        sa.Column("id_ending", sa.String(length=4), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("active_to IS NULL OR active_to >= active_from", name=op.f("ck_practitioner_days_in_order")),
        sa.ForeignKeyConstraint(["added_by"], ["user_account.id"], name=op.f("fk_practitioner_added_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_practitioner_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practitioner")),
        sa.UniqueConstraint("ref", name=op.f("uq_practitioner_ref")),
    )
    op.create_index("ix_practitioner_organisation_id_certificate", "practitioner", ["organisation_id", "certificate"])
    op.create_table(
        "signed_commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", COMMITMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_zh", sa.String(length=1000), nullable=False),
        sa.Column("text_en", sa.String(length=1000), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_signed_commitment_organisation_id")
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["user_account.id"], name=op.f("fk_signed_commitment_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_commitment")),
        sa.UniqueConstraint(
            "organisation_id", "kind", "version", name=op.f("uq_signed_commitment_organisation_id_kind_version")
        ),
    )
    forbid_changes(op.get_bind(), "signed_commitment")


def downgrade() -> None:
    allow_changes(op.get_bind(), "signed_commitment")
    op.drop_table("signed_commitment")
    op.drop_index("ix_practitioner_organisation_id_certificate", table_name="practitioner")
    op.drop_table("practitioner")
    op.drop_index(op.f("ix_qualification_next_check_at"), table_name="qualification")
    op.drop_index("ix_qualification_organisation_id_name", table_name="qualification")
    op.drop_table("qualification")
    with op.batch_alter_table("offered_service") as batch:
        batch.drop_constraint(op.f("ck_offered_service_price_in_order"), type_="check")
        batch.drop_constraint(op.f("ck_offered_service_price_not_negative"), type_="check")
        batch.drop_constraint(op.f("ck_offered_service_promise_positive"), type_="check")
        for column in ("flow", "conditions", "price_text", "price_to", "price_from", "price_mode", "promised_days"):
            batch.drop_column(column)
    with op.batch_alter_table("document") as batch:
        batch.drop_column("is_for_departments")
    with op.batch_alter_table("organisation") as batch:
        batch.drop_column("withdrawn_at")
