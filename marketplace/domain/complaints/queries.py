"""Reads of complaints, each for one kind of reader: the filer, the regulator, the respondent, the public."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.domain.complaints import rules
from marketplace.domain.complaints.facts import of_complaint
from marketplace.domain.complaints.models import (
    Complaint,
    ComplaintContact,
    ComplaintDecision,
    ComplaintEntry,
    ComplaintFile,
    ComplaintPublication,
)
from marketplace.domain.complaints.states import OPEN, ComplaintState, EntryKind, SubjectKind
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Actor
from marketplace.kernel.database import AnyRow, AnySelect
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.policy.authority import granted
from marketplace.policy.policy import PERMISSIONS, SEES

PAGE_SIZE = 30
RESPONDENTS_LETTERS = (EntryKind.STATEMENT_REQUEST, EntryKind.STATEMENT)
FILERS_LETTERS = (
    EntryKind.SUPPLEMENT_REQUEST,
    EntryKind.SUPPLEMENT,
    EntryKind.NOT_ACCEPTED,
    EntryKind.TRANSFERRED,
)
NO_HASH = "0" * 64
"""Compared with where there is no complaint, so that a wrong number takes as long as a wrong code."""

NO_SUCH = mark("There is no complaint with this number and code. Check both; letters and dashes do not have to match.")

_respondent = aliased(Organisation)
_ROW = (
    select(
        Complaint,
        Tender.ref.label("tender_ref"),
        Tender.title,
        _respondent.id.label("respondent_number"),
        _respondent.slug.label("respondent_slug"),
        _respondent.name.label("respondent_name"),
        _respondent.name_en.label("respondent_name_en"),
    )
    .outerjoin(Tender, Tender.id == Complaint.tender_id)
    .outerjoin(_respondent, _respondent.id == Complaint.respondent_id)
)


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint with its correspondence. `row` is (Complaint, tender_ref, title, respondent's number and names)."""

    row: AnyRow
    entries: Sequence[ComplaintEntry]
    files: Sequence[ComplaintFile]
    decision: ComplaintDecision | None
    publication: ComplaintPublication | None

    @property
    def complaint(self) -> Complaint:
        """The complaint itself."""
        found: Complaint = self.row.Complaint
        return found

    def files_of(self, entry: ComplaintEntry | None) -> list[ComplaintFile]:
        """What came with a letter, or with the complaint itself."""
        return [file for file in self.files if file.entry_id == (entry.id if entry else None)]


def followed(session: Session, ref: str, code: str) -> Case:
    """The case as its filer reads it; NotFound, in the same words and time, for a wrong number or code."""
    ref = ref.strip().upper()
    row = session.execute(_ROW.where(Complaint.ref == ref)).first()
    if not rules.fits(ref, code, row.Complaint.code_hash if row else NO_HASH) or row is None:
        raise NotFound(NO_SUCH)
    case = _case(session, row)
    return Case(
        row,
        [entry for entry in case.entries if entry.kind in FILERS_LETTERS],
        [file for file in case.files if not file.is_respondents],
        case.decision,
        case.publication,
    )


def examined(session: Session, actor: Actor, ref: str) -> tuple[Case, ComplaintContact | None]:
    """The whole case with the filer's contact, for a regulator who does not belong to the respondent."""
    row = session.execute(_ROW.where(Complaint.ref == ref)).first()
    if row is None:
        raise NotFound
    facts = of_complaint(session, row.Complaint)
    if not granted(PERMISSIONS["complaint:examine"], actor, facts):
        raise NotPermitted if granted(SEES, actor, facts) else NotFound
    return _case(session, row), session.get(ComplaintContact, row.Complaint.id)


def desk(session: Session, actor: Actor, state: ComplaintState | None, number: int) -> tuple[Sequence[AnyRow], int]:
    """One page of cases, what is due first on top, without those against the reader's own organisation."""
    chosen = _ROW.where(Complaint.respondent_id.is_(None) | Complaint.respondent_id.not_in(actor.organisations()))
    if state is not None:
        chosen = chosen.where(Complaint.state == state)
    return _page(session, chosen.order_by(Complaint.due_at.is_(None), Complaint.due_at, Complaint.id.desc()), number)


def heard(session: Session, actor: Actor, ref: str, *, buys: bool) -> Case:
    """The case as the respondent reads it: the officer's questions and its own answers. Raises NotFound."""
    row = session.execute(_ROW.where(Complaint.ref == ref, *_is_heard(actor, buys=buys))).first()
    if row is None:
        raise NotFound
    case = _case(session, row)
    return Case(
        row,
        [entry for entry in case.entries if entry.kind in RESPONDENTS_LETTERS],
        [file for file in case.files if file.is_respondents],
        case.decision,
        case.publication,
    )


def heard_page(session: Session, actor: Actor, number: int = 1, *, buys: bool) -> tuple[Sequence[AnyRow], int]:
    """The cases in which the reader's departments (`buys`) or agencies were asked for a statement, the latest first."""
    return _page(
        session, _ROW.where(*_is_heard(actor, buys=buys)).order_by(Complaint.statement_asked_at.desc()), number
    )


def newest_published(session: Session, number: int) -> tuple[Sequence[AnyRow], int]:
    """One page of the published decisions, the latest first, and how many there are in all."""
    return _page(session, _with_decision().order_by(Complaint.published_at.desc(), Complaint.id.desc()), number)


def published(session: Session, ref: str) -> AnyRow:
    """One published decision with its ComplaintDecision and ComplaintPublication; raises NotFound for the rest."""
    row = session.execute(
        _with_decision()
        .add_columns(ComplaintPublication)
        .join(ComplaintPublication, ComplaintPublication.complaint_id == Complaint.id)
        .where(Complaint.ref == ref)
    ).first()
    if row is None:
        raise NotFound
    return row


def published_of(
    session: Session, *, tender_id: int | None = None, respondent_id: int | None = None
) -> Sequence[AnyRow]:
    """Published decisions on a tender or on an organisation, the latest first."""
    about = Complaint.tender_id == tender_id if tender_id is not None else Complaint.respondent_id == respondent_id
    return session.execute(_with_decision().where(about).order_by(Complaint.published_at.desc())).all()


@dataclass(frozen=True, slots=True)
class Told:
    """A decision's texts without the filer's contact and anybody's numbers."""

    clause: str
    facts: str
    reasoning: str
    measures: str


def told(session: Session, complaint: Complaint) -> Told | None:
    """The decision as anybody but a regulator may read it; None before there is one."""
    decision = session.get(ComplaintDecision, complaint.id)
    if decision is None:
        return None
    kept = session.get(ComplaintContact, complaint.id)
    contact = rules.Contact(kept.name, kept.phone, kept.email) if kept else rules.Contact()
    texts = (complaint.clause, decision.facts, decision.reasoning, decision.measures)
    return Told(*(rules.masked(text, contact) for text in texts))


def file_of(case: Case, ref: str) -> ComplaintFile:
    """A file of a case that the reader was given; raises NotFound."""
    for file in case.files:
        if file.ref == ref:
            return file
    raise NotFound


def departments(session: Session) -> Sequence[AnyRow]:
    """(ref, name, name_en) of every active department, by name."""
    return session.execute(
        select(Organisation.ref, Organisation.name, Organisation.name_en)
        .where(Organisation.kind == OrganisationKind.DEPARTMENT, Organisation.state == OrganisationState.ACTIVE)
        .order_by(Organisation.name)
    ).all()


def subject(session: Session, kind: SubjectKind, about: str) -> tuple[Tender | None, Organisation | None]:
    """What a complaint points to, (tender, respondent); both None where nothing public is called so."""
    if kind in {SubjectKind.TENDER, SubjectKind.CLAUSE}:
        tender = session.scalars(select(Tender).where(Tender.ref == about)).first()
        if tender is None or not tender.is_public:
            return None, None
        return tender, session.get_one(Organisation, tender.buyer_id)
    wanted = {
        SubjectKind.DEPARTMENT: (Organisation.kind == OrganisationKind.DEPARTMENT, Organisation.ref == about),
        SubjectKind.AGENCY: (Organisation.kind == OrganisationKind.AGENCY, Organisation.credit_code == about),
    }[kind]
    found = session.scalars(select(Organisation).where(*wanted, Organisation.state == OrganisationState.ACTIVE)).first()
    return None, found


def refs_overdue(session: Session, now: datetime) -> Sequence[str]:
    """Open complaints whose time has run out and that are not marked yet."""
    return session.scalars(
        select(Complaint.ref)
        .where(Complaint.state.in_(OPEN), Complaint.due_at <= now, Complaint.overdue_at.is_(None))
        .order_by(Complaint.due_at, Complaint.id)
    ).all()


def _with_decision() -> AnySelect:
    return (
        _ROW.add_columns(ComplaintDecision)
        .join(ComplaintDecision, ComplaintDecision.complaint_id == Complaint.id)
        .where(Complaint.state == ComplaintState.PUBLISHED)
    )


def _is_heard(actor: Actor, *, buys: bool) -> tuple[ColumnElement[bool], ...]:
    return (
        Complaint.respondent_id.in_(actor.organisations()),
        Complaint.respondent_buys.is_(buys),
        Complaint.statement_asked_at.is_not(None),
    )


def _page(session: Session, chosen: AnySelect, number: int) -> tuple[Sequence[AnyRow], int]:
    keys = chosen.with_only_columns(Complaint.id).order_by(None).subquery()
    total = session.scalar(select(func.count()).select_from(keys))
    return session.execute(chosen.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all(), total or 0


def _case(session: Session, row: AnyRow) -> Case:
    key = row.Complaint.id
    entries = select(ComplaintEntry).where(ComplaintEntry.complaint_id == key).order_by(ComplaintEntry.id)
    files = select(ComplaintFile).where(ComplaintFile.complaint_id == key).order_by(ComplaintFile.id)
    return Case(
        row,
        session.scalars(entries).all(),
        session.scalars(files).all(),
        session.get(ComplaintDecision, key),
        session.get(ComplaintPublication, key),
    )


def known_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys into storage that a file of a case has."""
    return set(session.scalars(select(ComplaintFile.storage_key).where(ComplaintFile.storage_key.in_(keys))))
