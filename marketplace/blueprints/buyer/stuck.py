"""Where four eyes keep everybody of a buyer from going on, and the lawful way out of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import url_for

from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.work import reading, today
from marketplace.domain.awards.models import Award
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import BuyerKind
from marketplace.domain.regimes.states import Regime
from marketplace.domain.tenders import notice, reports
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations.overrides import UNDECIDED
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Role
from marketplace.kernel.i18n import Text, mark

NO_APPROVER = mark(
    "No approver is left who may decide here: whoever drafted the tender, ran the selection or ended the award does not"
    " decide what follows (four eyes). An administrator appoints another approver."
)
NO_LEGAL_OFFICER = mark(
    "The blocked words can be mended. Nobody here can stand for them: that takes a legal officer who did not draft the"
    " tender, and an administrator appoints one."
)
A_PERSON_MENDS = mark(
    "The blocked words have to be mended: a natural person has no legal officer who could stand for them."
)


@dataclass(frozen=True, slots=True)
class WayOut:
    """What keeps the tender where it is; `href` leads to where it is mended, empty where the terms are."""

    words: str
    href: str


def of_tender(tender: Tender, ended: Sequence[Award]) -> list[WayOut]:
    """What nobody of the buyer may do although it is next."""
    buyer = reading().get_one(Organisation, succession.present_id(reading(), tender.buyer_id))
    people = url_for("buyer.people.show", ref=buyer.ref)
    found = []
    barred = _barred(tender, ended)
    if barred is not None and tender.regime is not Regime.PRIVATE and not _others(buyer, Role.APPROVER, barred):
        found.append(_way(NO_APPROVER, people))
    if tender.state in UNDECIDED and reports.blocking(reading(), tender, notice.terms_of(tender), today()):
        if buyer.buyer_kind is BuyerKind.PERSON:
            found.append(_way(A_PERSON_MENDS, ""))
        elif not _others(buyer, Role.LEGAL_OFFICER, tender.authors):
            found.append(_way(NO_LEGAL_OFFICER, people))
    return found


def _barred(tender: Tender, ended: Sequence[Award]) -> Collection[int | None] | None:
    """Who may not take the next step for what they did before; None where an approver is not what is needed."""
    match tender.state:
        case TenderState.IN_APPROVAL:
            return tender.authors
        case TenderState.SELECTED:
            return (tender.selected_by,)
        case TenderState.FALLEN_THROUGH if ended:
            return (tender.selected_by, ended[-1].ended_by)
    return None


def _others(buyer: Organisation, role: Role, barred: Collection[int | None]) -> bool:
    members = organisations.members(reading(), buyer.id)
    return any(one.role is role and one.user.active and one.user.id not in barred for one in members)


def _way(text: Text, href: str) -> WayOut:
    return WayOut(translate(text), href)
