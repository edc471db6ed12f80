"""An agency, a department, a claim, a dispute and an invitation in each of their states."""

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.outbox import OutboxEntry
from marketplace.wiring import OPEN_BUSINESS
from tests import evidence
from tests.blueprints.matrix.purchase import WHY, do
from tests.blueprints.matrix.world import Build, Scene
from tests.domain.market import ITEM


def base(scene: Scene) -> None:
    """The people and their organisations, and a job that was given up."""
    with scene.market.house.writing(PLATFORM) as uow:
        entry = OutboxEntry(job="send_mail", payload={}, created_at=uow.now, due_at=uow.now, dead_at=uow.now)
        scene.refs["job"] = str(uow.add(entry).id)


def account_of_an_operator(scene: Scene) -> None:
    """Another operator looks at it."""
    scene.concerned = "operator2"
    scene.refs["number"] = str(scene.market.users["operator2"])


def submitted(scene: Scene) -> None:
    """The operator who registered it is its first administrator, and does not check it."""
    market = scene.market
    with market.acting("operator2") as uow:
        agency = organisations.register_agency(
            uow, market.particulars("applicant", "91"), services=[ITEM], has_committed=True, slug="applicant"
        ).ref
    market.refs["applicant"], market.users["applicant"] = agency, market.users["colleague"]
    for name in ("colleague", "agency1", "helper"):
        do(scene, "platform", organisations.add_member, agency, market.users[name], Role.AGENCY_MEMBER)
    do(scene, "operator", organisations.appoint_administrator, agency, market.users["agency1"])
    scene.barred = "operator2"
    scene.refs["agency"], scene.refs["helper"] = agency, str(market.users["helper"])
    scene.refs["credit_code"] = market.get(Organisation, agency).credit_code


def returned(scene: Scene) -> None:
    submitted(scene)
    do(scene, "operator", organisations.return_for_correction, scene.refs["agency"], WHY)


def active(scene: Scene) -> None:
    """With a certificate and a person that it shows."""
    submitted(scene)
    do(scene, "operator", organisations.pass_check, scene.refs["agency"])
    scene.refs["qualification"] = evidence.show(scene.market, "applicant")
    scene.refs["practitioner"] = evidence.name_person(scene.market, "applicant")


def withdrawn(scene: Scene) -> None:
    active(scene)
    do(scene, "colleague", organisations.withdraw, scene.refs["agency"], OPEN_BUSINESS)


def verified(scene: Scene) -> None:
    active(scene)
    do(scene, "operator", organisations.verify_by_document, scene.refs["agency"], "Licence")


def department(scene: Scene) -> None:
    number = scene.market.users["helper"]
    scene.refs["helper"] = str(number)
    scene.refs["today"] = day_of(scene.market.clock.at).isoformat()
    do(scene, "platform", organisations.add_member, scene.market.refs["department"], number, Role.EVALUATOR)


def dissolved(scene: Scene) -> None:
    department(scene)
    refs, today = scene.market.refs, day_of(scene.market.clock.at)
    do(scene, "operator", organisations.dissolve, refs["department"], refs["third_department"], today, "1")


def disputed(scene: Scene) -> None:
    scene.refs["dispute"] = scene.market.disputed("agency3", "operator2")
    scene.concerned, scene.barred = "operator2", "operator3"


def upheld(scene: Scene) -> None:
    disputed(scene)
    do(scene, "operator", organisations.uphold, scene.refs["dispute"], WHY)


def rejected(scene: Scene) -> None:
    disputed(scene)
    do(scene, "operator", organisations.reject, scene.refs["dispute"], WHY)


def given_up(scene: Scene) -> None:
    disputed(scene)
    do(scene, "operator2", organisations.withdraw_dispute, scene.refs["dispute"])


def invited(scene: Scene) -> None:
    agency = scene.market.refs["agency1"]
    with scene.market.acting("agency1") as uow:
        sent = organisations.invite(uow, agency, "invitee@example.org", Role.AGENCY_MEMBER, "en").ref
    with scene.market.acting("platform") as uow:
        scene.refs["token"] = organisations.issue_token(uow, sent) or ""
    scene.refs["agency"], scene.refs["invitation"], scene.concerned = agency, sent, "invitee"


def accepted(scene: Scene) -> None:
    invited(scene)
    do(scene, "invitee", organisations.accept_invitation, scene.refs["token"])


def taken_back(scene: Scene) -> None:
    invited(scene)
    do(scene, "agency1", organisations.revoke_invitation, scene.refs["agency"], scene.refs["invitation"])


AGENCIES: dict[str, Build] = {
    "submitted": submitted,
    "returned": returned,
    "active": active,
    "withdrawn": withdrawn,
}
DEPARTMENTS: dict[str, Build] = {"active": department, "dissolved": dissolved}
CLAIMS: dict[str, Build] = {"unverified": active, "verified": verified}
DISPUTES: dict[str, Build] = {"open": disputed, "upheld": upheld, "rejected": rejected, "withdrawn": given_up}
INVITATIONS: dict[str, Build] = {"sent": invited, "accepted": accepted, "revoked": taken_back}
