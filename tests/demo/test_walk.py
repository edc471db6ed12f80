"""A fortnight in the demonstration: a visitor's own purchase, from the draft to the payment, by moving the clock."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from marketplace.demo import openers
from marketplace.demo.report import pdf
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import sealing
from marketplace.domain.bids.rules import COMMITMENT, Content
from marketplace.domain.bids.states import SealedBy
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.rules import Part
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.documents import intake
from marketplace.domain.documents import operations as documents
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import Terms
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Role
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.demo.conftest import Instance

CEILING = Money(60_000_00)
PRICE = Money(50_000_00)


class Visitor:
    """Whoever signs in with the addresses that are shown."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.providers = instance.house.providers

    @contextmanager
    def acting(self, name: str) -> Iterator[UnitOfWork]:
        with self.providers.reading() as session:
            user = accounts.by_email(session, f"{name}@demo.example")
            assert user is not None
            actor = organisations.actor_of(session, user.id)
        with self.providers.writing(actor) as uow:
            yield uow

    def workplace(self, name: str) -> Organisation:
        with self.acting(name) as uow:
            found = organisations.of_person(uow.session, uow.actor)
        [organisation] = [each for each in found if each.state is OrganisationState.ACTIVE]
        return organisation

    def wait(self, step: str) -> None:
        result = self.instance.run("demo", "clock", "--advance", step)
        assert result.exit_code == 0, result.output

    def tender(self, ref: str) -> Tender:
        found = self.one(Tender, ref=ref)
        assert isinstance(found, Tender)
        return found

    def one(self, model: type, **wanted: object) -> object:
        with self.providers.reading() as session:
            return session.scalars(select(model).filter_by(**wanted)).one()


def publish(visitor: Visitor) -> str:
    department = visitor.workplace("drafter")
    with visitor.acting("drafter") as uow:
        line = uow.session.scalars(
            select(BudgetLine).filter_by(organisation_id=department.id, fiscal_year=2026).order_by(BudgetLine.code)
        ).first()
        assert line is not None
        terms = Terms("环评文件技术评估", "评估两份文件。", "", "510700", 5, 3, CEILING, "lowest_price")
        ref = tenders.draft(uow, department.ref, "env-eia-techreview", line.ref, terms).ref
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", tenders.publish)):
        with visitor.acting(name) as uow:
            step(uow, ref)
    return ref


def deliver(visitor: Visitor, contract: Contract) -> Milestone:
    with visitor.providers.reading() as session:
        milestone = session.scalars(select(Milestone).where(Milestone.contract_id == contract.id)).one()
    stored = intake.receive(visitor.providers.storage, visitor.providers.sniffer, "评估意见.pdf", pdf(["评估意见"]))
    with visitor.acting("agency1") as uow:
        document = documents.register(uow, stored, organisation_id=contract.supplier_id)
        contracts.deliver(uow, milestone.ref, document.ref)
    return milestone


def test_a_visitors_purchase(small: Instance) -> None:
    visitor = Visitor(small)
    ref = publish(visitor)
    for name, price in (("agency1", PRICE), ("agency2", Money(52_000_00)), ("agency3", Money(55_000_00))):
        agency = visitor.workplace(name)
        house = visitor.providers
        with visitor.acting(name) as uow:
            policy = policies.current(uow.session, visitor.tender(ref).id)
            assert policy is not None
            written = sealing.seal(house.sealing, house.entropy, policy, agency.ref, Content(price, ""))
            bids.submit(uow, ref, agency.ref, written, sealed_by=SealedBy.BIDDER, commitment=COMMITMENT)
    visitor.wait("4wd")
    tender = visitor.tender(ref)
    assert tender.state is TenderState.CLOSED
    for _, address in openers.addresses()[1:]:
        with visitor.acting(address.partition("@")[0]) as uow:
            bids.hand_in(uow, ref, openers.shares(uow, tender, address), visitor.providers.sealing)
    with visitor.acting("drafter") as uow:
        awards.select(uow, ref)
    with visitor.acting("approver") as uow:
        award = awards.announce(uow, ref).ref
    assert small.run("tenders", "replay", ref).exit_code == 0
    visitor.wait("4wd")
    announced = visitor.one(Award, ref=award)
    assert isinstance(announced, Award)
    assert announced.state is AwardState.CONFIRMED
    with visitor.acting("drafter") as uow:
        contract = contracts.draw_up(uow, award, [Part("评估意见", PRICE, 5)])
    with visitor.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract.ref)
    with visitor.acting("approver") as uow:
        contracts.sign_for_the_buyer(uow, contract.ref)
    milestone = deliver(visitor, contract)
    visitor.wait("6wd")
    with visitor.acting("finance-officer1") as uow:
        payment = payments.instruct(uow, milestone.ref, "treasury").ref
    visitor.wait("1d")
    started = visitor.one(Payment, ref=payment)
    assert isinstance(started, Payment)
    assert started.provider_ref == payment
    with visitor.acting("finance-officer1") as uow:
        payments.record(uow, payment, "BANK-0001", day_of(uow.now), PRICE)
    with visitor.acting("finance-officer2") as uow:
        assert uow.actor.has(Role.FINANCE_OFFICER)
        payments.confirm(uow, payment)
    finished = visitor.one(Contract, ref=contract.ref)
    assert isinstance(finished, Contract)
    assert finished.state is ContractState.COMPLETED
    small.house.work.run_once()
    assert small.run("verify").exit_code == 0
