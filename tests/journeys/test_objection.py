"""A provider that lost objects: nobody signs before the department has answered; then both do."""

import pytest
from sqlalchemy import select

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.objections.models import Objection
from tests.journeys import facts, settlement, steps
from tests.journeys.conftest import Enter
from tests.journeys.site import Site
from tests.journeys.test_purchase import Cast, assemble, plan
from tests.journeys.words import Words

FACTS = "中选机构所列项目负责人已于三月离职，其社保记录可查。"
REQUEST = "请核实人员名单，剔除该投标后重新确定中选机构。"
ANSWER = "经核实，项目负责人在职，社保缴纳至本月。"


@pytest.mark.browser
@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_an_objection_pauses_the_signing(site: Site, enter: Enter, words: Words) -> None:
    cast = assemble(site, enter, words)
    plan(site, cast)
    for person, agency in zip(cast.agencies, facts.AGENCIES, strict=True):
        steps.bid(person, agency, f"{agency.price.yuan:.2f}")
    site.clock.at = facts.DEADLINE
    site.work()
    settlement.open_bids(site, cast.keepers, *facts.AGENCIES)
    settlement.select(cast.drafter)
    settlement.announce(cast.approver)
    ref = object_to_the_award(site, cast)
    wait_with_the_signature(site, cast, ref)
    answer(cast, ref)
    sign(site, cast)
    assert site.faults() == []


def object_to_the_award(site: Site, cast: Cast) -> str:
    """From the tender's page; facts are asked for, and the public learns neither them nor who objects."""
    objector, visitor, tender = cast.agencies[1], cast.visitor, steps.tender_of(site).ref
    objector.open(f"/tenders/{tender}")
    objector.follow("Object to the award")
    objector.press("File the objection")
    objector.sees(objector.words("There is a problem"))
    objector.write({"Facts and what shows them": FACTS, "What you ask for": REQUEST})
    objector.press("File the objection")
    objector.sees(
        objector.words("Your objection is with the department. Until it has answered, no contract is signed.")
    )
    with site.reading() as session:
        ref = session.scalars(select(Objection.ref)).one()
    visitor.open(f"/tenders/{tender}")
    visitor.sees(visitor.words("Objection %(ref)s", ref=ref))
    visitor.lacks(FACTS, REQUEST)
    return ref


def wait_with_the_signature(site: Site, cast: Cast, ref: str) -> None:
    """The publicity period ends, and still the award is not confirmed and nobody can sign."""
    settlement.draw_up(cast.drafter)
    with site.reading() as session:
        site.clock.at = session.scalars(select(Award)).one().publicity_until
    site.work()
    supplier = cast.supplier
    settlement.see_own_contract(supplier)
    supplier.sees(
        supplier.words(
            "Read the terms. Signing waits until the department has answered the objection %(objection)s.",
            objection=ref,
        )
    )
    assert not supplier.offers("Sign the contract")
    assert supplier.send({"agrees": "y"}) == 409
    with site.reading() as session:
        assert session.scalars(select(Award.state)).one() is AwardState.PUBLICITY
        assert session.scalars(select(Contract.state)).one() is ContractState.DRAWN_UP


def answer(cast: Cast, ref: str) -> None:
    """The approver reads it among what waits and upholds the award; the answer is public."""
    approver, objector = cast.approver, cast.agencies[1]
    approver.open("/buyer/")
    approver.follow("Answer an objection")
    approver.sees(FACTS, REQUEST)
    approver.follow("Answer and uphold the award")
    approver.write({"Answer": ANSWER})
    approver.press("Answer and uphold the award")
    approver.sees(approver.words("The objection is answered. The award goes on."), ANSWER)
    objector.open(f"/supplier/objections/{ref}")
    objector.sees(ANSWER)
    objector.follow("File a complaint")


def sign(site: Site, cast: Cast) -> None:
    """Both, in their order."""
    site.work()
    settlement.sign_for_the_agency(cast.supplier)
    settlement.sign_for_the_department(cast.approver)
    with site.reading() as session:
        assert session.scalars(select(Contract.state)).one() is ContractState.ACTIVE
