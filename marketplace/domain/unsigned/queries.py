"""Where the signatures of an award stand: who has not signed, since when that is too late, what may follow."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.domain.awards import rules
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AWARD
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.tenders import holds
from marketplace.domain.tenders.rules import AWARD_WITHIN
from marketplace.domain.tenders.states import HoldKind
from marketplace.kernel.i18n import Text, mark


@dataclass(frozen=True, slots=True)
class Signing:
    """`who` acts next, by `due_at`; where `agency_is_late`, the department may record that the agency did not sign."""

    who: Text
    due_at: datetime
    is_overdue: bool
    agency_is_late: bool


def signing(session: Session, award: Award, now: datetime) -> Signing | None:
    """Who must act for the contract of a standing award, and by when; None once it is signed by both or ended.

    An agency is not late with a signature that it may not give: in the publicity period, or while a dispute about its
    credit code, or an objection, makes its awards wait.
    """
    if not AWARD.allows(award.state, "lapse"):
        return None
    contract = contracts.of_award(session, award.id)
    if contract is None:
        return Signing(
            mark("The department draws up the contract"), award.sign_by, now >= award.sign_by, agency_is_late=False
        )
    if contract.state is ContractState.DRAWN_UP:
        until = rules.sign_until(calendars.around(session, now), award.sign_by, contract.drawn_up_at)
        is_held = holds.standing(session, award.tender_id, HoldKind.SIGNING)
        may_sign = (
            now >= award.publicity_until and not is_held and not organisations.is_disputed(session, award.supplier_id)
        )
        is_late = may_sign and now >= until
        return Signing(mark("The provider signs the contract"), until, now >= until, agency_is_late=is_late)
    return Signing(mark("The department signs the contract"), award.sign_by, now >= award.sign_by, agency_is_late=False)


def decision_due(session: Session, ended: Award) -> datetime | None:
    """By when the department decides what follows an award that ended: the time that an award notice has."""
    if ended.ended_at is None:
        return None
    return calendars.around(session, ended.ended_at).add_working_days(ended.ended_at, AWARD_WITHIN)
