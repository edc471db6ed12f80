"""Objections to an award: the number, whose turn it is and what it holds up; never what is in it nor who filed it."""

from collections.abc import Sequence

from marketplace.domain.awards.events import AwardEnded
from marketplace.domain.awards.states import AwardState
from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.scene import Scene
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.objections.events import ObjectionFiled, ObjectionOverdue, ObjectionSettled
from marketplace.domain.objections.states import SETTLED_BY_WORDS, ObjectionState
from marketplace.domain.tenders import holds
from marketplace.domain.tenders.states import HoldKind
from marketplace.kernel.i18n import mark


def _is_open(scene: Scene) -> bool:
    return scene.objection.state is ObjectionState.FILED


def _goes_on(scene: Scene) -> bool:
    """The award stands, and no other objection holds it up."""
    is_held = holds.standing(scene.session, scene.tender.id, HoldKind.SIGNING)
    return not is_held and scene.award.state in {AwardState.PUBLICITY, AwardState.CONFIRMED}


ROWS: Sequence[News] = (
    News(
        "objection_to_answer",
        ObjectionFiled,
        to.approvers,
        Topic.PURCHASING,
        mark("An objection to answer"),
        mark(
            "The objection %(objection)s to the award of “%(title)s” was filed. Answer it by %(objection_due)s; "
            "until then no contract is signed."
        ),
        "/buyer/objections/%(objection)s",
        if_still=_is_open,
    ),
    News(
        "award_objected_to",
        ObjectionFiled,
        to.the_winner,
        Topic.CONTRACTS,
        mark("Somebody objected to your award"),
        mark(
            "An objection to the award of “%(title)s” was filed. The department answers by %(objection_due)s; "
            "until then no contract is signed."
        ),
        "/supplier/awards",
        if_still=_is_open,
    ),
    News(
        "objection_settled",
        ObjectionSettled,
        to.the_objector,
        Topic.BIDDING,
        mark("Your objection is answered"),
        mark("The department has answered your objection %(objection)s to the award of “%(title)s”."),
        "/supplier/objections/%(objection)s",
        if_still=lambda scene: scene.objection.state in SETTLED_BY_WORDS,
    ),
    News(
        "award_goes_on",
        ObjectionSettled,
        to.the_winner,
        Topic.CONTRACTS,
        mark("The objection to your award is settled"),
        mark("The award of “%(title)s” goes on. The contract is signed by %(sign_by)s."),
        "/supplier/awards",
        if_still=_goes_on,
    ),
    News(
        "award_withdrawn",
        AwardEnded,
        to.the_winner,
        Topic.CONTRACTS,
        mark("Your award was withdrawn"),
        mark("An objection to the award of “%(title)s” was upheld: %(award_ended_because)s"),
        "/supplier/awards",
        AwardState.WITHDRAWN,
    ),
    News(
        "objection_overdue",
        ObjectionOverdue,
        to.every_regulator,
        Topic.COMPLAINTS,
        mark("A department does not answer an objection"),
        mark("The objection %(objection)s to the award of “%(title)s” was to be answered by %(objection_due)s."),
        "/regulator/objections/%(objection)s",
        if_still=_is_open,
    ),
    News(
        "own_objection_overdue",
        ObjectionOverdue,
        to.approvers,
        Topic.PURCHASING,
        mark("An objection is not answered in time"),
        mark(
            "The objection %(objection)s to the award of “%(title)s” was to be answered by %(objection_due)s. "
            "Regulators see it, and no contract is signed."
        ),
        "/buyer/objections/%(objection)s",
        if_still=_is_open,
    ),
    News(
        "objection_unanswered",
        ObjectionOverdue,
        to.the_objector,
        Topic.BIDDING,
        mark("Your objection was not answered in time"),
        mark(
            "The department was to answer your objection %(objection)s to the award of “%(title)s” by "
            "%(objection_due)s. The signing goes on waiting, and you may complain."
        ),
        "/supplier/objections/%(objection)s",
        if_still=_is_open,
    ),
)
