"""Evaluators who score and agree, and openings that are held twice."""

from collections.abc import Sequence

from marketplace.domain.evaluation.events import (
    EvaluatorReleased,
    EvaluatorsAgreed,
    EvaluatorStoodAside,
    SheetsComplete,
)
from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.events import TenderMoved
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.i18n import mark

ROWS: Sequence[News] = (
    News(
        "bids_to_evaluate",
        TenderMoved,
        to.evaluators,
        Topic.PURCHASING,
        mark("Proposals to score"),
        mark("The bids for “%(title)s” were opened. Score the proposals; the award notice is due by %(award_by)s."),
        "/buyer/tenders/%(tender)s/evaluation",
        TenderState.OPENED,
        lambda scene: (
            notice.is_scored(scene.tender.method)
            and scene.tender.state is TenderState.OPENED
            and not scene.tender.has_two_envelopes
        ),
    ),
    News(
        "technical_excluded",
        TenderMoved,
        to.excluded_bidders,
        Topic.BIDDING,
        mark("Your bid was excluded"),
        mark(
            "The technical parts for “%(title)s” were opened. Your bid was excluded: %(excluded_because)s "
            "Its price stays sealed."
        ),
        "/supplier/bids/%(bid)s",
        TenderState.EVALUATING,
    ),
    News(
        "technical_to_evaluate",
        TenderMoved,
        to.evaluators,
        Topic.PURCHASING,
        mark("Proposals to score"),
        mark("The technical parts for “%(title)s” were opened. Score them alone; then the evaluators agree."),
        "/buyer/tenders/%(tender)s/evaluation",
        TenderState.EVALUATING,
        lambda scene: scene.tender.state is TenderState.EVALUATING,
    ),
    News(
        "sheets_complete",
        SheetsComplete,
        to.evaluators,
        Topic.PURCHASING,
        mark("Points to agree on"),
        mark("Every evaluator of “%(title)s” has scored. Agree now on the points of every bid."),
        "/buyer/tenders/%(tender)s/evaluation",
        if_still=lambda scene: scene.tender.agreed_at is None,
    ),
    News(
        "evaluator_released",
        EvaluatorReleased,
        to.the_released,
        Topic.PURCHASING,
        mark("The evaluation goes on without you"),
        mark(
            "An approver of your department has released you from evaluating “%(title)s”, because the others waited "
            "for you past the time. The sheets you gave count no more."
        ),
        "/buyer/tenders/%(tender)s/evaluation",
    ),
    News(
        "evaluator_stood_aside",
        EvaluatorStoodAside,
        to.together(to.drafters, to.approvers),
        Topic.PURCHASING,
        mark("An evaluator stood aside"),
        mark(
            "An evaluator of “%(title)s” stood aside because of an interest. The sheets of that evaluator, and what "
            "was proposed to all, count no more. Where too few evaluators are left, let another one declare and score."
        ),
        "/buyer/tenders/%(tender)s/evaluation",
        if_still=lambda scene: scene.tender.is_being_scored,
    ),
    News(
        "evaluators_agreed",
        EvaluatorsAgreed,
        to.together(to.drafters, to.approvers),
        Topic.PURCHASING,
        mark("The evaluators have agreed"),
        mark("The evaluators of “%(title)s” have agreed on the points of every bid. Its page says what is next."),
        "/buyer/tenders/%(tender)s",
    ),
    News(
        "prices_to_open",
        TenderMoved,
        to.openers,
        Topic.OPENINGS,
        mark("Prices to open"),
        mark("The evaluators of “%(title)s” have agreed. Hand in what your key reads of the prices by %(open_by)s."),
        "/account/keys/openings/%(tender)s",
        TenderState.EVALUATED,
        lambda scene: scene.tender.state is TenderState.EVALUATED,
    ),
)
