"""Every page of the agency's room, in both languages, for its own people and nobody else."""

import pytest

from marketplace.domain.contracts import queries as contracts
from marketplace.domain.payments import queries as payments
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage

PAGES = (
    "/supplier/",
    "/supplier/register",
    "/supplier/agencies/{agency1}",
    "/supplier/agencies/{agency1}/services",
    "/supplier/agencies/{agency1}/profile",
    "/supplier/tenders/{open}/bid",
    "/supplier/tenders/{merit}/bid",
    "/supplier/tenders/{draw}/bid",
    "/supplier/tenders/{lost}/bid",
    "/supplier/bids",
    "/supplier/bids/{bid_agency1}",
    "/supplier/bids/{bid_agency1}/withdraw",
    "/supplier/awards",
    "/supplier/contracts",
    "/supplier/contracts/{active_contract}",
    "/supplier/contracts/{unsigned_contract}",
    "/supplier/contracts/{paid_contract}",
    "/supplier/milestones/{milestone}/deliver",
    "/supplier/payments",
    "/supplier/ratings",
    "/supplier/ratings/{rating}/reply",
)
FOREIGN = (
    "/supplier/agencies/{agency1}",
    "/supplier/agencies/{agency1}/services",
    "/supplier/agencies/{agency1}/profile",
    "/supplier/agencies/{agency1}/correct",
    "/supplier/bids/{bid_agency1}",
    "/supplier/bids/{bid_agency1}/receipt.json",
    "/supplier/bids/{bid_agency1}/withdraw",
    "/supplier/contracts/{active_contract}",
    "/supplier/milestones/{milestone}/deliver",
    "/supplier/ratings/{rating}/reply",
    "/supplier/tenders/{draft}/bid",
)


def address(path: str, stage: Stage) -> str:
    return path.format(**stage.market_refs, **stage.refs)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_a_member_opens_every_page(enter: Enter, stage: Stage, path: str, language: str) -> None:
    html = enter("agency1").page(f"{address(path, stage)}?lang={language}")
    assert f'lang="{"zh-Hans" if language == "zh" else "en"}"' in html


@pytest.mark.parametrize("path", FOREIGN)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_agency_finds_nothing(enter: Enter, stage: Stage, path: str, method: str) -> None:
    reads_only = path.endswith(("receipt.json", "{agency1}", "{bid_agency1}"))
    response = enter("agency2").open(address(path, stage), method=method)
    assert response.status_code == (405 if method == "POST" and reads_only else 404)


@pytest.mark.parametrize("person", ["drafter", "approver", "officer1", "regulator", "operator", "nobody"])
def test_others_are_turned_away(enter: Enter, stage: Stage, person: str) -> None:
    browser = enter(person)
    for path in PAGES[2:]:
        assert browser.get(address(path, stage)).status_code == 403, path


def test_the_desk_misses_nothing_that_is_open_however_long_the_lists_are(
    enter: Enter, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for queries in (contracts, payments):
        monkeypatch.setattr(queries, "PAGE_SIZE", 0)
    page = enter("agency1").page("/supplier/")
    for name in ("active_contract", "unsigned_contract"):
        assert f'href="/supplier/contracts/{stage.refs[name]}"' in page
    assert stage.refs["paid_contract"] not in page
