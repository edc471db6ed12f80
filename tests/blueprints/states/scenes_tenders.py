"""Tenders, bids and awards in every state."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import Default
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.money import Money
from tests.blueprints.states.scene import ANYONE, NOBODY, Scene, Scenes, View
from tests.domain.evaluation import panel
from tests.domain.market import CEILING, ELSEWHERE, LOWEST, PRICES, Market

DEADLINE = "5 Mar 2026, 17:00"
"""Published on Monday the 2nd, three working days."""
NOTICE_UNTIL = "9 Mar 2026, 17:00"
"""Five working days."""
AWARD_DUE = "the end of 9 Mar 2026"
"""Two working days from the opening on Thursday the 5th."""
OPEN_BY = "the end of 6 Mar 2026"
"""One working day from the closing on Thursday the 5th."""
PUBLICITY_UNTIL = "the end of 10 Mar 2026"
SIGN_BY = "the end of 25 Mar 2026"

BUYER, PUBLIC, SUPERVISED = "/buyer/tenders/{tender}", "/tenders/{tender}", "/regulator/tenders/{tender}"
APPROVER_NOT_DRAFTER = "An approver of the department, but not the person who drafted it"
APPROVER_NOT_SELECTOR = "An approver of the department, but not the person who ran the selection"
DRAFTER_OR_APPROVER = "A drafter or an approver of the department"
NEXT = "Award to the next in the published rank, or let the tender fail."
NO_FURTHER_PART = "The provider takes no further part in this tender."


def draft(market: Market) -> Mapping[str, str]:
    return {"tender": market.draft()}


def in_approval(market: Market) -> Mapping[str, str]:
    refs = draft(market)
    with market.acting("drafter") as uow:
        tenders.submit(uow, refs["tender"])
    return refs


def approved(market: Market) -> Mapping[str, str]:
    refs = in_approval(market)
    with market.acting("approver") as uow:
        tenders.approve(uow, refs["tender"])
    return refs


def published(market: Market) -> Mapping[str, str]:
    return {"tender": market.published()}


def announced(market: Market) -> Mapping[str, str]:
    return {"tender": market.published(**ELSEWHERE)}


def expired(market: Market) -> Mapping[str, str]:
    refs = announced(market)
    market.clock.at = market.deadline(refs["tender"])
    with market.acting("platform") as uow:
        bids.close(uow, refs["tender"])
    return refs


def closed(market: Market) -> Mapping[str, str]:
    return {"tender": market.closed(dict(PRICES))}


def opened(market: Market, prices: Mapping[str, Money] = PRICES) -> Mapping[str, str]:
    return {"tender": market.opened(dict(prices))}


def evaluating(market: Market) -> Mapping[str, str]:
    return {"tender": panel.opened(market)}


def evaluated(market: Market) -> Mapping[str, str]:
    refs = evaluating(market)
    panel.agreed(market, refs["tender"])
    return refs


def selected(market: Market) -> Mapping[str, str]:
    refs = opened(market)
    with market.acting("drafter") as uow:
        awards.select(uow, refs["tender"])
    return refs


def awarded(market: Market) -> Mapping[str, str]:
    tender, award = market.awarded()
    return {"tender": tender, "award": award}


def confirmed(market: Market) -> Mapping[str, str]:
    refs = awarded(market)
    market.clock.at = market.get(Award, refs["award"]).publicity_until
    with market.acting("platform") as uow:
        awards.confirm(uow, refs["award"])
    return refs


def declined(market: Market) -> Mapping[str, str]:
    refs = awarded(market)
    with market.acting("agency1") as uow:
        unsigned.decline(uow, refs["award"], "忙")
    return refs


def lapsed(market: Market) -> Mapping[str, str]:
    refs = awarded(market)
    with market.acting("drafter") as uow:
        unsigned.lapse(uow, refs["award"], Default.CANNOT_PERFORM, "停业")
    return refs


def revoked(market: Market) -> Mapping[str, str]:
    refs = awarded(market)
    with market.acting("approver") as uow:
        unsigned.revoke(uow, refs["tender"], "停办")
    return refs


def contracted(market: Market) -> Mapping[str, str]:
    market.signed()
    return {}


def failed(market: Market) -> Mapping[str, str]:
    return {"tender": market.closed({})}


def reissued(market: Market) -> Mapping[str, str]:
    refs = failed(market)
    with market.acting("drafter") as uow:
        tenders.reissue(uow, refs["tender"])
    return refs


def cancelled(market: Market) -> Mapping[str, str]:
    refs = published(market)
    with market.acting("approver") as uow:
        tenders.cancel(uow, refs["tender"], "停办")
    return refs


def with_bid(bring: Callable[[Market], Mapping[str, str]]) -> Callable[[Market], Mapping[str, str]]:
    """The same, with agency1's bid."""

    def brought(market: Market) -> Mapping[str, str]:
        bring(market)
        own = market.get(Organisation, market.refs["agency1"]).id
        with market.house.reading() as session:
            return {"bid": session.scalars(select(Bid.ref).where(Bid.tenderer_id == own)).one()}

    return brought


def bid_sent(market: Market) -> Mapping[str, str]:
    market.bid("agency1", market.published(), LOWEST)
    return {}


def bid_invited_again(market: Market) -> Mapping[str, str]:
    tender = market.published()
    refs = with_bid(lambda there: there.bid("agency1", tender, LOWEST) or {})(market)
    market.openers.add("operator", market.refs["operator"])
    leaving, coming = market.openers.ref("regulator"), market.openers.ref("operator")
    with market.acting("approver") as uow:
        bids.replace_opener(uow, tender, leaving, coming, "换人")
    return refs


def bid_withdrawn(market: Market) -> Mapping[str, str]:
    refs = with_bid(bid_sent)(market)
    with market.acting("agency1") as uow:
        bids.withdraw(uow, refs["bid"])
    return refs


def bid_excluded(market: Market) -> Mapping[str, str]:
    """Nobody sees what a device seals: a price above the ceiling is excluded at the opening."""
    return opened(market, {**PRICES, "agency1": CEILING + Money(1)})


OWN_BID = "/supplier/bids/{bid}"
OWN_AWARDS = "/supplier/awards"

SCENES: Scenes = {
    ("tender", "draft"): Scene(
        draft,
        (
            View("drafter", BUYER, "You", "Complete the draft and submit it for approval."),
            View("approver", BUYER, "A drafter of the department", "Complete the draft"),
            View("regulator", SUPERVISED, "A drafter of the department", "Complete the draft"),
        ),
    ),
    ("tender", "in_approval"): Scene(
        in_approval,
        (
            View("approver", BUYER, "You", "Approve the tender, or return it"),
            View("drafter", BUYER, APPROVER_NOT_DRAFTER, "Approve the tender"),
        ),
    ),
    ("tender", "approved"): Scene(
        approved,
        (
            View("drafter", BUYER, "You", "Check the dates and publish the notice."),
            View("evaluator1", BUYER, DRAFTER_OR_APPROVER, "publish the notice"),
        ),
    ),
    ("tender", "published"): Scene(
        published,
        (
            View("agency1", PUBLIC, "You", "Send a sealed bid.", DEADLINE),
            View(ANYONE, PUBLIC, "Providers that want the work", "Send a sealed bid.", DEADLINE),
            View("drafter", BUYER, "Providers that want the work", "Send a sealed bid.", DEADLINE),
        ),
    ),
    ("tender", "announced"): Scene(
        announced,
        (
            View("agency1", PUBLIC, "You", "Take part where the purchase is made", NOTICE_UNTIL),
            View(ANYONE, PUBLIC, "Providers that want the work", "No bid is taken here.", NOTICE_UNTIL),
            View(
                "drafter", BUYER, "Providers that want the work", "Take part where the purchase is made", NOTICE_UNTIL
            ),
        ),
    ),
    ("tender", "expired"): Scene(
        expired,
        (
            View("drafter", BUYER, NOBODY, "Nothing more is done here."),
            View(ANYONE, PUBLIC, NOBODY, "Nothing more is done here."),
        ),
    ),
    ("tender", "closed"): Scene(
        closed,
        (
            View("approver", BUYER, "You", "Hand in what the keys read", OPEN_BY),
            View(ANYONE, PUBLIC, "The openers whom the notice names", "Hand in what the keys read", OPEN_BY),
        ),
    ),
    ("tender", "evaluating"): Scene(
        evaluating,
        (
            View("evaluator1", BUYER, "You", "Score every bid alone"),
            View(ANYONE, PUBLIC, "The evaluators of the department", "Nobody can read a price before that."),
        ),
    ),
    ("tender", "evaluated"): Scene(
        evaluated,
        (
            View("approver", BUYER, "You", "Hand in what the keys read of the prices", OPEN_BY),
            View(ANYONE, PUBLIC, "The openers whom the notice names", "read of the prices", OPEN_BY),
        ),
    ),
    ("tender", "opened"): Scene(
        opened,
        (
            View("drafter", BUYER, "You", "Run the selection", AWARD_DUE),
            View(ANYONE, PUBLIC, DRAFTER_OR_APPROVER, "Run the selection", AWARD_DUE),
        ),
    ),
    ("tender", "selected"): Scene(
        selected,
        (
            View("approver", BUYER, "You", "announce the award", AWARD_DUE),
            View("drafter", BUYER, APPROVER_NOT_SELECTOR, "announce the award", AWARD_DUE),
            View(ANYONE, PUBLIC, APPROVER_NOT_SELECTOR, "announce the award", AWARD_DUE),
        ),
    ),
    ("tender", "awarded"): Scene(
        awarded,
        (
            View("drafter", BUYER, "Anybody who objects", "Objections go in writing", PUBLICITY_UNTIL),
            View(ANYONE, PUBLIC, "Anybody who objects", "Objections go in writing", PUBLICITY_UNTIL),
        ),
    ),
    ("tender", "fallen_through"): Scene(
        declined,
        (
            View("approver", BUYER, "You", NEXT, AWARD_DUE),
            View("drafter", BUYER, "An approver of the department, but neither", NEXT, AWARD_DUE),
            View(ANYONE, PUBLIC, "An approver of the department, but neither", NEXT, AWARD_DUE),
        ),
    ),
    ("tender", "failed"): Scene(
        failed,
        (
            View("drafter", BUYER, "You", "Decide whether to issue it again."),
            View(ANYONE, PUBLIC, "A drafter of the department", "Decide whether to issue it again."),
        ),
    ),
    ("tender", "reissued"): Scene(
        reissued,
        (
            View("drafter", BUYER, NOBODY, "The new tender goes on in its place."),
            View(ANYONE, PUBLIC, NOBODY, "The new tender goes on in its place."),
        ),
    ),
    ("tender", "cancelled"): Scene(
        cancelled,
        (
            View("approver", BUYER, NOBODY, "The money held for the tender is free."),
            View(ANYONE, PUBLIC, NOBODY, "No bid counts any more"),
        ),
    ),
    ("bid", "submitted"): Scene(
        with_bid(bid_sent), (View("agency1", OWN_BID, "You", "Replace or withdraw the bid", DEADLINE),)
    ),
    ("bid", "invited_again"): Scene(
        bid_invited_again, (View("agency1", OWN_BID, "You", "Seal and send the bid again.", DEADLINE),)
    ),
    ("bid", "withdrawn"): Scene(bid_withdrawn, (View("agency1", OWN_BID, "You", "Send a new bid", DEADLINE),)),
    ("bid", "valid"): Scene(
        with_bid(opened), (View("agency1", OWN_BID, "The department", "Run the selection", AWARD_DUE),)
    ),
    ("bid", "invalid"): Scene(
        with_bid(bid_excluded),
        (View("agency1", OWN_BID, NOBODY, "The bid takes no further part, and the provider owes nothing."),),
    ),
    ("award", "publicity"): Scene(
        awarded,
        (
            View("agency1", OWN_AWARDS, "Anybody who objects", "Objections go in writing", PUBLICITY_UNTIL),
            View("drafter", BUYER, "Anybody who objects", "Objections go in writing", PUBLICITY_UNTIL),
            View(ANYONE, PUBLIC, "Anybody who objects", "Objections go in writing", PUBLICITY_UNTIL),
        ),
    ),
    ("award", "confirmed"): Scene(
        confirmed,
        (
            View("drafter", BUYER, "You", "Draw up the contract", SIGN_BY),
            View("agency1", OWN_AWARDS, DRAFTER_OR_APPROVER, "Draw up the contract", SIGN_BY),
            View(ANYONE, PUBLIC, DRAFTER_OR_APPROVER, "Draw up the contract", SIGN_BY),
        ),
    ),
    ("award", "contracted"): Scene(
        contracted, (View("agency1", OWN_AWARDS, "You", "Hand over the next part: Report.", "the end of 10 Apr 2026"),)
    ),
    ("award", "declined"): Scene(declined, (View("agency1", OWN_AWARDS, NOBODY, NO_FURTHER_PART),)),
    ("award", "lapsed"): Scene(lapsed, (View("agency1", OWN_AWARDS, NOBODY, NO_FURTHER_PART),)),
    ("award", "revoked"): Scene(revoked, (View("agency1", OWN_AWARDS, NOBODY, "No contract follows"),)),
}
