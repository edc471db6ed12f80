"""Every column that is about a person stands in the register."""

import re

import pytest

from marketplace.cli.docs import pages
from marketplace.domain.personal.queries import pointing_columns
from marketplace.domain.personal.register import ACTS, NOT_PERSONAL, REGISTER, category_of, columns_of
from marketplace.kernel.database import Base

SOUNDS_PERSONAL = re.compile(
    r"(^|_)(email|mail|phone|mobile|tel|name|person|practitioner|representative|contact|agent|address|password|totp"
    r"|birth|id_number|id_card|id_hash|signature|statement|reporter|complainant)(_|$)"
)
POINTING = [f"{column.table.name}.{column.name}" for column in pointing_columns()]


def suspects(columns: list[str]) -> list[str]:
    """Columns that sound personal and are neither registered nor said to be something else."""
    return [
        column
        for column in columns
        if SOUNDS_PERSONAL.search(column.partition(".")[2])
        and category_of(column) is None
        and column not in NOT_PERSONAL
    ]


def test_no_column_about_a_person_is_missing() -> None:
    columns = [f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns]
    missing = suspects([column for column in columns if column not in POINTING])
    assert missing == [], "add them to REGISTER, or to NOT_PERSONAL, in marketplace/domain/personal/register.py"


@pytest.mark.parametrize("column", ["organisation.mobile", "practitioner.id_hash", "complaint.contact_email"])
def test_a_new_one_would_be_found(column: str) -> None:
    assert suspects([column]) == [column]


def test_the_register_names_nothing_that_is_not_there() -> None:
    tables = Base.metadata.tables
    for category in REGISTER:
        for named in category.columns:
            table, _, column = named.partition(".")
            assert table in tables, named
            assert column == "*" or column in tables[table].columns, named
        assert all(table in tables for table in category.goes)


def test_every_pointer_to_an_account_is_somewhere_and_the_page_names_all() -> None:
    page = pages()["personal-data.md"]
    listed = {column for category in REGISTER for column in columns_of(category, POINTING)}
    for column in POINTING:
        assert column in listed or f"{column.partition('.')[0]}.*" in listed
    assert "tender.drafted_by" in columns_of(ACTS, POINTING)
    assert all(f"`{column}`" in page for column in listed)
