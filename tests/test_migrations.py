"""The numbered revisions make exactly the tables of the models, on both databases, and can be taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from marketplace.app import MIGRATIONS, create_app
from marketplace.blueprints.web.work import EXTENSION
from marketplace.config import Mode, Settings, make_keys
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState
from marketplace.domain.contracts.models import Contract
from marketplace.kernel.database import Base
from marketplace.kernel.entropy import SeededEntropy
from tests.clock import HandClock
from tests.databases import Template
from tests.domain.market import PRICES, Market

WRITE_ONCE = {
    "journal",
    "bid_envelope",
    "bid_commitment",
    "closing_head",
    "selection",
    "budget_entry",
    "score_sheet",
    "consensus_sheet",
    "consensus_confirmation",
    "evaluator_release",
    "conflict_declaration",
    "sealed_file",
    "signed_commitment",
    "complaint_entry",
    "deadline_extension",
    "deadline_move",
    "question_asker",
    "complaint_file",
    "complaint_decision",
    "complaint_publication",
    "contract_record",
    "tender_policy",
    "key_share",
    "opening_record",
    "beacon_round",
    "round_entry",
    "tender_leaf",
    "closed_tree",
    "log_entry",
    "checkpoint",
    "checkpoint_stamp",
    "shortlist",
    "regime_entry",
}


@pytest.fixture(params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    template: Template = request.getfixturevalue(f"{request.param}_template")
    with template.fresh("empty") as url:
        app = made(url, tmp_path)
        yield app
        app.extensions[EXTENSION].providers.engine.dispose()


def made(url: str, folder: Path) -> Flask:
    return create_app(
        Settings(
            instance=folder,
            keys=make_keys(folder / "keys", SeededEntropy("keys")),
            mode=Mode.TEST,
            database_url=url,
            base_url="http://localhost",
            mail_url="folder:",
            mail_from="Market <no-reply@market.example>",
        )
    )


def test_the_revisions_make_the_models_tables_and_nothing_else(app: Flask) -> None:
    with app.app_context():
        upgrade(MIGRATIONS)
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        for table in sorted(WRITE_ONCE):
            refused = connection.execute(text(trigger_of(engine.dialect.name)), {"table": table}).scalar()
            assert refused, f"{table} may be changed"
    with app.app_context():
        downgrade(MIGRATIONS, revision="base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def trigger_of(dialect: str) -> str:
    if dialect == "sqlite":
        return "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    return "SELECT COUNT(*) FROM information_schema.triggers WHERE event_object_table = :table"


def test_awards_and_contracts_survive_the_rebuilding_of_their_tables(app: Flask) -> None:
    with app.app_context():
        upgrade(MIGRATIONS)
    clock = HandClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    market = Market(replace(app.extensions[EXTENSION].providers, clock=clock), clock).build()
    contract = market.signed()
    with app.app_context():
        downgrade(MIGRATIONS, revision="0005_requirements")
        upgrade(MIGRATIONS)
    found = market.get(Contract, contract)
    assert len(market.milestones(contract)) == 1
    with market.house.reading() as session:
        assert session.get_one(Award, found.award_id).state is AwardState.CONTRACTED
        with pytest.raises(IntegrityError):
            session.execute(text("UPDATE contract SET award_id = 0"))


def test_the_database_itself_refuses_a_leaf_after_the_closing(app: Flask) -> None:
    with app.app_context():
        upgrade(MIGRATIONS)
    clock = HandClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    market = Market(replace(app.extensions[EXTENSION].providers, clock=clock), clock).build()
    market.closed(dict(PRICES))
    leaf = text(
        "INSERT INTO tender_leaf (tender_id, place, envelope_sha256, root, blind, nodes, peaks) "
        "SELECT tender_id, size, 'ab', root, root, :nodes, :nodes FROM closed_tree"
    )
    with (
        pytest.raises(DBAPIError, match="the tree of this tender is closed"),
        market.house.engine.begin() as connection,
    ):
        connection.execute(leaf, {"nodes": b""})


def test_one_head_and_each_revision_is_called_like_its_file() -> None:
    scripts = ScriptDirectory(MIGRATIONS)
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        assert Path(script.path).stem == script.revision


def test_the_earliest_member_of_each_organisation_becomes_its_administrator(app: Flask) -> None:
    with app.app_context():
        upgrade(MIGRATIONS, revision="0002_append_only")
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.begin() as connection:
        for user in (1, 2, 3):
            connection.execute(
                text(
                    "INSERT INTO user_account (id, email, active, fs_uniquifier, name, language, is_demo) "
                    "VALUES (:id, :email, true, :email, '', 'zh', false)"
                ),
                {"id": user, "email": f"u{user}@example.org"},
            )
        for body in (1, 2):
            connection.execute(
                text(
                    "INSERT INTO organisation (id, ref, kind, state, credit_code, name, name_en, slug, legal_form, "
                    "legal_representative, contact_name, contact_phone, contact_email, description, submitted_at, "
                    "version) VALUES (:id, :ref, 'DEPARTMENT', 'ACTIVE', :ref, 'n', '', '', 'f', 'r', 'c', '1', 'e', "
                    "'', '2026-01-01', 1)"
                ),
                {"id": body, "ref": f"O-{body}"},
            )
        for number, (body, user, role, day) in enumerate(
            (
                (1, 2, "DRAFTER", 5),
                (1, 1, "APPROVER", 3),
                (1, 1, "DRAFTER", 9),
                (2, 3, "DRAFTER", 1),
                (2, 1, "DRAFTER", 1),
            )
        ):
            connection.execute(
                text(
                    "INSERT INTO membership (id, organisation_id, user_id, role, granted_at) "
                    "VALUES (:id, :body, :user, :role, :at)"
                ),
                {"id": number + 1, "body": body, "user": user, "role": role, "at": f"2026-01-0{day} 00:00:00"},
            )
    with app.app_context():
        upgrade(MIGRATIONS)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT organisation_id, user_id, role FROM membership WHERE is_administrator ORDER BY id")
        ).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [(1, 1, "APPROVER"), (1, 1, "DRAFTER"), (2, 3, "DRAFTER")]
