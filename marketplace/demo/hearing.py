"""Doubts about bids that were opened: what the bidder says to them, and what the department decides."""

from collections.abc import Mapping

from sqlalchemy import select

from marketplace.demo import sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.independence import operations as independence
from marketplace.domain.independence.rules import NewAffiliation
from marketplace.domain.independence.states import AffiliationKind
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role

REGULATOR = sign_ins.of_office("regulator", Role.REGULATOR, 1)


def note_tie(purchase: Purchase) -> Scene:
    """After the closing the regulator writes into the register that a bidder is tied to the department."""
    planned, story = purchase.plan.tie, purchase.story
    if planned is None:
        return
    yield story.later(hours=0)
    tie = NewAffiliation(kind=AffiliationKind(planned["kind"]), since=planned["since"])
    with story.acting(REGULATOR) as uow:
        independence.record(uow, story.refs[planned["agency"]], story.refs[purchase.plan.department], tie)


def hear(purchase: Purchase) -> Scene:
    """Each doubt that the plan says something to, one after the other; the others wait for their bidders.

    It names the `agency`, and what this one writes (`reply`) and the approver decides (`admit` or `exclude`); without
    a reply the time for it passes.
    """
    for planned in purchase.plan.doubts:
        yield from _hear(purchase, planned)


def _hear(purchase: Purchase, planned: Mapping[str, str]) -> Scene:
    story = purchase.story
    doubt = _doubt(purchase, planned["agency"])
    if "reply" not in planned:
        yield doubt.due_at
        deadlines.end_doubts(story.house)
        yield story.on_working_day(1, 9)  # the time is over at midnight; nobody goes on before people come to work
        return
    yield story.later(hours=1)
    with story.acting(sign_ins.of_agency(planned["agency"])) as uow:
        bids.reply(uow, doubt.ref, planned["reply"])
    for answer, decide in (("admit", bids.admit), ("exclude", bids.exclude)):
        if answer in planned:
            yield story.later(hours=2)
            with story.acting(purchase.member(Role.APPROVER)) as uow:
                decide(uow, doubt.ref, planned[answer])


def _doubt(purchase: Purchase, agency: str) -> Doubt:
    of_agency = (
        select(Doubt)
        .join(Bid, Bid.id == Doubt.bid_id)
        .join(Tender, Tender.id == Doubt.tender_id)
        .join(Organisation, Organisation.id == Bid.tenderer_id)
        .where(Tender.ref == purchase.ref, Organisation.ref == purchase.story.refs[agency])
    )
    with purchase.story.house.reading() as session:
        return session.scalars(of_agency).one()
