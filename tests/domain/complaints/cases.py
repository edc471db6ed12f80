"""Complaints at every station, for the tests of whoever meets them."""

from dataclasses import replace

from marketplace.domain.complaints import operations as complaints
from marketplace.domain.complaints.operations import Filed, Finding
from marketplace.domain.complaints.rules import Contact, Submission
from marketplace.domain.complaints.states import Anonymity, Outcome, SubjectKind
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.organisations.models import Organisation
from marketplace.kernel.actor import ANYONE
from tests.domain.market import Market

SOURCE = "203.0.113.7"
CONTACT = Contact("赵canary", "13987654321", "canary@example.net")
FOUND = Finding(
    Outcome.FOUNDED,
    "The notice asks for a local branch. 赵canary (13987654321) told us.",
    "The condition keeps firms of other places out.",
    ("AML-42", "O16-6"),
    "Take the condition out of the notice and publish the change.",
)


def written(about: str, **changes: object) -> Submission:
    """A whole complaint about a tender, but for what a test changes."""
    made = Submission(
        kind=SubjectKind.TENDER,
        articles=("AML-42", "O16-6"),
        facts="canary-facts: the notice asks for a branch in the city.",
        reasons="canary-reasons: firms of other places cannot take part.",
        since=None,
        reported_elsewhere=False,
        elsewhere="",
        anonymity=Anonymity.CONFIDENTIAL,
        about=about,
        contact=CONTACT,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def filed(market: Market, about: str = "", *files: StoredFile, source: str = SOURCE, **changes: object) -> Filed:
    submission = written(about or market.published(), **changes)
    with market.house.writing(ANYONE) as uow:
        return complaints.file(uow, submission, files, source)


def filed_ref(market: Market) -> str:
    return filed(market).complaint.ref


def against_agency(market: Market) -> str:
    code = market.get(Organisation, market.refs["agency1"]).credit_code
    return filed(market, code, kind=SubjectKind.AGENCY).complaint.ref


def agency_asked(market: Market) -> str:
    ref = against_agency(market)
    with market.acting("regulator") as uow:
        complaints.take(uow, ref)
        complaints.ask_statement(uow, ref, "Did you agree on prices?")
    return ref


def taken(market: Market) -> str:
    ref = filed_ref(market)
    with market.acting("regulator") as uow:
        complaints.take(uow, ref)
    return ref


def asked(market: Market) -> str:
    ref = taken(market)
    with market.acting("regulator") as uow:
        complaints.ask_statement(uow, ref, "Why does the notice ask for a branch?")
    return ref


def heard(market: Market) -> str:
    ref = asked(market)
    with market.acting("approver") as uow:
        complaints.state(uow, ref, "It was copied from an old notice.", [])
    return ref


def decided(market: Market) -> str:
    ref = heard(market)
    with market.acting("regulator") as uow:
        complaints.decide(uow, ref, FOUND)
    return ref


def stored(number: int, size: int = 9) -> StoredFile:
    return StoredFile(f"evidence{number}.pdf", "application/pdf", size, f"{number:064d}", f"evidence{number}")
