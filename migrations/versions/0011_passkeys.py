"""Passkeys beside the app with codes, and the handle by which they name an account."""

import sqlalchemy as sa
from alembic import op

revision = "0011_passkeys"
down_revision = "0010_personal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_passkey_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_passkey_user_id_name")),
    )
    with op.batch_alter_table("user_account") as table:
        table.add_column(sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True))
        table.create_unique_constraint("uq_user_account_fs_webauthn_user_handle", ["fs_webauthn_user_handle"])


def downgrade() -> None:
    with op.batch_alter_table("user_account") as table:
        table.drop_constraint("uq_user_account_fs_webauthn_user_handle", type_="unique")
        table.drop_column("fs_webauthn_user_handle")
    op.drop_table("passkey")
