"""The life of a tender, as a table. Award, contract and payment have lives of their own."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class TenderState(StrEnum):
    """Where a tender stands."""

    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    PUBLISHED = "published"
    ANNOUNCED = "announced"
    EXPIRED = "expired"
    CLOSED = "closed"
    EVALUATING = "evaluating"
    EVALUATED = "evaluated"
    OPENED = "opened"
    SELECTED = "selected"
    AWARDED = "awarded"
    FALLEN_THROUGH = "fallen_through"
    FAILED = "failed"
    REISSUED = "reissued"
    CANCELLED = "cancelled"


class Scoring(StrEnum):
    """What of the evaluators' points goes into the selection, and whether they know the prices by then."""

    MEANS = "means"
    CONSENSUS = "consensus"
    TWO_ENVELOPES = "two_envelopes"


class Quote(StrEnum):
    """What bidders write: an amount, or a percentage off the ceiling price (报价方式: 金额, 下浮率)."""

    AMOUNT = "amount"
    DISCOUNT_RATE = "discount_rate"


class HoldKind(StrEnum):
    """What an open question of somebody keeps from happening."""

    CLOSING = "closing"
    SIGNING = "signing"


class MoveCause(StrEnum):
    """Which part of a question moved a deadline: that nobody had answered it, or that the answer came late."""

    UNANSWERED = "unanswered"
    ANSWERED = "answered"


class EarlierRole(StrEnum):
    """Work on a project after which nobody bids in it (政府采购法实施条例 Art 18, 招标投标法实施条例 Art 27)."""

    DESIGN = "design"
    SPECIFICATION = "specification"
    MANAGEMENT = "management"
    SUPERVISION = "supervision"
    TESTING = "testing"
    PRICE_BASIS = "price_basis"


S = TenderState

TENDER = Lifecycle(
    "tender",
    S.DRAFT,
    {
        (S.DRAFT, "edit"): S.DRAFT,
        (S.DRAFT, "submit"): S.IN_APPROVAL,
        (S.IN_APPROVAL, "return"): S.DRAFT,
        (S.IN_APPROVAL, "approve"): S.APPROVED,
        (S.APPROVED, "return"): S.DRAFT,
        (S.APPROVED, "publish"): S.PUBLISHED,
        (S.APPROVED, "announce"): S.ANNOUNCED,
        (S.ANNOUNCED, "expire"): S.EXPIRED,
        (S.PUBLISHED, "amend"): S.PUBLISHED,
        (S.PUBLISHED, "replace_opener"): S.PUBLISHED,
        (S.ANNOUNCED, "amend"): S.ANNOUNCED,
        (S.PUBLISHED, "close"): S.CLOSED,
        (S.CLOSED, "open"): S.OPENED,
        (S.CLOSED, "fail"): S.FAILED,
        (S.CLOSED, "open_technical"): S.EVALUATING,
        (S.EVALUATING, "agree"): S.EVALUATED,
        (S.EVALUATING, "fail"): S.FAILED,
        (S.EVALUATED, "open"): S.OPENED,
        (S.EVALUATED, "fail"): S.FAILED,
        (S.OPENED, "select"): S.SELECTED,
        (S.OPENED, "fail"): S.FAILED,
        (S.SELECTED, "award"): S.AWARDED,
        (S.AWARDED, "fall_through"): S.FALLEN_THROUGH,
        (S.FALLEN_THROUGH, "award_next"): S.AWARDED,
        (S.FALLEN_THROUGH, "give_up"): S.FAILED,
        (S.FAILED, "reissue"): S.REISSUED,
        (S.DRAFT, "cancel"): S.CANCELLED,
        (S.IN_APPROVAL, "cancel"): S.CANCELLED,
        (S.APPROVED, "cancel"): S.CANCELLED,
        (S.PUBLISHED, "cancel"): S.CANCELLED,
        (S.ANNOUNCED, "cancel"): S.CANCELLED,
        (S.CLOSED, "cancel"): S.CANCELLED,
        (S.EVALUATING, "cancel"): S.CANCELLED,
        (S.EVALUATED, "cancel"): S.CANCELLED,
        (S.OPENED, "cancel"): S.CANCELLED,
        (S.SELECTED, "cancel"): S.CANCELLED,
        (S.AWARDED, "revoke"): S.CANCELLED,
        (S.FALLEN_THROUGH, "revoke"): S.CANCELLED,
    },
    {
        S.DRAFT: mark("The tender is a draft; its drafter completes it and submits it for approval."),
        S.IN_APPROVAL: mark("The tender waits for a second person's approval."),
        S.APPROVED: mark("The tender is approved and can be published."),
        S.PUBLISHED: mark("The tender is open for sealed bids until its deadline."),
        S.ANNOUNCED: mark("The notice stands here; the purchase is made where its law says, and no bid is taken here."),
        S.EXPIRED: mark("The notice has ended here; the purchase is made where its law says."),
        S.CLOSED: mark("The deadline has passed; the bids are sealed until those who hold the keys open them."),
        S.EVALUATING: mark("The technical parts are opened and evaluated; nobody can read a price."),
        S.EVALUATED: mark("The evaluators have agreed; the prices are sealed until those who hold the keys open them."),
        S.OPENED: mark("The bids are opened; the selection follows."),
        S.SELECTED: mark("The selection is made; the award notice follows."),
        S.AWARDED: mark("The tender is awarded."),
        S.FALLEN_THROUGH: mark(
            "The winner dropped out; an approver awards to the next in the published rank or lets the tender fail."
        ),
        S.FAILED: mark("The tender failed; the department may issue it again once."),
        S.REISSUED: mark("The tender failed and was issued again."),
        S.CANCELLED: mark("The tender was cancelled."),
    },
)

PUBLIC = frozenset(S) - {S.DRAFT, S.IN_APPROVAL, S.APPROVED}
"""States that only a published tender reaches; a draft may also be cancelled, so see `Tender.is_public`."""

NOTICE_ONLY = frozenset({S.ANNOUNCED, S.EXPIRED})
"""The purchase is made elsewhere."""

BIDS_ARE_PUBLIC = frozenset({S.SELECTED, S.AWARDED, S.FALLEN_THROUGH, S.FAILED, S.REISSUED})
"""Names and prices of bidders are shown once the selection stands, so that no evaluator is swayed by the public."""


class OverrideState(StrEnum):
    """What the regulator says of an override."""

    GIVEN = "given"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"


OVERRIDE = Lifecycle(
    "override",
    OverrideState.GIVEN,
    {
        (OverrideState.GIVEN, "confirm"): OverrideState.CONFIRMED,
        (OverrideState.GIVEN, "object"): OverrideState.OBJECTED,
    },
    {
        OverrideState.GIVEN: mark("A legal officer stands for the condition; the regulator has not reviewed it yet."),
        OverrideState.CONFIRMED: mark("The regulator has reviewed the override and confirmed it."),
        OverrideState.OBJECTED: mark("The regulator objects to the override; the department mends the notice."),
    },
)
