"""Complaints: the number of the case and what is to be done, never a word of it nor anything of who filed it."""

from collections.abc import Sequence

from marketplace.domain.complaints.events import ComplaintFiled, ComplaintPublished, StatementAsked
from marketplace.domain.complaints.states import ComplaintState
from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.kernel.i18n import mark

_ASKED = mark("A question of the regulator")
_ANSWER = mark("The regulator asks for a statement in the case %(complaint)s. Answer by %(complaint_due)s.")

ROWS: Sequence[News] = (
    News(
        "complaint_to_check",
        ComplaintFiled,
        to.regulators,
        Topic.COMPLAINTS,
        mark("A complaint to check"),
        mark("The complaint %(complaint)s was received. Check it by %(complaint_due)s."),
        "/regulator/complaints/%(complaint)s",
        if_still=lambda scene: scene.complaint.state is ComplaintState.RECEIVED,
    ),
    News(
        "statement_asked_of_buyer",
        StatementAsked,
        to.the_department_complained_of,
        Topic.COMPLAINTS,
        _ASKED,
        _ANSWER,
        "/buyer/complaints/%(complaint)s",
        if_still=lambda scene: scene.complaint.state is ComplaintState.STATEMENT_ASKED,
    ),
    News(
        "statement_asked_of_supplier",
        StatementAsked,
        to.the_agency_complained_of,
        Topic.COMPLAINTS,
        _ASKED,
        _ANSWER,
        "/supplier/complaints/%(complaint)s",
        if_still=lambda scene: scene.complaint.state is ComplaintState.STATEMENT_ASKED,
    ),
    News(
        "complaint_published",
        ComplaintPublished,
        to.together(to.the_department_complained_of, to.the_agency_complained_of),
        Topic.COMPLAINTS,
        mark("A decision of the regulator is public"),
        mark("The regulator has published its decision in the case %(complaint)s, which is about your organisation."),
        "/complaints/%(complaint)s",
    ),
)
