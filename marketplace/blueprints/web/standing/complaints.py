"""Complaints, as their filer, the respondent, the regulator and the public read them."""

from marketplace.blueprints.web.standing import NO_DATE, Duties, Duty, Standing, stand
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.complaints.rules import CHECK_WITHIN, DECIDE_WITHIN, STATEMENT_WITHIN, SUPPLEMENT_WITHIN
from marketplace.domain.complaints.states import COMPLAINT, ComplaintState
from marketplace.kernel.i18n import mark

C = ComplaintState
OFFICER = mark("The officer who has taken the case")

COMPLAINTS: Duties = {
    C.RECEIVED: Duty(
        mark("Check whether the complaint can be taken up: take it, ask for a supplement, transfer it or refuse it."),
        mark("A regulator who does not belong to the respondent"),
        "complaint:check",
        mark("Within %(days)s working days (财政部令第94号 Art 21).", days=CHECK_WITHIN),
        mark("Then the case stands as overdue at the top of the regulators' list."),
    ),
    C.SUPPLEMENT_ASKED: Duty(
        mark("Add what the regulator asked for."),
        mark("The filer"),
        "",
        mark("Within %(days)s working days of the request.", days=SUPPLEMENT_WITHIN),
        mark("Then the regulator goes on with what is there, or does not accept the complaint."),
    ),
    C.TAKEN: Duty(
        mark("Examine the case, hear the respondent and decide."),
        OFFICER,
        "complaint:decide",
        mark("Within %(days)s days of the complete complaint.", days=DECIDE_WITHIN),
        mark("Then the case stands as overdue at the top of the regulators' list."),
    ),
    C.STATEMENT_ASKED: Duty(
        mark("Answer the officer's question."),
        mark("The respondent: an approver of the department, or a member of the provider"),
        "complaint:state",
        mark("Within %(days)s working days of the request (财政部令第94号 Art 22).", days=STATEMENT_WITHIN),
        mark("Then the officer may decide on what is there."),
    ),
    C.DECIDED: Duty(
        mark("Publish the decision, or put on file why it is not published."),
        OFFICER,
        "complaint:decide",
        NO_DATE,
    ),
    C.PUBLISHED: Duty(
        mark(
            "Where the complaint is founded, the respondent does what the decision's measures say. "
            "The filer has nothing more to do."
        ),
    ),
    C.NOT_ACCEPTED: Duty(
        mark("The respondent is not asked for anything. The filer may file a new complaint that mends the reason."),
    ),
    C.TRANSFERRED: Duty(
        mark("The body named in the reason goes on with it; the filer turns to that body from now on."),
    ),
    C.WITHDRAWN: Duty(mark("Nothing follows from it for anybody. The filer may file a new complaint.")),
}


def of_complaint(complaint: Complaint, *, is_filer: bool = False) -> Standing:
    """A complaint. Whoever comes with its code reads as its filer, whatever else they are."""
    state = complaint.state
    is_reader = state is C.SUPPLEMENT_ASKED if is_filer else None
    return stand(COMPLAINT, state, COMPLAINTS[state], complaint, complaint.due_at, is_reader=is_reader)
