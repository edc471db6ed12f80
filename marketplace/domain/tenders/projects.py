"""Tenders of one project, and who has worked on it: a gate that the contract writes and the opening of bids reads.

Whoever made the overall design of a project, drafted its specification, managed, supervised or tested it, takes no part
in what else is bought for it, and whoever prepared a price basis does not bid on it (`BARRING_ITEMS`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.regimes.states import Regime
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.project_codes import is_national
from marketplace.domain.tenders.project_models import ProjectWork
from marketplace.domain.tenders.queries import PAGE_SIZE, is_public
from marketplace.domain.tenders.states import EarlierRole
from marketplace.kernel.database import AnyRow
from marketplace.kernel.unit_of_work import UnitOfWork

BARRING_ITEMS: Mapping[str, EarlierRole] = {
    "hc-survey-design": EarlierRole.DESIGN,
    "dr-prelim-design": EarlierRole.DESIGN,
    "hc-supervision": EarlierRole.SUPERVISION,
    "hc-quality-test": EarlierRole.TESTING,
    "hc-fire-test": EarlierRole.TESTING,
    "met-lightning-newtest": EarlierRole.TESTING,
    "all-tender-agency": EarlierRole.PRICE_BASIS,
}
"""The items of the catalogue that are work after which nobody takes part in the rest of the project.

Overall design, supervision and testing: 政府采购法实施条例 Art 18. Tendering agency with the price basis:
招标投标法实施条例 Art 27. The catalogue has no item for the drafting of a specification or for the management of a
project: whoever did that is named in the notice. Every other service, also of the same project, is no reason.
"""

BARRED_BY: Mapping[EarlierRole, str] = {
    EarlierRole.DESIGN: "政府采购法实施条例 Art 18",
    EarlierRole.SPECIFICATION: "政府采购法实施条例 Art 18",
    EarlierRole.MANAGEMENT: "政府采购法实施条例 Art 18",
    EarlierRole.SUPERVISION: "政府采购法实施条例 Art 18",
    EarlierRole.TESTING: "政府采购法实施条例 Art 18",
    EarlierRole.PRICE_BASIS: "招标投标法实施条例 Art 27",
}
"""The law that says so of each kind of earlier work."""

NOT_BOUND = frozenset({Regime.PRIVATE})
"""Whose purchases neither rule reaches, not even by analogy: a private buyer takes whom it likes (民法典 Art 5)."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Work of an agency on the project of a tender, that keeps it out."""

    role: EarlierRole
    tender: str
    contract: str


def siblings(session: Session, tender: Tender) -> Sequence[AnyRow]:
    """(Tender, the buyer's names) of the other published tenders of its project, the newest first, one page at most."""
    if not tender.project_code:
        return ()
    return session.execute(
        select(Tender, Organisation.name.label("buyer_name"), Organisation.name_en.label("buyer_name_en"))
        .join(Organisation, Organisation.id == Tender.buyer_id)
        .where(_same_project(session, tender), is_public())
        .order_by(Tender.published_at.desc(), Tender.id.desc())
        .limit(PAGE_SIZE)
    ).all()


def earlier_work(session: Session, tender: Tender) -> Mapping[int, Sequence[Earlier]]:
    """Which agencies the work they got for the project by the deadline of a tender keeps out: ``{agency: work}``.

    Nobody where one provider alone is asked, as in single-source procurement (政府采购法实施条例 Art 18).
    """
    found: dict[int, list[Earlier]] = defaultdict(list)
    if tender.project_code and tender.regime not in NOT_BOUND and not notice.invites(tender.method):
        rows = session.execute(
            select(ProjectWork, Tender.ref, Tender.item_code)
            .join(Tender, Tender.id == ProjectWork.tender_id)
            .where(
                _same_project(session, tender),
                Tender.item_code.in_(BARRING_ITEMS),
                ProjectWork.since <= tender.deadline_at,
                ProjectWork.undone_at.is_(None),
            )
            .order_by(ProjectWork.since, ProjectWork.contract)
        )
        for work, ref, item in rows:
            found[work.agency_id].append(Earlier(BARRING_ITEMS[item], ref, work.contract))
    return found


def begin_work(uow: UnitOfWork, tender: Tender, agency_id: int, contract: str) -> None:
    """A contract about a tender is in force; where the tender names a project, it is noted who works on it."""
    if tender.project_code:
        uow.add(ProjectWork(contract=contract, tender_id=tender.id, agency_id=agency_id, since=uow.now))


def undo_work(uow: UnitOfWork, contract: str) -> None:
    """A contract ended before anything was handed over under it."""
    work = uow.session.get(ProjectWork, contract)
    if work is not None:
        work.undone_at = uow.now


def _same_project(session: Session, tender: Tender) -> ColumnElement[bool]:
    """Whether a `Tender` is another one of the project; a code that is not national means one department's project."""
    same = and_(Tender.project_code == tender.project_code, Tender.id != tender.id)
    if is_national(tender.project_code):
        return same
    return and_(same, Tender.buyer_id.in_(succession.family(session, tender.buyer_id)))
