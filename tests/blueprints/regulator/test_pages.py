"""Every page of the regulator's room, in both languages, to read and never to change."""

import pytest
from flask import Flask

from marketplace.domain.awards.states import Default
from marketplace.domain.unsigned import operations as unsigned
from tests.blueprints.buyer.pages import words
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage
from tests.domain.market import Market

PAGES = (
    "/regulator/",
    "/regulator/tenders",
    "/regulator/tenders?status=draft",
    "/regulator/tenders/{open}",
    "/regulator/tenders/{draft}",
    "/regulator/tenders/{lost}",
    "/regulator/tenders/{failed}",
    "/regulator/awards",
    "/regulator/contracts",
    "/regulator/contracts/{paid_contract}",
    "/regulator/contracts/{unsigned_contract}",
    "/regulator/payments",
    "/regulator/journal",
    "/regulator/journal?object_ref={open}",
    "/regulator/journal/verify",
)


def address(path: str, stage: Stage) -> str:
    return path.format(**stage.market_refs, **stage.refs)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_a_regulator_opens_every_page(enter: Enter, stage: Stage, path: str, language: str) -> None:
    separator = "&" if "?" in path else "?"
    enter("regulator").page(f"{address(path, stage)}{separator}lang={language}")


@pytest.mark.parametrize("person", ["agency1", "drafter", "approver", "officer1", "operator", "nobody"])
def test_others_are_turned_away(enter: Enter, stage: Stage, person: str) -> None:
    browser = enter(person)
    for path in PAGES:
        assert browser.get(address(path, stage)).status_code == 403, path


def test_nothing_but_complaints_overrides_and_ties_can_be_posted_to(app: Flask) -> None:
    methods = {
        rule.rule: rule.methods
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("regulator.")
        and not rule.endpoint.startswith(
            (
                *("regulator.complaint", "regulator.override", "regulator.record_affiliation"),
                *("regulator.end_affiliation", "regulator.file_grade"),
            )
        )
    }
    assert len(methods) > 8
    assert all(allowed == {"GET", "HEAD", "OPTIONS"} for allowed in methods.values()), methods


def test_every_award_of_a_tender_is_listed_with_what_became_of_it(enter: Enter, market: Market) -> None:
    tender, award = market.awarded(title="Three winners")
    with market.acting("agency1") as uow:
        unsigned.decline(uow, award, "Our expert has left.")
    with market.acting("approver") as uow:
        award = unsigned.award_next(uow, award).ref
    with market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.CANNOT_PERFORM, "It is insolvent.")
    page = words(enter("regulator").page(f"/regulator/tenders/{tender}"))
    for text in ("Declined by the provider", "Our expert has left.", "The provider cannot perform", "It is insolvent."):
        assert text in page
    with market.acting("approver") as uow:
        unsigned.award_next(uow, award)
    assert "Award notice to the next in rank" in words(enter("regulator").page(f"/regulator/tenders/{tender}"))


def test_drafts_are_shown_that_the_public_does_not_see(enter: Enter, stage: Stage) -> None:
    assert "Not published" in enter("regulator").page("/regulator/tenders?status=draft")
    assert enter("agency1").get(f"/tenders/{stage.refs['draft']}").status_code == 404
