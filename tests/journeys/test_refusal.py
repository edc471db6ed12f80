"""The winner refuses; the next in the published rank wins and both sides sign: everybody in a browser of their own."""

import pytest
from sqlalchemy import select

from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import ContractState
from marketplace.kernel.money import ZERO
from tests.journeys import facts, settlement, steps
from tests.journeys.conftest import Enter
from tests.journeys.site import Site
from tests.journeys.test_purchase import Cast, assemble, money_of, plan
from tests.journeys.words import Words

REASON = "项目组主要人员离职，无法按期履约。"
SECOND = facts.AGENCIES[1]


@pytest.mark.browser
def test_a_winner_refuses_and_the_next_in_rank_signs(site: Site, enter: Enter, words: Words) -> None:
    cast = assemble(site, enter, words)
    plan(site, cast)
    for person, agency in zip(cast.agencies, facts.AGENCIES, strict=True):
        steps.bid(person, agency, f"{agency.price.yuan:.2f}")
    site.clock.at = facts.DEADLINE
    site.work()
    settlement.open_bids(site, cast.keepers, *facts.AGENCIES)
    settlement.select(cast.drafter)
    settlement.announce(cast.approver)
    refuse(site, cast)
    award_to_the_next(site, cast)
    sign(site, cast)
    read_the_story(site, cast)


def refuse(site: Site, cast: Cast) -> None:
    """A reason is asked for, and kept where everybody can read it."""
    supplier, words = cast.supplier, cast.supplier.words
    supplier.open("/supplier/awards")
    supplier.page.get_by_role("link", name=words("Decline this award")).first.click()
    supplier.press("Decline the award for good")
    supplier.sees(words("There is a problem"))
    supplier.write({"Why you cannot take it": REASON})
    supplier.press("Decline the award for good")
    supplier.sees(words("The award is declined. The department decides who comes next."), REASON)
    assert money_of(site) == (ZERO, facts.WINNER.price, ZERO)
    cast.visitor.open(f"/tenders/{steps.tender_of(site).ref}")
    cast.visitor.sees(words("Winner dropped out"), REASON)


def award_to_the_next(site: Site, cast: Cast) -> None:
    """The approver reads the reason, sees who is next at which price, and publishes."""
    approver, words = cast.approver, cast.approver.words
    approver.open("/buyer/")
    approver.follow("The winner dropped out: award to the next in rank, or let the tender fail")
    approver.sees(REASON)
    approver.follow("Award to the next in rank")
    approver.sees(words.name(SECOND.name, SECOND.name_en), words.money(SECOND.price))
    approver.press("Publish the award notice")
    approver.sees(words("The award notice is public. When its period is over, both sides sign the contract."))
    assert money_of(site) == (ZERO, SECOND.price, ZERO)


def sign(site: Site, cast: Cast) -> None:
    """A contract of one milestone at the second price; nobody signs before the new publicity period is over."""
    drafter, second = cast.drafter, cast.agencies[1]
    drafter.open("/buyer/")
    drafter.follow("Draw up the contract")
    drafter.press("Draw up the contract")
    settlement.see_own_contract(second)
    assert not second.offers("Sign the contract")
    with site.reading() as session:
        award = session.scalars(select(Award).order_by(Award.id.desc())).first()
        assert award is not None
        site.clock.at = award.publicity_until
    site.work()
    settlement.sign_for_the_agency(second)
    settlement.sign_for_the_department(cast.approver)
    with site.reading() as session:
        assert session.scalars(select(Contract.state)).all() == [ContractState.ACTIVE]


def read_the_story(site: Site, cast: Cast) -> None:
    """The public page tells all of it, and the selection still recomputes to itself."""
    visitor, words = cast.visitor, cast.visitor.words
    ref = steps.tender_of(site).ref
    visitor.open(f"/tenders/{ref}")
    visitor.sees(
        words("The provider declined the award"),
        REASON,
        words("Award notice to the next in rank"),
        words.money(SECOND.price),
    )
    visitor.follow("Recompute this selection")
    visitor.sees(words("Every value agrees with the record."))
    with site.reading() as session:
        assert list(awards.record_faults(session, ref)) == []
    assert site.faults() == []
