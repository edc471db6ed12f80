"""From the draft to the closing of the bids."""

from datetime import datetime
from functools import partial

from marketplace.demo import openers, sign_ins
from marketplace.demo.plans import PlannedBid
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.bids import sealing
from marketplace.domain.bids.rules import COMMITMENT, Content
from marketplace.domain.bids.states import SealedBy
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.rules import Terms
from marketplace.domain.tenders.states import Scoring
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money

EARLY = 0.55
"""Bids come in this part of the window, so that tenders that are still open have some already."""


def draft(purchase: Purchase) -> Scene:
    """Somebody drafts; what was not fit for approval comes back once."""
    plan, story = purchase.plan, purchase.story
    yield plan.begins
    with story.acting(purchase.member(Role.DRAFTER)) as uow:
        if plan.replaces is not None:
            tender = tenders.reissue(uow, story.refs[plan.replaces])
        else:
            tender = tenders.draft(
                uow, story.refs[plan.department], plan.item, story.refs[purchase.line], _terms(purchase)
            )
    purchase.ref = story.refs[plan.key] = tender.ref
    if plan.sent_back is not None:
        yield from submit(purchase)
        yield story.on_working_day(1, 9)
        with story.acting(purchase.member(Role.APPROVER)) as uow:
            tenders.send_back(uow, purchase.ref, plan.sent_back)


def submit(purchase: Purchase) -> Scene:
    """The draft goes to a second person."""
    yield purchase.story.later(hours=1)
    with purchase.story.acting(purchase.member(Role.DRAFTER)) as uow:
        tenders.submit(uow, purchase.ref)


def approve(purchase: Purchase) -> Scene:
    """The second person approves."""
    yield purchase.story.on_working_day(1, 9)
    with purchase.story.acting(purchase.member(Role.APPROVER)) as uow:
        tenders.approve(uow, purchase.ref)


def publish(purchase: Purchase) -> Scene:
    """The notice goes out."""
    yield purchase.story.later(hours=1)
    with purchase.story.acting(purchase.member(Role.DRAFTER)) as uow:
        tenders.publish(uow, purchase.ref, openers.panel(purchase.story))


def receive_and_close(purchase: Purchase) -> Scene:
    """Bids come in, one is replaced or withdrawn, the notice is amended; the platform closes on the deadline."""
    plan, story = purchase.plan, purchase.story
    acts = [partial(_bid, purchase, bid) for bid in plan.bids]
    if plan.replaces_bid is not None:
        acts.append(partial(_bid, purchase, plan.replaces_bid, after=1))
    if plan.withdraws is not None:
        acts.append(partial(_withdraw, purchase, plan.withdraws))
    if plan.replaces_opener is not None:
        acts.append(partial(_replace_opener, purchase, plan.replaces_opener))
    if plan.amended is not None:
        acts.append(partial(_amend, purchase))
    published = story.clock.at
    step = (_deadline(purchase) - published) * EARLY / (len(acts) + 1)
    for number, act in enumerate(acts, 1):
        yield story.by_day(published + step * number)
        act()
    yield _deadline(purchase)
    deadlines.close_tenders(story.house)


def cancel(purchase: Purchase, reason: str) -> Scene:
    """The department gives the purchase up."""
    yield purchase.story.on_working_day(1, 15)
    with purchase.story.acting(purchase.member(Role.APPROVER)) as uow:
        tenders.cancel(uow, purchase.ref, reason)


def _terms(purchase: Purchase) -> Terms:
    plan, criteria = purchase.plan, purchase.criteria
    return Terms(
        title=plan.title,
        description=plan.description,
        requirements=plan.requirements,
        region_code=purchase.region,
        service_days=plan.days,
        window_days=plan.window,
        ceiling=Money.parse(plan.ceiling),
        method=plan.method,
        criteria=criteria.criteria if criteria else (),
        price_weight=criteria.price_weight if criteria else None,
        conditions=plan.conditions,
        scoring=Scoring(plan.scoring),
        method_settings=tuple(sorted(plan.settings.items())),
        retention_percent=plan.retention[0],
        retention_months=plan.retention[1],
        made_at=plan.made_at,
    )


def _bid(purchase: Purchase, bid: PlannedBid, after: int = 0) -> None:
    story, tender = purchase.story, purchase.tender()
    content = Content(bid.price, story.approaches[bid.agency] if purchase.criteria else "")
    agency = story.refs[bid.agency]
    with story.acting(sign_ins.of_agency(bid.agency)) as uow:
        policy = policies.current(uow.session, tender.id)
        if policy is None:
            raise NotFound
        written = sealing.seal(story.house.sealing, story.house.entropy, policy, agency, content)
        bids.submit(
            uow,
            purchase.ref,
            agency,
            openers.damaged(written) if purchase.plan.are_damaged else written,
            sealed_by=SealedBy.BIDDER,
            after=after,
            commitment=COMMITMENT,
        )


def _withdraw(purchase: Purchase, agency: str) -> None:
    tender = purchase.tender()
    with purchase.story.acting(sign_ins.of_agency(agency)) as uow:
        own = bid_queries.own(uow.session, uow.actor, tender.id)
        if own is not None:
            bids.withdraw(uow, own.ref)


def _replace_opener(purchase: Purchase, reason: str) -> None:
    leaving, coming = purchase.story.refs["third key"], purchase.story.refs["spare key"]
    with purchase.story.acting(purchase.member(Role.APPROVER)) as uow:
        bids.replace_opener(uow, purchase.ref, leaving, coming, reason)


def _amend(purchase: Purchase) -> None:
    tender, changes = purchase.tender(), purchase.plan.amended or {}
    after = Amendment(changes["description"], tender.requirements, changes["days"])
    with purchase.story.acting(purchase.member(Role.APPROVER)) as uow:
        bids.amend(uow, purchase.ref, changes["reason"], tender.version, after)


def _deadline(purchase: Purchase) -> datetime:
    return purchase.tender().deadline_at or purchase.story.clock.at
