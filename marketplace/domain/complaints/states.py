"""The life of a complaint as a table, and the kinds of things in it."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    SUPPLEMENT_ASKED = "supplement_asked"
    TAKEN = "taken"
    STATEMENT_ASKED = "statement_asked"
    DECIDED = "decided"
    PUBLISHED = "published"
    NOT_ACCEPTED = "not_accepted"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"


class SubjectKind(StrEnum):
    """What is complained of."""

    TENDER = "tender"
    CLAUSE = "clause"
    DEPARTMENT = "department"
    AGENCY = "agency"
    POLICY = "policy"


class Anonymity(StrEnum):
    """How much the filer tells of themselves; whatever it is, only regulators learn it."""

    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    NAMED = "named"


class Outcome(StrEnum):
    """What the officer found."""

    FOUNDED = "founded"
    UNFOUNDED = "unfounded"


class EntryKind(StrEnum):
    """What one line of the correspondence is."""

    SUPPLEMENT_REQUEST = "supplement_request"
    SUPPLEMENT = "supplement"
    STATEMENT_REQUEST = "statement_request"
    STATEMENT = "statement"
    NOT_ACCEPTED = "not_accepted"
    TRANSFERRED = "transferred"
    WITHHELD = "withheld"


C = ComplaintState

COMPLAINT = Lifecycle(
    "complaint",
    C.RECEIVED,
    {
        (C.RECEIVED, "ask_supplement"): C.SUPPLEMENT_ASKED,
        (C.SUPPLEMENT_ASKED, "supplement"): C.RECEIVED,
        (C.RECEIVED, "take"): C.TAKEN,
        (C.SUPPLEMENT_ASKED, "take"): C.TAKEN,
        (C.TAKEN, "take"): C.TAKEN,
        (C.STATEMENT_ASKED, "take"): C.STATEMENT_ASKED,
        (C.DECIDED, "take"): C.DECIDED,
        (C.TAKEN, "ask_statement"): C.STATEMENT_ASKED,
        (C.STATEMENT_ASKED, "state"): C.TAKEN,
        (C.TAKEN, "decide"): C.DECIDED,
        (C.STATEMENT_ASKED, "decide"): C.DECIDED,
        (C.DECIDED, "withhold"): C.DECIDED,
        (C.DECIDED, "publish"): C.PUBLISHED,
        (C.RECEIVED, "not_accept"): C.NOT_ACCEPTED,
        (C.SUPPLEMENT_ASKED, "not_accept"): C.NOT_ACCEPTED,
        (C.TAKEN, "not_accept"): C.NOT_ACCEPTED,
        (C.RECEIVED, "transfer"): C.TRANSFERRED,
        (C.SUPPLEMENT_ASKED, "transfer"): C.TRANSFERRED,
        (C.TAKEN, "transfer"): C.TRANSFERRED,
        (C.RECEIVED, "withdraw"): C.WITHDRAWN,
        (C.SUPPLEMENT_ASKED, "withdraw"): C.WITHDRAWN,
        (C.TAKEN, "withdraw"): C.WITHDRAWN,
        (C.STATEMENT_ASKED, "withdraw"): C.WITHDRAWN,
    },
    {
        C.RECEIVED: mark("The complaint is received; a regulator checks whether it can be taken up."),
        C.SUPPLEMENT_ASKED: mark("The regulator asked for a supplement; the filer adds it."),
        C.TAKEN: mark("An officer has taken up the case and examines it."),
        C.STATEMENT_ASKED: mark("The respondent was asked for a statement."),
        C.DECIDED: mark("The case is decided; the decision is not published."),
        C.PUBLISHED: mark("The case is decided and the decision is published."),
        C.NOT_ACCEPTED: mark("The complaint was not accepted; the reason is stated."),
        C.TRANSFERRED: mark("The complaint was passed on to the body that is competent."),
        C.WITHDRAWN: mark("The filer withdrew the complaint."),
    },
)

OPEN = (C.RECEIVED, C.SUPPLEMENT_ASKED, C.TAKEN, C.STATEMENT_ASKED)
"""States in which a clock runs."""
