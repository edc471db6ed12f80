"""From the tender to the payment."""

from dataclasses import replace
from enum import StrEnum

from marketplace.cli.who_may.changes import of_changes
from marketplace.cli.who_may.prototypes import BUYER, KEEPER, PARTIES, SUPPLIER, Who
from marketplace.cli.who_may.things import Action, Thing
from marketplace.domain.awards.states import AWARD, AwardState
from marketplace.domain.bids.states import BID, DOUBT, BidState, DoubtState
from marketplace.domain.contracts.states import (
    AWAITED,
    CONTRACT,
    MILESTONE,
    RATEABLE,
    ContractState,
    MilestoneState,
)
from marketplace.domain.objections.states import OBJECTION, ObjectionState
from marketplace.domain.payments.states import PAYMENT
from marketplace.domain.questions.states import QUESTION, QuestionState
from marketplace.domain.tenders.states import NOTICE_ONLY, OVERRIDE, PUBLIC, TENDER, OverrideState, TenderState
from marketplace.policy.facts import Facts

T, A, C, M = TenderState, AwardState, ContractState, MilestoneState
OPENED_BIDS = frozenset({BidState.VALID, BidState.INVALID})
CREDIT_CODE = "A dispute waits for the operator: no award is announced, confirmed or signed meanwhile."
OPENING = "tender:hand_in, tender:conclude_opening"
TAKES_BIDS = "The tender takes bids."
OWN_AGENCY = "Each for an active agency of their own."

FELL = (A.DECLINED, A.LAPSED, A.WITHDRAWN)
"""What an award ends in where another may follow."""

WITH_A_DATE = tuple(sorted(AWAITED - {MilestoneState.CLAIMED}))
"""What is late once its date has passed; what is claimed of kept money has none."""


def _tender(state: TenderState) -> Facts:
    is_published = state in PUBLIC
    has_openers = is_published and state not in NOTICE_ONLY
    return Facts(is_public=is_published, buyer_id=BUYER, done_by={"opens": (KEEPER,) if has_openers else ()})


def _override(_state: OverrideState) -> Facts:
    return Facts(buyer_id=BUYER)


def _bid(state: BidState) -> Facts:
    is_opened = state in OPENED_BIDS
    return Facts(supplier_id=SUPPLIER, buyer_id=BUYER if is_opened else None)


def _question(_state: QuestionState) -> Facts:
    return Facts(is_public=True, buyer_id=BUYER)


def _award(_state: AwardState) -> Facts:
    return replace(PARTIES, is_public=True)


def _parties(_state: StrEnum) -> Facts:
    return PARTIES


THINGS: tuple[Thing, ...] = (
    Thing(
        "tender",
        TENDER,
        _tender,
        (
            Action("tender:see", states=tuple(T), why="Of the cancelled: those that were published."),
            Action("tender:edit", ("edit",)),
            Action(
                "tender:edit", states=tuple(T), what="keep what is typed", why="Kept beside the draft for its typist."
            ),
            Action("tender:submit", ("submit",)),
            Action("tender:approve", ("approve",)),
            Action("tender:return", ("return",)),
            Action(
                "tender:override",
                states=(T.DRAFT, T.IN_APPROVAL),
                why="Each condition that the restriction check blocks.",
            ),
            Action("tender:publish", ("publish", "announce")),
            Action("tender:amend", ("amend",), why="The deadline has not passed."),
            Action("tender:amend", ("amend",), what="change the files", why="The deadline has not passed."),
            Action("tender:amend", ("amend",), what="change who must stay out", why="The deadline has not passed."),
            Action("tender:amend", ("replace_opener",), what="replace an opener", why="The deadline has not passed."),
            Action("tender:close", ("close", "expire"), why="The deadline has passed. Closed already is no error."),
            Action(
                "bid:prepare",
                states=(T.PUBLISHED,),
                needs=dict.fromkeys(T, "tender:see"),
                on_ones_own=True,
                why=f"{OWN_AGENCY} The deadline has not passed.",
            ),
            Action(
                "question:ask",
                states=(T.PUBLISHED,),
                needs=dict.fromkeys(T, "tender:see"),
                on_ones_own=True,
                why=f"{OWN_AGENCY} A working day before the deadline at the latest.",
            ),
            Action(
                "tender:hand_in",
                ("open_technical", "open"),
                why="Once each; enough of them together open all bids. With two envelopes: twice.",
            ),
            Action(
                "tender:conclude_opening",
                ("open_technical", "open"),
                why="The openers' time is over. With too few keys it fails.",
            ),
            Action(
                "tender:note_beacon", states=(T.CLOSED, T.OPENED), why="The notice names a round, and it is due. Once."
            ),
            Action("tender:evaluate", states=(T.EVALUATING, T.OPENED), why="The method scores."),
            Action(
                "tender:release_evaluator",
                states=(T.EVALUATING, T.OPENED),
                why="An evaluator lets the others wait past the time; enough remain.",
            ),
            Action("tender:run_rounds", states=(T.OPENED,), why="The method goes by rounds."),
            Action("tender:interrupt_rounds", states=(T.OPENED,), why="A round is called."),
            Action("tender:close_step", states=(T.OPENED,), why="The round's time is over."),
            Action("doubt:raise", states=(T.EVALUATING, T.OPENED), why="The register has learned of a tie."),
            Action("tender:select", ("select",)),
            Action("tender:award", ("award",), why=CREDIT_CODE),
            Action("tender:revoke", ("revoke",), why="No contract is signed by both."),
            Action("tender:reissue", ("reissue",), why="Once."),
            Action("tender:cancel", ("cancel",)),
        ),
        follows={
            "agree": "tender:evaluate, tender:release_evaluator",
            "fail": "tender:close, tender:conclude_opening, tender:select",
            "fall_through": "award:decline, award:lapse",
            "award_next": "award:award_next",
            "give_up": "award:give_up",
        },
    ),
    Thing(
        "override",
        OVERRIDE,
        _override,
        (Action("override:review", ("confirm", "object")),),
    ),
    Thing(
        "bid",
        BID,
        _bid,
        (
            Action("bid:withdraw", ("withdraw",), why="The deadline has not passed."),
            Action("bid:confirm", ("confirm",), why="The openers are the same, and the agency has what is asked for."),
            Action("bid:answer_step", states=(BidState.VALID,), why="A round is open that asks the bidder."),
        ),
        follows={
            "replace": "bid:prepare",
            "invite_again": "tender:amend",
            "admit": OPENING,
            "exclude": f"{OPENING}, doubt:raise, doubt:decide, doubt:expire",
            "readmit": "doubt:decide",
        },
    ),
    Thing(
        "doubt",
        DOUBT,
        _parties,
        (
            Action("doubt:reply", ("reply",), why="Once, while there is time."),
            Action("doubt:decide", ("admit",), what="let the bid take part", why="The tender is not decided."),
            Action("doubt:decide", ("exclude",), what="keep the bid out", why="The tender is not decided."),
            Action("doubt:expire", ("expire",), why="The time to reply is over. Settled already is no error."),
            Action("doubt:mark_overdue", states=(DoubtState.ANSWERED,), why="The time to decide is over."),
        ),
    ),
    Thing(
        "question",
        QUESTION,
        _question,
        (
            Action("question:answer", ("answer",), what="answer", why=TAKES_BIDS),
            Action("question:answer", ("merge",), what="put to another", why=TAKES_BIDS),
            Action("question:answer", ("refuse",), what="refuse", why=TAKES_BIDS),
        ),
    ),
    Thing(
        "award",
        AWARD,
        _award,
        (
            Action("award:confirm", ("confirm",), why="The publicity period is over. Confirmed already is no error."),
            Action("award:note_overdue", states=(A.CONFIRMED,)),
            Action("contract:draw_up", states=(A.PUBLICITY, A.CONFIRMED), why="Once."),
            Action(
                "objection:file",
                states=(A.PUBLICITY,),
                on_ones_own=True,
                only=(Who.OTHER_AGENCY,),
                why="For an active agency of their own that bid or offers the service. Once.",
            ),
            Action("award:decline", ("decline",)),
            Action("award:lapse", ("lapse",)),
            Action("award:award_next", states=FELL, why="The tender has fallen through."),
            Action("award:give_up", states=FELL, why="The tender has fallen through."),
        ),
        follows={
            "contract": "contract:sign_for_the_buyer",
            "revoke": "tender:revoke",
            "withdraw": "objection:answer",
        },
    ),
    Thing(
        "objection",
        OBJECTION,
        _parties,
        (
            Action("objection:withdraw", ("withdraw",)),
            Action("objection:answer", ("answer",), what="answer"),
            Action("objection:answer", ("dismiss",), what="not take up"),
            Action("objection:answer", ("uphold",), what="uphold"),
            Action("objection:mark_overdue", states=(ObjectionState.FILED,), why="The time to answer is over."),
        ),
    ),
    Thing(
        "contract",
        CONTRACT,
        _parties,
        (
            Action("contract:sign_for_the_supplier", ("sign_for_the_supplier",), why="The publicity period is over."),
            Action("contract:sign_for_the_buyer", ("sign_for_the_buyer",)),
            Action("contract:propose_supplement", states=(C.ACTIVE,)),
            Action("contract:propose_termination", states=(C.ACTIVE,)),
            Action("contract:terminate", ("terminate",)),
            Action("contract:rate", states=tuple(sorted(RATEABLE)), why="Once, in time."),
            Action("contract:rate_buyer", states=tuple(sorted(RATEABLE)), why="Once, in time."),
        ),
        follows={
            "void": "award:decline, award:lapse, tender:revoke",
            "fulfil": "milestone:accept, milestone:accept_on_timeout, milestone:accept_in_part, change:agree",
            "complete": "payment:confirm, change:agree",
        },
    ),
    Thing(
        "milestone",
        MILESTONE,
        _parties,
        (
            Action("milestone:deliver", ("deliver",), why="The contract is in force."),
            Action("milestone:accept", ("accept",)),
            Action("milestone:accept_on_timeout", ("accept",), why="The time to examine it is over."),
            Action("milestone:return", ("return",), why="The time to examine it is not over."),
            Action("milestone:accept_in_part", ("accept",), why="The time to examine it is not over."),
            Action("milestone:claim_defect", ("claim",), why="The liability period has begun and is not over."),
            Action("milestone:release", ("release",), why="The liability period is over."),
            Action("milestone:ask_for_time", states=WITH_A_DATE, why="The contract is in force."),
            Action("milestone:propose_waiver", states=tuple(sorted(AWAITED)), why="Another part is left."),
            Action("milestone:demand", states=WITH_A_DATE, why="It is late."),
            Action("milestone:note_late", states=WITH_A_DATE, why="It is late."),
            Action("payment:instruct", states=(M.ACCEPTED,), why="Once."),
        ),
        follows={"pay": "payment:confirm", "keep": "milestone:accept", "end": "change:agree, contract:terminate"},
    ),
    *of_changes(),
    Thing(
        "payment",
        PAYMENT,
        _parties,
        (
            Action("payment:note_started", states=tuple(PAYMENT.meanings)),
            Action("payment:record", ("record",)),
            Action("payment:confirm", ("confirm",)),
            Action("payment:reject", ("reject",)),
        ),
    ),
)
