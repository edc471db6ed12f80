"""What goes on around the purchases: agencies leave, codes are disputed, departments dissolved, complaints filed."""

from collections.abc import Callable, Mapping

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.complaints import operations as complaints
from marketplace.domain.complaints.operations import Finding
from marketplace.domain.complaints.rules import Contact, Submission
from marketplace.domain.complaints.states import COMPLAINT, Anonymity, ComplaintState, Outcome, SubjectKind
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.states import PUBLIC, TenderState
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.wiring import OPEN_BUSINESS
from tests.domain.life_cycle.acts.act import Act, Step, of
from tests.domain.life_cycle.purchase import Purchase
from tests.domain.market import Market

SAID = "We have read it."
FILER = Contact("canary", "13987654321", "canary@example.net")
"""Stands in no journal and in no outbox."""
UNFOUNDED = Finding(Outcome.UNFOUNDED, "The notice is as it should be.", "Nobody is kept out.", ())


def _leave(market: Market, purchase: Purchase) -> Step:
    ref = market.refs[purchase.agency]
    return lambda uow: organisations.withdraw(uow, ref, OPEN_BUSINESS)


def _come_back(market: Market, purchase: Purchase) -> Step:
    ref = market.refs[purchase.agency]
    return lambda uow: organisations.rejoin(uow, ref)


def _claim(market: Market, purchase: Purchase) -> Step:
    code = market.get(Organisation, market.refs[purchase.agency]).credit_code
    return lambda uow: organisations.open_dispute(uow, code, "The code is ours", market.stored())


def _dissolve(market: Market, _purchase: Purchase) -> Step:
    ref, successor = market.refs["department"], market.refs["other_department"]
    return lambda uow: organisations.dissolve(uow, ref, successor, day_of(market.clock.at), "No. 7")


def _complain(market: Market, purchase: Purchase) -> Step:
    submission = Submission(
        kind=SubjectKind.TENDER,
        articles=("AML-42",),
        facts="The notice asks for a branch in the city.",
        reasons="Firms of other places cannot take part.",
        since=None,
        reported_elsewhere=False,
        elsewhere="",
        anonymity=Anonymity.CONFIDENTIAL,
        about=purchase.tender,
        contact=FILER,
    )

    def complain(uow: UnitOfWork) -> complaints.Filed:
        return complaints.file(uow, submission, (), f"203.0.113.{purchase.nth}")

    return complain


def _withdraw_the_complaint(market: Market, purchase: Purchase) -> Step | None:
    ref = purchase.complaint
    code = ref and market.refs.get(ref)
    return (lambda uow: complaints.withdraw(uow, ref, code)) if ref and code else None


def _can(action: str) -> Callable[[Purchase], bool]:
    return lambda purchase: (
        purchase.complaint_state is not None and COMPLAINT.allows(ComplaintState(purchase.complaint_state), action)
    )


ORGANISATIONS: Mapping[str, Act] = {
    "leave the market": Act("agency", _leave, lambda purchase: not purchase.has_left),
    "come back": Act("agency", _come_back, lambda purchase: purchase.has_left, 3),
    "claim the code": Act("rival", _claim, lambda purchase: not purchase.is_disputed),
    "uphold the claim": Act(
        "operator", of("dispute", organisations.uphold, "The register says so"), lambda purchase: purchase.is_disputed
    ),
    "reject the claim": Act(
        "operator", of("dispute", organisations.reject, "The register says no"), lambda purchase: purchase.is_disputed
    ),
    "drop the claim": Act(
        "rival", of("dispute", organisations.withdraw_dispute), lambda purchase: purchase.is_disputed
    ),
    "dissolve the department": Act("operator", _dissolve, lambda purchase: purchase.state is TenderState.APPROVED, 9),
}
COMPLAINTS: Mapping[str, Act] = {
    "complain": Act("other_drafter", _complain, lambda purchase: purchase.state in PUBLIC and not purchase.complaint),
    "take the complaint": Act("regulator", of("complaint", complaints.take), _can("ask_supplement")),
    "ask for a statement": Act("regulator", of("complaint", complaints.ask_statement, SAID), _can("ask_statement"), 2),
    "state": Act("approver", of("complaint", complaints.state, SAID, ()), _can("state"), 2),
    "decide": Act("regulator", of("complaint", complaints.decide, UNFOUNDED), _can("decide"), 2),
    "publish the decision": Act("regulator", of("complaint", complaints.publish), _can("publish"), 3),
    "send the complaint away": Act("regulator", of("complaint", complaints.not_accept, SAID), _can("not_accept")),
    "take the complaint back": Act("other_drafter", _withdraw_the_complaint, _can("withdraw")),
}
