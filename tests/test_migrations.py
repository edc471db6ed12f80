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
from sqlalchemy.exc import IntegrityError

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
from tests.domain.market import Market

WRITE_ONCE = {
    "journal",
    "bid_envelope",
    "closing_head",
    "selection",
    "budget_entry",
    "score_sheet",
    "conflict_declaration",
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


def test_one_head_and_each_revision_is_called_like_its_file() -> None:
    scripts = ScriptDirectory(MIGRATIONS)
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        assert Path(script.path).stem == script.revision
