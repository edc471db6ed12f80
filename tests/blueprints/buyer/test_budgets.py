"""The budget's pages: aligned figures, one line's story, and an import that takes all lines or none."""

import io

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from marketplace.domain.budgets.models import BudgetLine
from marketplace.kernel.money import Money
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import words
from tests.domain.market import Market

IMPORT = "/buyer/budgets/import"
HEADER = "fiscal_year,code,name,amount\n"


def count(market: Market) -> int:
    with market.house.reading() as session:
        return session.scalar(select(func.count(BudgetLine.id))) or 0


def upload(
    desk: Desk, market: Market, content: bytes, name: str = "budget.csv", who: str = "officer1"
) -> tuple[int, str]:
    data = {"file": (io.BytesIO(content), name), "department": market.refs["department"]}
    answer = desk(who).post(IMPORT, data=data, follow_redirects=True)
    return answer.status_code, words(answer.get_data(as_text=True))


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_csv_is_imported(desk: Desk, market: Market) -> None:
    status, page = upload(desk, market, f"{HEADER}2026,2110302,水质监测,412500.50\n2027,A1,Surveys,5\n".encode())
    assert (status, count(market)) == (200, 3)
    assert "2 lines were imported." in page
    assert "2110302 水质监测 ¥412,500.50 ¥0.00 ¥0.00 ¥0.00 ¥412,500.50" in page
    assert "Total ¥1,412,500.50" in page


def test_a_workbook_is_imported(desk: Desk, market: Market) -> None:
    content = workbook(("fiscal_year", "code", "name", "amount"), (2026, "B1", "Surveys", 1234.5))
    status, page = upload(desk, market, content, "budget.xlsx")
    assert status == 200
    assert "¥1,234.50" in page


def test_every_bad_line_is_named_and_nothing_is_imported(desk: Desk, market: Market) -> None:
    table = (
        f"{HEADER}26,A,Name,5\n"
        "2026,2110301,Stands already,5\n"
        "2026,B,Fine,5\n"
        "2026,B,Twice,7\n"
        "2026,C,,5\n"
        "2026,D,Name,12x\n"
    )
    status, page = upload(desk, market, table.encode())
    assert (status, count(market)) == (422, 1)
    assert "5 lines need to be corrected. Nothing was imported." in page
    for line, fault in (
        (2, "fiscal_year: Write a year like 2026."),
        (3, "2110301 of 2026 stands in the budget already"),
        (5, "B of 2026 stands in the budget already, or twice in the file."),
        (6, "name: This has to be filled in."),
        (7, "amount: Write the amount in yuan"),
    ):
        assert f"Line {line} {fault}" in page
    assert "Line 4" not in page


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "This table is empty."),
        (b"fiscal_year,code\n2026,A\n", "These columns are missing: name, amount."),
        (HEADER.encode(), "The table has no rows under its header."),
        (HEADER.encode() + b'2026,"A,x,5\n', "The quotes in line 2 do not match."),
        (HEADER.encode() + b"2026,A,=1+1,5\n", "A cell holds a formula."),
        (b"PK\x03\x04rubbish", "damaged"),
    ],
)
def test_a_file_that_is_no_budget_says_what_to_mend(desk: Desk, market: Market, content: bytes, fault: str) -> None:
    status, page = upload(desk, market, content)
    assert (status, count(market)) == (422, 1)
    assert fault in page


def test_no_file_at_all(desk: Desk, market: Market) -> None:
    answer = desk("officer1").post(IMPORT, data={"department": market.refs["department"]})
    assert answer.status_code == 422
    assert "Choose a file." in answer.get_data(as_text=True)


def test_only_a_finance_officer_imports_and_only_for_the_own_department(desk: Desk, market: Market) -> None:
    for name in ("drafter", "approver", "evaluator1"):
        assert desk(name).get(IMPORT).status_code == 403
        assert upload(desk, market, f"{HEADER}2026,Z,Name,5\n".encode(), who=name)[0] == 403
    data = {
        "file": (io.BytesIO(f"{HEADER}2026,Z,Name,5\n".encode()), "b.csv"),
        "department": market.refs["other_department"],
    }
    assert desk("officer1").post(IMPORT, data=data).status_code == 422
    assert count(market) == 1


def test_the_template_can_be_imported_as_it_is(desk: Desk, market: Market) -> None:
    answer = desk("officer1").get("/buyer/budgets/template.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"\xef\xbb\xbffiscal_year,code,name,amount\r\n2026,")
    content = answer.data.replace(b"2110301", b"T1")
    assert upload(desk, market, content)[0] == 200


def test_a_line_tells_its_story(desk: Desk, market: Market) -> None:
    tender = market.published()
    page = words(desk("evaluator1").page(f"/buyer/budgets/{market.refs['line']}"))
    assert f"Reserved {tender} ¥96,000.00" in page
    assert f"Available ¥{(market.line().amount - Money(96_000_00)).yuan:,.2f}" in page
    assert desk("other_drafter").get(f"/buyer/budgets/{market.refs['line']}").status_code == 404
