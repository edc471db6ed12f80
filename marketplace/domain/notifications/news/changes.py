"""What one side proposes about a contract in force, and the other's answer. The reasons stand on the contract's page.

A proposal is told to whoever has to answer it now, an answer to the side that proposed. An end by agreement is told as
the end of the contract.
"""

from collections.abc import Sequence

from marketplace.domain.contracts.events import ContractChangeMoved
from marketplace.domain.contracts.states import OPEN_CHANGES, ChangeKind, ChangeState
from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.scene import Scene
from marketplace.domain.notifications.topics import Topic
from marketplace.kernel.i18n import mark


def _waits(scene: Scene) -> bool:
    """Nobody has answered since."""
    return scene.change.state in OPEN_CHANGES and scene.change.state.value == scene.named["state"]


ROWS: Sequence[News] = (
    News(
        "change_to_approve",
        ContractChangeMoved,
        to.without(to.approvers, lambda scene: [scene.change.proposed_by]),
        Topic.CONTRACTS,
        mark("A supplement to approve"),
        mark("A supplement to the contract %(contract)s for “%(title)s” is proposed. Approve or refuse it."),
        "/buyer/contracts/%(contract)s",
        ChangeState.PROPOSED,
        if_still=lambda scene: _waits(scene) and scene.change.kind is ChangeKind.SUPPLEMENT,
    ),
    News(
        "change_asked_of_buyer",
        ContractChangeMoved,
        to.approvers,
        Topic.CONTRACTS,
        mark("A proposal to answer"),
        mark("The provider proposes a change of the contract %(contract)s for “%(title)s”. Agree or refuse."),
        "/buyer/contracts/%(contract)s",
        ChangeState.PROPOSED,
        if_still=lambda scene: _waits(scene) and scene.change.by_supplier,
    ),
    News(
        "change_asked_of_supplier",
        ContractChangeMoved,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("A proposal to answer"),
        mark("The department proposes a change of the contract %(contract)s for “%(title)s”. Agree or refuse."),
        "/supplier/contracts/%(contract)s",
        if_still=lambda scene: _waits(scene) and not scene.change.waits_for_the_buyer,
    ),
    News(
        "change_agreed_supplier",
        ContractChangeMoved,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("Your proposal was agreed to"),
        mark("What you proposed about the contract %(contract)s for “%(title)s” is agreed and in force."),
        "/supplier/contracts/%(contract)s",
        ChangeState.IN_FORCE,
        if_still=lambda scene: scene.change.by_supplier and scene.change.kind is not ChangeKind.TERMINATION,
    ),
    News(
        "change_agreed_buyer",
        ContractChangeMoved,
        to.together(to.drafters, to.approvers),
        Topic.CONTRACTS,
        mark("Your proposal was agreed to"),
        mark("What your department proposed about the contract %(contract)s for “%(title)s” is agreed and in force."),
        "/buyer/contracts/%(contract)s",
        ChangeState.IN_FORCE,
        if_still=lambda scene: not scene.change.by_supplier and scene.change.kind is not ChangeKind.TERMINATION,
    ),
    News(
        "change_refused_supplier",
        ContractChangeMoved,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("Your proposal was refused"),
        mark(
            "What you proposed about the contract %(contract)s for “%(title)s” was refused; "
            "the contract stays as it was. Why, is said on its page."
        ),
        "/supplier/contracts/%(contract)s",
        ChangeState.REFUSED,
        if_still=lambda scene: scene.change.by_supplier,
    ),
    News(
        "change_refused_buyer",
        ContractChangeMoved,
        to.without(to.together(to.drafters, to.approvers), lambda scene: [scene.change.answered_by]),
        Topic.CONTRACTS,
        mark("Your proposal was refused"),
        mark(
            "What your department proposed about the contract %(contract)s for “%(title)s” was refused; "
            "the contract stays as it was. Why, is said on its page."
        ),
        "/buyer/contracts/%(contract)s",
        ChangeState.REFUSED,
        if_still=lambda scene: not scene.change.by_supplier,
    ),
)
