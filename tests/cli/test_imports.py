"""Setting an instance up from files: all lines or none, every bad line named."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.operations import COLUMNS as ITEM_COLUMNS
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.operations.set_up import COLUMNS as ORGANISATION_COLUMNS
from marketplace.domain.regions import operations as regions
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.money import Money
from marketplace.providers import Providers
from tests.domain.market import credit_code_of

Row = Mapping[str, str]
Import = Callable[[str, Sequence[str], Sequence[Row]], Result]


@pytest.fixture
def import_(app: Flask, house: Providers, tmp_path: Path) -> Import:
    with house.writing(PLATFORM) as uow:
        regions.seed(uow)

    def run(noun: str, columns: Sequence[str], rows: Sequence[Row]) -> Result:
        file = tmp_path / f"{noun}.csv"
        with file.open("w", encoding="utf-8", newline="") as written:
            sheet = csv.DictWriter(written, columns, restval="")
            sheet.writeheader()
            sheet.writerows(rows)
        return app.test_cli_runner().invoke(args=[noun, "import", str(file)])

    return run


def count(house: Providers, model: type) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def body(number: int, **changes: str) -> dict[str, str]:
    return {
        "kind": "department",
        "credit_code": credit_code_of("11", number),
        "name": f"测试局{number}",
        "legal_form": "government_body",
        "legal_representative": "王某",
        "contact_name": "李某",
        "contact_phone": "028-00000000",
        "contact_email": "office@example.org",
        "region_code": "510100",
    } | changes


def test_organisations(import_: Import, house: Providers) -> None:
    result = import_("organisations", ORGANISATION_COLUMNS, [body(1), body(2)])
    assert (result.exit_code, result.stdout) == (0, "2 organisations added\n")
    with house.reading() as session:
        assert session.scalars(select(Organisation.slug).order_by(Organisation.id)).all() == [
            "ce-shi-ju-1",
            "ce-shi-ju-2",
        ]


def test_bad_organisations_are_listed_and_none_is_imported(import_: Import, house: Providers) -> None:
    result = import_(
        "organisations", ORGANISATION_COLUMNS, [body(1), body(2, credit_code="1"), body(3), body(4, region_code="9")]
    )
    assert (result.exit_code, result.stdout) == (1, "")
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["line 3", "line 5"]
    assert count(house, Organisation) == 0


def item(code: str, **changes: str) -> dict[str, str]:
    named = {name: "名" for name in ITEM_COLUMNS if name.startswith(("name", "category", "approval"))}
    return (
        named
        | {
            "code": code,
            "commissioned_by": "department",
            "basis_level": "none",
            "status": "active",
            "is_verified": "no",
        }
        | changes
    )


def test_catalogue(import_: Import, house: Providers) -> None:
    result = import_("catalogue", ITEM_COLUMNS, [item("a-1"), item("a-2")])
    assert (result.exit_code, result.stdout) == (0, "2 items added, 0 changed\n")
    again = import_("catalogue", ITEM_COLUMNS, [item("a-1"), item("a-2", name_en="Other")])
    assert again.stdout == "0 items added, 1 changed\n"
    bad = import_("catalogue", ITEM_COLUMNS, [item("a-3"), item("a 4"), item("a-5", status="x")])
    assert bad.exit_code == 1
    assert [line.split(":")[0] for line in bad.stderr.splitlines()] == ["line 3", "line 4"]
    assert count(house, ServiceItem) == 2


LINES = ("department", "fiscal_year", "code", "name", "amount")


def line(department: int, code: str, **changes: str) -> dict[str, str]:
    return {
        "department": credit_code_of("11", department),
        "fiscal_year": "2026",
        "code": code,
        "name": "技术审查",
        "amount": "96,000",
    } | changes


def test_budgets_of_several_departments(import_: Import, house: Providers) -> None:
    import_("organisations", ORGANISATION_COLUMNS, [body(1), body(2)])
    result = import_("budgets", LINES, [line(1, "2110301"), line(2, "2110301"), line(1, "2110302")])
    assert (result.exit_code, result.stdout) == (0, "3 budget lines added\n")
    with house.reading() as session:
        assert set(session.scalars(select(BudgetLine.amount))) == {Money(96_000_00)}


def test_bad_budget_lines_are_listed_in_order_and_none_is_imported(import_: Import, house: Providers) -> None:
    import_("organisations", ORGANISATION_COLUMNS, [body(1), body(2)])
    result = import_(
        "budgets",
        LINES,
        [line(2, "1"), line(1, "1", amount="much"), line(9, "1"), line(2, "1"), line(1, "2", fiscal_year="26")],
    )
    assert (result.exit_code, result.stdout) == (1, "")
    assert [each.split(":")[0] for each in result.stderr.splitlines()] == ["line 3", "line 4", "line 5", "line 6"]
    assert "There is no department" in result.stderr
    assert count(house, BudgetLine) == 0


def test_a_table_without_its_columns(import_: Import) -> None:
    result = import_("budgets", ("department", "code"), [{"department": "x", "code": "1"}])
    assert result.exit_code == 1
    assert result.stderr == "file: These columns are missing: fiscal_year, name, amount.\n"


@pytest.mark.parametrize("noun", ["organisations", "catalogue", "budgets"])
def test_something_else_than_a_table(app: Flask, tmp_path: Path, noun: str) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(b"\x00\x01")
    result = app.test_cli_runner().invoke(args=[noun, "import", str(file)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert app.test_cli_runner().invoke(args=[noun, "import", str(tmp_path / "nothing.csv")]).exit_code == 2
