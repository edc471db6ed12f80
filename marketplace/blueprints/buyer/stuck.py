"""Where four eyes keep everybody of a buyer from going on, and the lawful way out of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for

from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.work import providers, reading, today
from marketplace.domain.awards.models import Award
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import BuyerKind
from marketplace.domain.tenders import notice, reports
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations.overrides import UNDECIDED
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Actor, Seat
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
    """What nobody of the buyer may do although it is next, as the policy page answers for each of its people."""
    buyer = reading().get_one(Organisation, succession.present_id(reading(), tender.buyer_id))
    people = url_for("buyer.people.show", ref=buyer.ref)
    staff = _staff(buyer, tender.buyer_id)
    found = []
    if (following := _following(tender, ended)) is not None and not _somebody_may(staff, *following):
        found.append(_way(NO_APPROVER, people))
    if tender.state in UNDECIDED and reports.blocking(reading(), tender, notice.terms_of(tender), today()):
        if buyer.buyer_kind is BuyerKind.PERSON:
            found.append(_way(A_PERSON_MENDS, ""))
        elif not _somebody_may(staff, "tender:override", tender):
            found.append(_way(NO_LEGAL_OFFICER, people))
    return found


def _following(tender: Tender, ended: Sequence[Award]) -> tuple[str, Tender | Award] | None:
    """The permission that the next step needs, and of what; None where an approver is not what is needed."""
    match tender.state:
        case TenderState.IN_APPROVAL:
            return "tender:approve", tender
        case TenderState.SELECTED:
            return "tender:award", tender
        case TenderState.FALLEN_THROUGH if ended:
            return "award:award_next", ended[-1]
    return None


def _staff(buyer: Organisation, acts_for: int) -> Iterable[Actor]:
    """Whoever can sign in there, as the department for which they act."""
    seats: dict[int, set[Seat]] = defaultdict(set)
    for member in organisations.members(reading(), buyer.id):
        if member.user.active:
            seats[member.user.id].add(Seat(acts_for, member.role))
    return [Actor(user_id, frozenset(own)) for user_id, own in seats.items()]


def _somebody_may(staff: Iterable[Actor], permission: str, subject: Tender | Award) -> bool:
    return any(providers().authority.permits(reading(), person, permission, subject) for person in staff)


def _way(text: Text, href: str) -> WayOut:
    return WayOut(translate(text), href)
