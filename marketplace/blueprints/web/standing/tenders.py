"""Tenders and bids: what stands until the award."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from marketplace.blueprints.web.standing import AWARD_TERM, NO_DATE, Duties, Duty, Standing, stand
from marketplace.blueprints.web.standing import doubts as doubt_standing
from marketplace.blueprints.web.standing import overrides as override_standing
from marketplace.blueprints.web.standing.awards import of_award
from marketplace.blueprints.web.standing.evaluations import EVALUATED, EVALUATING, before_the_selection, evaluating
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.awards.models import Award
from marketplace.domain.bids import doubts
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.panel import opens_with_the_panel
from marketplace.domain.bids.queries import open_by
from marketplace.domain.bids.rules import OPEN_WITHIN
from marketplace.domain.bids.states import BID, BidState
from marketplace.domain.contracts.models import Contract
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.deadlines import award_due
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import AWARD_WITHIN
from marketplace.domain.tenders.states import TENDER, TenderState
from marketplace.domain.unsigned import queries as unsigned
from marketplace.kernel.actor import Role
from marketplace.kernel.i18n import mark

T, B = TenderState, BidState

TENDERS: Duties = {
    T.DRAFT: Duty(
        mark("Complete the draft and submit it for approval."),
        mark("A drafter of the department"),
        "tender:submit",
        NO_DATE,
    ),
    T.IN_APPROVAL: Duty(
        mark("Approve the tender, or return it to the drafter with a reason."),
        mark("An approver of the department, but not the person who drafted it"),
        "tender:approve",
        NO_DATE,
    ),
    T.APPROVED: Duty(
        mark("Check the dates and publish the notice."),
        mark("A drafter or an approver of the department"),
        "tender:publish",
        NO_DATE,
    ),
    T.PUBLISHED: Duty(
        mark("Send a sealed bid. It can be replaced or withdrawn until the deadline."),
        mark("Providers that want the work"),
        then=mark(
            "Then the tender closes by itself, and the bids stay sealed until the holders of the keys open them."
        ),
    ),
    T.ANNOUNCED: Duty(
        mark("Take part where the purchase is made; the notice names the address. No bid is taken here."),
        mark("Providers that want the work"),
        then=mark("Then the notice ends here by itself."),
    ),
    T.EXPIRED: Duty(mark("Nothing more is done here. What came of it is published where the purchase was made.")),
    T.CLOSED: Duty(
        mark("Hand in what the keys read. All bids open as soon as enough openers have done so."),
        mark("The openers whom the notice names"),
        "tender:hand_in",
        mark("Within %(days)s working day of the closing (this market's rule).", days=OPEN_WITHIN),
        mark("Then an approver of the department may end the opening with the keys that are there."),
    ),
    T.EVALUATING: EVALUATING,
    T.EVALUATED: EVALUATED,
    T.OPENED: Duty(
        mark("Run the selection by the method of the notice."),
        mark("A drafter or an approver of the department"),
        "tender:select",
        AWARD_TERM,
    ),
    T.SELECTED: Duty(
        mark("Compare the result with its arithmetic and announce the award."),
        mark("An approver of the department, but not the person who ran the selection"),
        "tender:award",
        AWARD_TERM,
    ),
    T.AWARDED: Duty(mark("What follows is said by the award and by its contract.")),
    T.FALLEN_THROUGH: Duty(
        mark("Award to the next in the published rank, or let the tender fail."),
        mark(
            "An approver of the department, but neither the person who ran the selection "
            "nor the one who recorded that the winner dropped out"
        ),
        "award:award_next",
        mark("Within %(days)s working days, the time that an award notice has.", days=AWARD_WITHIN),
    ),
    T.FAILED: Duty(
        mark("Decide whether to issue it again. That is possible once; the money held for it is free."),
        mark("A drafter of the department"),
        "tender:reissue",
        NO_DATE,
    ),
    T.REISSUED: Duty(
        mark("The new tender goes on in its place. Providers that want the work send a new bid there."),
    ),
    T.CANCELLED: Duty(
        mark("No bid counts any more and no award follows. The money held for the tender is free."),
    ),
}
CALL_ROUNDS = Duty(
    mark("Say when the first round begins; the others follow by themselves, and then the selection is run."),
    mark("A drafter or an approver of the department"),
    "tender:run_rounds",
    AWARD_TERM,
)
"""While a method by rounds has called none."""
ROUNDS = Duty(
    mark("Send a lower price in the round, or let the last one stand. After the last round the selection is run."),
    mark("The bidders"),
    term=mark("Until the round ends."),
)
"""While a round is called."""
ANSWER_QUOTES = Duty(
    mark("Answer the quotes, or let the last ones stand. Then new quotes are asked for, or the selection is run."),
    mark("A drafter or an approver of the department"),
    "tender:run_rounds",
    mark("Until the time for the answer ends."),
)
"""While the department is asked in a negotiation."""
CALL_FINAL = replace(
    CALL_ROUNDS,
    what=mark("Say when the best of the scoring give their final prices; then the selection is run."),
)
"""While the best wait to be asked."""
FINAL_PRICES = replace(
    ROUNDS,
    what=mark("Give one final price. Nobody reads it before the time is over; then the selection is run."),
    who=mark("The bidders who came out best in the scoring"),
)
"""While final prices are asked."""
SECOND_FAILURE = Duty(
    mark(
        "This was the second attempt. The department may draft a new tender with another method or other terms; "
        "another method needs a stated reason and an approver's consent."
    ),
)

BIDS: Duties = {
    B.SUBMITTED: Duty(
        mark("Replace or withdraw the bid, if you want to. Otherwise nothing is to be done."),
        mark("The provider"),
        "bid:withdraw",
        then=mark("Then the bid is frozen, and those who hold the keys open all bids together."),
    ),
    B.INVITED_AGAIN: Duty(
        mark("Seal and send the bid again. The one that was sent is sealed to somebody who opens no more."),
        mark("The provider"),
        "bid:withdraw",
        then=mark("Then the tender takes no more bids, and this one is never opened."),
    ),
    B.WITHDRAWN: Duty(
        mark("Send a new bid, if you want to take part after all."),
        mark("The provider"),
        "bid:withdraw",
        then=mark("Then the tender takes no more bids."),
    ),
    B.VALID: Duty(
        mark("Run the selection and announce the award. The provider is told the result."),
        mark("The department"),
        term=AWARD_TERM,
    ),
    B.INVALID: Duty(
        mark(
            "The bid takes no further part, and the provider owes nothing. The reasons are published with the result."
        ),
    ),
}
CONFIRMED_OR_SENT = replace(
    BIDS[B.INVITED_AGAIN],
    what=mark("Confirm that the bid stands under the changed notice, or seal and send another."),
)
"""Where only the notice was changed and the openers are the same."""
WAITS_FOR_OPENING = replace(TENDERS[T.CLOSED], then=mark("The bid can no longer be changed or withdrawn."))
NEVER_OPENED = Duty(mark("The tender ended before the opening. The bid stays sealed, and the provider owes nothing."))
WITHDRAWN_FOR_GOOD = Duty(mark("The tender takes no more bids. The withdrawn bid is never opened."))
NOT_SENT_AGAIN = Duty(mark("The tender takes no more bids. The bid was not sent again and is never opened."))
DECIDED = Duty(mark("The selection stands. Your place and the reasons are on this page, and everything is public."))


def of_tender(tender: Tender, award: Award | None, contract: Contract | None, ended: Sequence[Award]) -> Standing:
    """A tender; once it is awarded, what stands is the award's or the contract's. `ended` are the awards that ended."""
    if tender.state is T.AWARDED and award is not None:
        return of_award(award, contract).within(TENDER, T.AWARDED)
    is_out_of_time = tender.state is T.PUBLISHED and not _takes_bids(tender)
    state = T.CLOSED if is_out_of_time else tender.state
    duty, subject, due, is_reader = TENDERS[state], cast("Tender | Award", tender), award_due(reading(), tender), None
    match state:
        case T.PUBLISHED | T.ANNOUNCED:
            due, is_reader = tender.deadline_at, current_actor().has(Role.AGENCY_MEMBER)
        case T.CLOSED | T.EVALUATED:
            due = open_by(reading(), tender)
        case T.OPENED | T.EVALUATING if doubted := doubts.unsettled_of(reading(), tender_id=tender.id):
            return doubt_standing.of_doubt(doubted[0]).within(TENDER, tender.state)
        case T.IN_APPROVAL if override_standing.stops(tender):
            duty, is_reader = override_standing.BLOCKED, override_standing.may_go_on(tender)
        case T.EVALUATING:
            duty = evaluating(tender)
        case T.OPENED:
            duty, due = _opened(tender, duty, due)
        case T.FALLEN_THROUGH if ended:
            subject, due = ended[-1], unsigned.decision_due(reading(), ended[-1])
        case T.FAILED | T.REISSUED | T.CANCELLED | T.EXPIRED:
            due = None
            duty = SECOND_FAILURE if state is T.FAILED and tender.replaces_id is not None else duty
    return stand(TENDER, state, duty, subject, due, is_reader=is_reader)


def _opened(tender: Tender, duty: Duty, due: datetime | None) -> tuple[Duty, datetime | None]:
    """What comes before the selection: points, or prices that are sent in rounds, or both one after the other."""
    if notice.is_scored(tender.method) and (scored := before_the_selection(tender)):
        return scored, due
    asks_final = notice.asks_final_prices(tender)
    if (step := rounds.current(reading(), tender.id)) is not None:
        bidders = FINAL_PRICES if asks_final else ROUNDS
        return ANSWER_QUOTES if rounds.BY_BUYER in step.who else bidders, step.closes_at
    call = CALL_FINAL if asks_final else CALL_ROUNDS
    return duty if rounds.are_over(reading(), tender) else call, due


def of_bid(bid: Bid, tender: Tender) -> Standing:
    """A bid, as its own provider reads it."""
    if tender.state in doubts.HEARD_IN and (doubted := doubts.unsettled_of(reading(), bid_id=bid.id)):
        return doubt_standing.of_doubt(doubted[0]).within(BID, bid.state)
    if bid.state is B.VALID:
        return _of_valid_bid(bid, tender)
    duty, subject, due = BIDS[bid.state], cast("Bid | Tender", bid), None
    if bid.state in {B.SUBMITTED, B.INVITED_AGAIN, B.WITHDRAWN} and _takes_bids(tender):
        due = tender.deadline_at
        if bid.state is B.INVITED_AGAIN and opens_with_the_panel(reading(), bid, tender):
            duty = CONFIRMED_OR_SENT
    elif bid.state is B.WITHDRAWN:
        duty = WITHDRAWN_FOR_GOOD
    elif bid.state is B.INVITED_AGAIN:
        duty = NOT_SENT_AGAIN
    elif bid.state is B.SUBMITTED and tender.state in {T.PUBLISHED, T.CLOSED}:
        duty, subject = WAITS_FOR_OPENING, tender
    elif bid.state is B.SUBMITTED:
        duty = NEVER_OPENED
    return stand(BID, bid.state, duty, subject, due)


def _of_valid_bid(bid: Bid, tender: Tender) -> Standing:
    match tender.state:
        case T.EVALUATING | T.EVALUATED:
            due = open_by(reading(), tender) if tender.state is T.EVALUATED else None
            return stand(BID, bid.state, TENDERS[tender.state], tender, due)
        case T.OPENED | T.SELECTED:
            return stand(BID, bid.state, BIDS[bid.state], bid, award_due(reading(), tender))
        case _:
            return stand(BID, bid.state, TENDERS[T.CANCELLED] if tender.state is T.CANCELLED else DECIDED, bid)


def _takes_bids(tender: Tender) -> bool:
    return tender.state is T.PUBLISHED and tender.deadline_at is not None and now() < tender.deadline_at
