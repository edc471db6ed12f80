"""What the law says of an item."""

import pytest

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.rules import is_mandatory, may_be_tendered_by_department, payer
from marketplace.domain.catalogue.states import BasisLevel, Commissioner, ItemStatus


def item(
    status: ItemStatus = ItemStatus.ACTIVE,
    level: BasisLevel = BasisLevel.LAW,
    commissioner: Commissioner = Commissioner.DEPARTMENT,
    year: int | None = None,
) -> ServiceItem:
    return ServiceItem(
        code="x", status=status, basis_level=level, commissioned_by=commissioner, cancelled_by="国发〔2015〕58号",
        cancelled_year=year,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "level", "expected"),
    [
        (ItemStatus.ACTIVE, BasisLevel.LAW, True),
        (ItemStatus.ACTIVE, BasisLevel.REGULATION, True),
        (ItemStatus.ACTIVE, BasisLevel.STATE_COUNCIL_DECISION, True),
        (ItemStatus.ACTIVE, BasisLevel.NONE, False),
        (ItemStatus.CANCELLED, BasisLevel.LAW, False),
    ],
)
def test_only_an_active_item_with_a_basis_may_be_demanded(
    status: ItemStatus, level: BasisLevel, expected: bool
) -> None:
    assert is_mandatory(item(status, level)) is expected


def test_an_item_without_a_basis_may_still_be_bought() -> None:
    assert may_be_tendered_by_department(item(level=BasisLevel.NONE)) is None


def test_a_cancelled_item_may_not_be_bought_and_the_text_says_which_document_ended_it() -> None:
    assert str(may_be_tendered_by_department(item(ItemStatus.CANCELLED, year=2015))) == (
        "This item was cancelled in 2015 by 国发〔2015〕58号."
    )
    assert str(may_be_tendered_by_department(item(ItemStatus.CANCELLED))) == (
        "This item was cancelled by 国发〔2015〕58号."
    )


def test_what_the_applicant_commissions_no_department_may_tender() -> None:
    why = may_be_tendered_by_department(item(commissioner=Commissioner.APPLICANT))
    assert why is not None
    assert "chooses the agency freely" in str(why)


def test_whoever_commissions_pays() -> None:
    assert "department pays" in str(payer(item()))
    assert "applicant pays" in str(payer(item(commissioner=Commissioner.APPLICANT)))
