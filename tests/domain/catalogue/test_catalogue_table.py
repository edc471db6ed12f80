"""Filling and reading the catalogue, on both databases."""

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketplace import reference
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.catalogue import queries, rules
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.states import Commissioner, ItemStatus
from marketplace.domain.documents.tables import Row, read_csv
from marketplace.kernel.actor import ANYONE, PLATFORM
from marketplace.kernel.errors import Invalid, NotFound, NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.providers import Providers
from tests.parties import agency, operator

GOOD = {
    "code": "test-item", "name_zh": "测试评估", "name_en": "Test assessment", "category_zh": "评估",
    "category_en": "assessment", "approval_item_zh": "测试审批", "approval_item_en": "Test approval",
    "approval_dept_zh": "测试", "approval_dept_en": "Tests", "commissioned_by": "department",
    "legal_basis_zh": "《测试法》第一条", "basis_level": "law", "status": "active", "is_verified": "no",
}  # fmt: skip


def table(*changes: dict[str, str]) -> list[Row]:
    out = io.StringIO()
    writer = csv.DictWriter(out, catalogue.COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(GOOD | change for change in changes)
    return read_csv(out.getvalue().encode())


@pytest.fixture
def seeded(house: Providers) -> Providers:
    with house.writing(PLATFORM) as uow:
        catalogue.seed(uow)
    return house


def test_the_carried_catalogue_is_whole(seeded: Providers) -> None:
    with seeded.reading() as session:
        everything = queries.items(session)
        assert len(everything) == 122
        assert len(queries.items(session, status=ItemStatus.CANCELLED)) == 25
        active = queries.items(session, status=ItemStatus.ACTIVE)
        assert sum(item.commissioned_by is Commissioner.DEPARTMENT for item in active) == 46
        assert sum(rules.may_be_tendered_by_department(item) is None for item in everything) == 46
        assert all(item.legal_basis_zh for item in everything if rules.is_mandatory(item))
        assert all(item.cancelled_year for item in everything if item.status is ItemStatus.CANCELLED)


def test_the_carried_tables_name_no_web_site_and_no_repository() -> None:
    for name in ("catalogue.csv", "regions.csv"):
        text = reference.content(name).decode()
        assert not [word for word in ("http", "github", ".com", "@", "一般知识", "general knowledge") if word in text]


@pytest.mark.needs_shared
def test_the_carried_items_are_those_of_the_reference_data(shared: Path) -> None:
    written = (shared / "data/catalogue.csv").read_text("utf-8")
    theirs = {row["code"]: row for row in csv.DictReader(written.splitlines())}
    ours = {row.cells["code"]: row.cells for row in read_csv(reference.content("catalogue.csv"))}
    assert ours.keys() == theirs.keys()
    for name in ("name_zh", "legal_basis_zh", "basis_level", "commissioned_by", "status", "cancelled_year"):
        assert {code: row[name] for code, row in ours.items()} == {code: row[name] for code, row in theirs.items()}


def test_filters(seeded: Providers) -> None:
    with seeded.reading() as session:
        assert {item.category_zh for item in queries.items(session, category="检测")} == {"检测"}
        assert {item.commissioned_by for item in queries.items(session, commissioner=Commissioner.APPLICANT)} == {
            Commissioner.APPLICANT
        }
        assert "env-eia-report" in {item.code for item in queries.items(session, q=" 环境影响 ")}
        assert "env-eia-report" in {item.code for item in queries.items(session, q="ENV-EIA")}
        assert queries.items(session, q="%") == []
        assert len(queries.items(session, q="\0")) == 122
        assert ("检测", "testing") in queries.categories(session)
        assert ("气象", "Meteorology") in queries.departments(session)
        assert {item.approval_dept_zh for item in queries.items(session, department="气象")} == {"气象"}
        assert len(queries.names(session)) == 122
        assert queries.get(session, "env-eia-report").ref == "env-eia-report"
        with pytest.raises(NotFound):
            queries.get(session, "nothing")


def test_seeding_again_keeps_what_an_operator_changed(seeded: Providers) -> None:
    with seeded.writing(PLATFORM) as uow:
        uow.session.delete(queries.get(uow.session, "env-monitor"))
        queries.get(uow.session, "env-eia-report").name_en = "Changed"
    with seeded.writing(PLATFORM) as uow:
        assert catalogue.seed(uow).added == ("env-monitor",)
    with seeded.writing(PLATFORM) as uow:
        assert catalogue.seed(uow).added == ()
    with seeded.reading() as session:
        assert queries.get(session, "env-eia-report").name_en == "Changed"
        actions = session.scalars(select(JournalEntry.action)).all()
        assert list(actions) == ["catalogue:seed", "catalogue:seed"]


def test_an_import_adds_and_changes_and_journals_old_and_new(house: Providers) -> None:
    with house.writing(operator(house)) as uow:
        assert catalogue.import_rows(uow, table({})).added == ("test-item",)
    with house.writing(operator(house)) as uow:
        done = catalogue.import_rows(
            uow, table({"status": "cancelled", "cancelled_by": "国发〔2026〕1号"}, {"code": "other-item"})
        )
        assert (done.added, done.changed) == (("other-item",), ("test-item",))
    with house.writing(operator(house)) as uow:
        assert catalogue.import_rows(uow, table({"code": "other-item"})).changed == ()
    with house.reading() as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "catalogue:change")).one()
        assert entry.object_ref == "test-item"
        assert entry.data == {
            "before": {"status": "active", "cancelled_by": ""},
            "after": {"status": "cancelled", "cancelled_by": "国发〔2026〕1号"},
        }


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"code": "Env"}, "small letters"),
        ({"name_zh": ""}, "name_zh"),
        ({"name_en": "x" * 201}, "at most 200"),
        ({"legal_basis_zh": ""}, "law and article"),
        ({"qualification_zh": "甲级资质"}, "legal basis"),
        ({"status": "cancelled"}, "document that cancelled"),
        ({"status": "paused"}, "active, cancelled"),
        ({"commissioned_by": "anyone"}, "commissioned_by"),
        ({"time_limit_working_days": "0"}, "at least one"),
        ({"time_limit_working_days": "3.5"}, "whole number"),
        ({"is_verified": "perhaps"}, "yes or no"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_imported(
    house: Providers, change: dict[str, str], word: str
) -> None:
    with house.writing(PLATFORM) as uow:
        with pytest.raises(Invalid) as refusal:
            catalogue.import_rows(uow, table({}, {"code": "second"} | change, {"code": "third"}))
        assert list(refusal.value.fields) == ["line 3"]
        assert word in str(refusal.value.fields["line 3"])
    with house.reading() as session:
        assert session.scalar(select(func.count(ServiceItem.code))) == 0


def test_a_code_stands_once_in_a_file(house: Providers) -> None:
    with house.writing(PLATFORM) as uow, pytest.raises(Invalid) as refusal:
        catalogue.import_rows(uow, table({}, {}))
    assert "twice" in str(refusal.value.fields["line 3"])


def test_a_table_without_the_columns_is_refused(house: Providers) -> None:
    with house.writing(PLATFORM) as uow, pytest.raises(Invalid) as refusal:
        catalogue.import_rows(uow, read_csv(b"code,name_zh\nx,y\n"))
    assert "basis_level" in str(refusal.value.fields["file"])


def test_only_operators_and_the_platform_keep_the_catalogue(house: Providers) -> None:
    for actor in (ANYONE, agency(house)[1]):
        with house.writing(actor) as uow:
            with pytest.raises(NotPermitted):
                catalogue.seed(uow)
            with pytest.raises(NotPermitted):
                catalogue.import_rows(uow, table({}))
    with house.reading() as session:
        assert session.scalar(select(func.count(ServiceItem.code))) == 0
