"""Buyers with funds of their own, and what they buy."""

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.rules import Part
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.rules import Individual
from marketplace.domain.organisations.states import BuyerKind
from marketplace.domain.payments import operations as payments
from marketplace.domain.tenders import operations as tenders
from marketplace.kernel.actor import Role
from tests.domain.market import LOWEST, Market, terms

APPLICANTS_ITEM = "env-eia-report"
"""A real item that applicants commission."""


def enterprise(market: Market, name: str = "owner", kind: BuyerKind = BuyerKind.ENTERPRISE) -> str:
    """An active buyer of one person; its reference, also as ``refs[name]``."""
    market.person(name)
    with market.acting(name) as uow:
        ref = organisations.register_buyer(uow, kind, market.particulars(name, "91"), has_committed=True).ref
    with market.acting("operator") as uow:
        organisations.pass_check(uow, ref)
    market.refs[name] = ref
    return ref


def state_enterprise(market: Market) -> str:
    """With a second person who approves."""
    ref = enterprise(market, "state_owner", BuyerKind.STATE_ENTERPRISE)
    market.person("state_approver")
    with market.acting("operator") as uow:
        organisations.add_member(uow, ref, market.users["state_approver"], Role.APPROVER)
    return ref


def person(market: Market, name: str = "somebody") -> str:
    """A natural person; the reference."""
    market.person(name)
    with market.acting(name) as uow:
        individual = Individual(name="欧阳小明", contact_phone="13800000000", contact_email="x@example.org")
        market.refs[name] = organisations.register_person(uow, individual, has_committed=True).ref
    return market.refs[name]


def drafted(market: Market, name: str = "owner", item: str = APPLICANTS_ITEM, **changes: object) -> str:
    with market.acting(name) as uow:
        return tenders.draft(uow, market.refs[name], item, "", terms(**changes)).ref


def published(market: Market, name: str = "owner", **changes: object) -> str:
    """All by one person."""
    ref = drafted(market, name, **changes)
    for step in (tenders.submit, tenders.approve, tenders.publish):
        with market.acting(name) as uow:
            step(uow, ref)
    return ref


def awarded(market: Market, name: str = "owner", supplier: str = "agency1") -> tuple[str, str]:
    """(tender, award) references: one bid came, and it won."""
    ref = published(market, name)
    market.bid(supplier, ref, LOWEST)
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)
    with market.acting(name) as uow:
        awards.select(uow, ref)
    with market.acting(name) as uow:
        return ref, awards.announce(uow, ref).ref


def accepted(market: Market, name: str = "owner", supplier: str = "agency1") -> tuple[str, str]:
    """(contract, milestone) references of a deliverable that was accepted."""
    _, award = awarded(market, name, supplier)
    with market.acting(name) as uow:
        ref = contracts.draw_up(uow, award, (Part("Report", LOWEST, 20),)).ref
    market.clock.advance(days=7)
    with market.acting(supplier) as uow:
        contracts.sign_for_the_supplier(uow, ref)
    with market.acting(name) as uow:
        contracts.sign_for_the_buyer(uow, ref)
    [milestone] = market.milestones(ref)
    with market.acting(supplier) as uow:
        contracts.deliver(uow, milestone, market.document(supplier))
    with market.acting(name) as uow:
        contracts.accept(uow, milestone)
    return ref, milestone


def recorded(market: Market, name: str = "owner") -> str:
    """The reference of a payment whose voucher the buyer recorded."""
    _, milestone = accepted(market, name)
    with market.acting(name) as uow:
        payment = payments.instruct(uow, milestone, "treasury").ref
    with market.acting(name) as uow:
        payments.record(uow, payment, "BANK-2026-0009", uow.now.date(), LOWEST)
    return payment
