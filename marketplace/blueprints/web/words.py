"""Words that pages share: what a state is called, and which of two names a reader is shown.

A lifecycle says in full what a state means; here it has one or two words and the tone of its tag.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request

from marketplace.blueprints.web.filters import BEIJING, day, moment, translate
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext
from marketplace.domain.awards.states import AwardState, Default
from marketplace.domain.bids.states import BidState, DoubtState, Ground
from marketplace.domain.complaints.states import ComplaintState, Outcome
from marketplace.domain.contracts.states import ChangeState, ContractState, MilestoneState
from marketplace.domain.objections.states import ObjectionState
from marketplace.domain.organisations.certificates import Validity
from marketplace.domain.organisations.holdings import GRADES, Grade
from marketplace.domain.organisations.offering import PRICE_MODES
from marketplace.domain.organisations.states import (
    DisputeState,
    OfferState,
    OrganisationKind,
    OrganisationState,
    PriceMode,
)
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.questions.states import QuestionState
from marketplace.domain.tenders.states import EarlierRole, OverrideState, TenderState
from marketplace.kernel.i18n import Text, from_json, mark

KINDS: Mapping[OrganisationKind, Text] = {
    OrganisationKind.AGENCY: mark("Provider"),
    OrganisationKind.DEPARTMENT: mark("Department"),
    OrganisationKind.BUYER: mark("Buyer with own funds"),
    OrganisationKind.REGULATOR: mark("Regulator"),
    OrganisationKind.OPERATOR: mark("Operator"),
}

DEFAULTS: Mapping[Default, Text] = {
    Default.CANNOT_PERFORM: mark("The provider cannot perform"),
    Default.NOT_SIGNED: mark("The provider did not sign the contract within its time"),
}
"""Why a department records that nothing comes of an award."""

EARLIER_ROLES: Mapping[EarlierRole, Text] = {
    EarlierRole.DESIGN: mark("Overall design"),
    EarlierRole.SPECIFICATION: mark("Specification"),
    EarlierRole.MANAGEMENT: mark("Project management"),
    EarlierRole.SUPERVISION: mark("Supervision of the works"),
    EarlierRole.TESTING: mark("Testing"),
    EarlierRole.PRICE_BASIS: mark("Price basis"),
}
"""Earlier work that keeps a provider out."""

_WORDS: Mapping[type[StrEnum], Mapping[str, tuple[Text, str]]] = {
    OrganisationState: {
        OrganisationState.SUBMITTED: (mark("Being checked"), "info"),
        OrganisationState.RETURNED: (mark("Returned"), "warning"),
        OrganisationState.ACTIVE: (mark("Active"), "success"),
        OrganisationState.WITHDRAWN: (mark("Has left the market"), "neutral"),
        OrganisationState.DISSOLVED: (mark("Dissolved"), "neutral"),
    },
    Validity: {
        Validity.FUTURE: (mark("Not valid yet"), "info"),
        Validity.IN_FORCE: (mark("In force"), "success"),
        Validity.EXPIRES_SOON: (mark("Expires soon"), "warning"),
        Validity.EXPIRED: (mark("Expired"), "danger"),
        Validity.TAKEN_OFF: (mark("Taken off"), "neutral"),
    },
    PriceMode: {mode: (label, "neutral") for mode, label in PRICE_MODES.items()},
    OfferState: {
        OfferState.COUNTS: (mark("Offered"), "success"),
        OfferState.ON_COMMITMENT: (mark("On written commitment"), "info"),
        OfferState.INACTIVE: (mark("Inactive"), "danger"),
    },
    DisputeState: {
        DisputeState.OPEN: (mark("Dispute open"), "warning"),
        DisputeState.UPHELD: (mark("Upheld"), "success"),
        DisputeState.REJECTED: (mark("Rejected"), "danger"),
        DisputeState.WITHDRAWN: (mark("Claim withdrawn"), "neutral"),
    },
    TenderState: {
        TenderState.DRAFT: (mark("Draft"), "neutral"),
        TenderState.IN_APPROVAL: (mark("In approval"), "info"),
        TenderState.APPROVED: (mark("Approved"), "info"),
        TenderState.PUBLISHED: (mark("Open for bids"), "success"),
        TenderState.ANNOUNCED: (mark("Notice only"), "info"),
        TenderState.EXPIRED: (mark("Notice ended"), "neutral"),
        TenderState.CLOSED: (mark("Closed, sealed"), "info"),
        TenderState.EVALUATING: (mark("Technical parts opened"), "info"),
        TenderState.EVALUATED: (mark("Evaluated, prices sealed"), "info"),
        TenderState.OPENED: (mark("Bids opened"), "info"),
        TenderState.SELECTED: (mark("Selected"), "info"),
        TenderState.AWARDED: (mark("Awarded"), "success"),
        TenderState.FALLEN_THROUGH: (mark("Winner dropped out"), "warning"),
        TenderState.FAILED: (mark("Failed"), "danger"),
        TenderState.REISSUED: (mark("Issued again"), "neutral"),
        TenderState.CANCELLED: (mark("Cancelled"), "neutral"),
    },
    BidState: {
        BidState.SUBMITTED: (mark("Received, sealed"), "success"),
        BidState.INVITED_AGAIN: (mark("To be confirmed or sent again"), "warning"),
        BidState.WITHDRAWN: (mark("Withdrawn"), "neutral"),
        BidState.VALID: (mark("Valid"), "success"),
        BidState.INVALID: (mark("Excluded"), "danger"),
    },
    DoubtState: {
        DoubtState.ASKED: (mark("Reply asked for"), "warning"),
        DoubtState.ANSWERED: (mark("Reply received"), "info"),
        DoubtState.ADMITTED: (mark("Takes part"), "success"),
        DoubtState.EXCLUDED: (mark("Kept out"), "danger"),
        DoubtState.SILENT: (mark("No reply in time"), "danger"),
    },
    Ground: {
        Ground.AFFILIATION: (mark("Tied to the department"), "warning"),
        Ground.TIED_BIDDERS: (mark("Tied to another bidder"), "warning"),
        Ground.EARLIER_WORK: (mark("Earlier work on the project"), "warning"),
        Ground.LOW_PRICE: (mark("Abnormally low price"), "warning"),
    },
    EarlierRole: {role: (label, "neutral") for role, label in EARLIER_ROLES.items()},
    QuestionState: {
        QuestionState.ASKED: (mark("Not answered yet"), "warning"),
        QuestionState.ANSWERED: (mark("Answered"), "success"),
        QuestionState.MERGED: (mark("Asked before"), "neutral"),
        QuestionState.REFUSED: (mark("Not answered"), "neutral"),
    },
    AwardState: {
        AwardState.PUBLICITY: (mark("In publicity"), "info"),
        AwardState.CONFIRMED: (mark("Confirmed"), "success"),
        AwardState.CONTRACTED: (mark("Contract signed"), "success"),
        AwardState.DECLINED: (mark("Declined by the provider"), "danger"),
        AwardState.LAPSED: (mark("Lapsed"), "danger"),
        AwardState.REVOKED: (mark("Revoked"), "neutral"),
        AwardState.WITHDRAWN: (mark("Withdrawn after an objection"), "danger"),
    },
    ObjectionState: {
        ObjectionState.FILED: (mark("Not answered yet"), "warning"),
        ObjectionState.INADMISSIBLE: (mark("Not taken up"), "neutral"),
        ObjectionState.ANSWERED: (mark("Answered"), "success"),
        ObjectionState.UPHELD: (mark("Upheld"), "danger"),
        ObjectionState.WITHDRAWN: (mark("Withdrawn"), "neutral"),
    },
    ContractState: {
        ContractState.DRAWN_UP: (mark("Provider signs"), "warning"),
        ContractState.SUPPLIER_SIGNED: (mark("Department signs"), "info"),
        ContractState.VOID: (mark("Never signed by both"), "neutral"),
        ContractState.ACTIVE: (mark("In force"), "success"),
        ContractState.FULFILLED: (mark("Delivered"), "success"),
        ContractState.COMPLETED: (mark("Completed"), "neutral"),
        ContractState.TERMINATED: (mark("Ended early"), "danger"),
    },
    MilestoneState: {
        MilestoneState.PENDING: (mark("To be delivered"), "neutral"),
        MilestoneState.KEPT: (mark("Kept back"), "info"),
        MilestoneState.CLAIMED: (mark("Defect claimed"), "warning"),
        MilestoneState.DELIVERED: (mark("Under examination"), "info"),
        MilestoneState.RETURNED: (mark("Returned"), "warning"),
        MilestoneState.ACCEPTED: (mark("Accepted"), "success"),
        MilestoneState.PAID: (mark("Paid"), "success"),
        MilestoneState.ENDED: (mark("Given up"), "neutral"),
    },
    ChangeState: {
        ChangeState.PROPOSED: (mark("Proposed"), "info"),
        ChangeState.APPROVED: (mark("Approved"), "info"),
        ChangeState.IN_FORCE: (mark("In force"), "success"),
        ChangeState.REFUSED: (mark("Refused"), "warning"),
        ChangeState.WITHDRAWN: (mark("Withdrawn"), "neutral"),
        ChangeState.LAPSED: (mark("Lapsed"), "neutral"),
    },
    PaymentState: {
        PaymentState.INSTRUCTED: (mark("Instructed"), "info"),
        PaymentState.RECORDED: (mark("Voucher recorded"), "info"),
        PaymentState.SETTLED: (mark("Settled"), "success"),
    },
    ComplaintState: {
        ComplaintState.RECEIVED: (mark("Received, not yet taken up"), "info"),
        ComplaintState.SUPPLEMENT_ASKED: (mark("Supplement asked for"), "warning"),
        ComplaintState.TAKEN: (mark("Under investigation"), "info"),
        ComplaintState.STATEMENT_ASKED: (mark("Statement asked for"), "warning"),
        ComplaintState.DECIDED: (mark("Decided"), "success"),
        ComplaintState.PUBLISHED: (mark("Decision published"), "success"),
        ComplaintState.NOT_ACCEPTED: (mark("Not accepted"), "neutral"),
        ComplaintState.TRANSFERRED: (mark("Transferred"), "neutral"),
        ComplaintState.WITHDRAWN: (mark("Withdrawn"), "neutral"),
    },
    Outcome: {
        Outcome.FOUNDED: (mark("Founded"), "danger"),
        Outcome.UNFOUNDED: (mark("Unfounded"), "neutral"),
    },
    OverrideState: {
        OverrideState.GIVEN: (mark("Not reviewed yet"), "warning"),
        OverrideState.CONFIRMED: (mark("Confirmed by the regulator"), "success"),
        OverrideState.OBJECTED: (mark("Objected to by the regulator"), "danger"),
    },
}
"""By class first: two enumerations may share a word, and a member is equal to its word."""


def install(app: Flask) -> None:
    """Give them to the templates: the filters ``state_label`` and ``state_tone``, and two functions."""
    app.jinja_env.filters |= {
        "state_label": state_label,
        "state_tone": state_tone,
        "period_end": period_end,
        "grade": grade,
    }
    app.jinja_env.globals |= {"in_language": in_language, "page_address": page_address}


def in_language(chinese: str, english: str) -> str:
    """The English name for English readers where there is one, else the Chinese."""
    return english if english and language() == "en" else chinese


def called_by_name(stored: Mapping[str, Any], names: Mapping[str, str]) -> Text:
    """A text of published evidence with bids and criteria by their names instead of their codes."""
    text = from_json(dict(stored))
    return Text(text.msgid, tuple((key, names.get(value, value)) for key, value in text.params))


def period_end(at: datetime | None) -> str:
    """``the end of 31 Mar 2026`` for a period that ends at 24:00, which a clock calls the next day; else the moment."""
    if at is None or at.astimezone(BEIJING).time() != time():
        return moment(at)
    return str(gettext("the end of %(day)s", day=day(at - timedelta(minutes=1))))


def page_address() -> str:
    """Another page of the list that is shown, with the same filters; its number is still to be put at the end."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in {"page", "lang"}]
    return f"{request.path}?{urlencode([*kept, ('page', '')])}"


def state_label(state: StrEnum) -> str:
    """The state in one or two words of the reader's language."""
    return translate(_WORDS[type(state)][state][0])


def grade(of: Grade) -> str:
    """How high a certificate stands, in the reader's language."""
    return translate(GRADES[of])


def state_tone(state: StrEnum) -> str:
    """The tone of its tag: neutral, info, success, warning or danger."""
    return _WORDS[type(state)][state][1]
