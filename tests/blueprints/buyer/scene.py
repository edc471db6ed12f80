"""A department in the middle of its work: one tender at every point of its life, a contract, two payments."""

from dataclasses import dataclass

from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.rules import Part
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.payments import operations as payments
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.money import Money
from tests.domain.market import MERIT, PRICES, Market

PARTS = (
    Part("Drafts", Money(40_000_00), 10),
    Part("Opinions", Money(30_000_00), 20),
    Part("Talk", Money(18_000_00), 20),
)
PROPOSAL = "Two engineers read every file."


@dataclass
class Scene:
    """References of what there is; the payments are one instructed and one recorded."""

    draft: str
    in_approval: str
    approved: str
    published: str
    closed: str
    merit: str
    merit_bid: str
    selected: str
    awarded: str
    contract: str
    milestones: list[str]
    instructed: str
    recorded: str


def build(market: Market) -> Scene:
    """Every step through the operations."""
    draft, in_approval, approved = (market.draft(title=title) for title in ("Draft", "In approval", "Approved"))
    for ref in (in_approval, approved):
        with market.acting("drafter") as uow:
            tenders.submit(uow, ref)
    with market.acting("approver") as uow:
        tenders.approve(uow, approved)
    published = market.published(title="Published", window_days=60)
    closed, selected, awarded, signed = (market.published(title=t) for t in ("Closed", "Selected", "Awarded", "Signed"))
    merit = market.published(title="Merit", method="proposal_merit", criteria=MERIT, price_weight=20)
    for agency, price in PRICES.items():
        for ref in (closed, selected, awarded, signed, merit):
            market.bid(agency, ref, price, proposal=PROPOSAL)
    market.clock.at = market.deadline(merit)
    for ref in (closed, selected, awarded, signed, merit):
        with market.acting("platform") as uow:
            bids.close(uow, ref)
        if ref != closed:
            market.open_bids(ref)
    for ref in (selected, awarded, signed):
        with market.acting("drafter") as uow:
            awards.select(uow, ref)
    with market.acting("approver") as uow:
        awards.announce(uow, awarded)
        award = awards.announce(uow, signed)
    with market.acting("evaluator1") as uow:
        evaluation.declare(uow, merit, has_conflict=False, statement="")
    with market.acting("drafter") as uow:
        contract = contracts.draw_up(uow, award.ref, PARTS).ref
    market.clock.at = award.publicity_until
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    with market.acting("approver") as uow:
        contracts.sign_for_the_buyer(uow, contract)
    milestones = market.milestones(contract)
    made = [_paid_for(market, milestone) for milestone in milestones[:2]]
    with market.acting("officer1") as uow:
        payments.record(uow, made[1], "BANK-2026-0001", day_of(market.clock.at), PARTS[1].amount)
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestones[2], market.document())
    return Scene(
        draft,
        in_approval,
        approved,
        published,
        closed,
        merit,
        bid_refs(market, merit)[0],
        selected,
        awarded,
        contract,
        milestones,
        *made,
    )


def bid_refs(market: Market, tender: str) -> list[str]:
    """The bids of a tender, by reference."""
    with market.house.reading() as session:
        query = select(Bid.ref).join(Tender, Tender.id == Bid.tender_id).where(Tender.ref == tender).order_by(Bid.ref)
        return list(session.scalars(query))


def scored(market: Market, tender: str, *evaluators: str) -> None:
    """These evaluators declare themselves free and score every bid."""
    for place, name in enumerate(evaluators):
        with market.acting(name) as uow:
            evaluation.declare(uow, tender, has_conflict=False, statement="")
        for bid in bid_refs(market, tender):
            with market.acting(name) as uow:
                evaluation.score(uow, bid, {"method": 80 + place, "team": 60}, f"Reason of {name}.")


def _paid_for(market: Market, milestone: str) -> str:
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())
    with market.acting("drafter") as uow:
        contracts.accept(uow, milestone)
    with market.acting("officer1") as uow:
        return payments.instruct(uow, milestone, "treasury").ref
