"""What was decided and published: complaints, objections to awards, overrides of the restriction check.

Three tables share the numbers of one kind: a number is three times the row's key, and which of the three.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import ColumnElement, func, select, union_all
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.complaints.models import Complaint, ComplaintDecision, ComplaintPublication
from marketplace.domain.complaints.states import ComplaintState, Outcome, SubjectKind
from marketplace.domain.objections.models import Objection
from marketplace.domain.objections.states import SETTLED_BY_WORDS, ObjectionState
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.search.documents.source import Source, instant, text, year
from marketplace.domain.search.ports import Facet, Kind, SearchDocument, Sort
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.queries import is_public
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.domain.tenders.states import OverrideState
from marketplace.kernel.database import AnyRow


class Decision(IntEnum):
    """Which table a decision stands in; its name in lower case is the value of the category facet."""

    COMPLAINT = 0
    OBJECTION = 1
    OVERRIDE = 2


def number_of(decision: Decision, key: int) -> int:
    """The number by which search names a decision."""
    return key * len(Decision) + decision


def numbered(decision: Decision, key: ColumnElement[int]) -> ColumnElement[int]:
    """`number_of` in SQL."""
    return key * len(Decision) + int(decision)


def parted(numbers: Iterable[int]) -> dict[Decision, list[int]]:
    """The keys of these numbers, by table, in their order."""
    found: dict[Decision, list[int]] = {decision: [] for decision in Decision}
    for number in numbers:
        key, decision = divmod(number, len(Decision))
        found[Decision(decision)].append(key)
    return found


_C, _P, _D, _J, _V, _T, _O = (
    model.__table__.c
    for model in (
        Complaint, ComplaintPublication, ComplaintDecision, Objection, RestrictionOverride, Tender, Organisation
    )
)  # fmt: skip
_PUBLISHED = _C.state == ComplaintState.PUBLISHED
_ANSWERED = _J.state.in_(SETTLED_BY_WORDS)
_REVIEWED = _V.state.in_((OverrideState.CONFIRMED, OverrideState.OBJECTED)) & is_public(_T)

_COMPLAINTS = (
    select(
        _C.id, _C.ref, _C.kind, _C.published_at, _D.outcome, _P.clause, _P.facts, _P.reasoning, _P.measures,
        _T.ref.label("tender_ref"), _T.title, _O.name, _O.name_en,
        _C.policy_title, _C.policy_number, _C.policy_issuer,
    )
    .join_from(Complaint.__table__, ComplaintPublication.__table__, _P.complaint_id == _C.id)
    .join(ComplaintDecision.__table__, _D.complaint_id == _C.id)
    .outerjoin(Tender.__table__, _T.id == _C.tender_id)
    .outerjoin(Organisation.__table__, _O.id == _C.respondent_id)
    .where(_PUBLISHED)
)  # fmt: skip
_OBJECTIONS = (
    select(
        _J.id, _J.ref, _J.state, _J.answer, _J.settled_at, _T.ref.label("tender_ref"), _T.title,
        _O.ref.label("buyer_ref"), _O.name, _O.name_en, Award.ref.label("award_ref"),
    )
    .join_from(Objection.__table__, Tender.__table__, _T.id == _J.tender_id)
    .join(Organisation.__table__, _O.id == _T.buyer_id)
    .join(Award, Award.id == _J.award_id)
    .where(_ANSWERED)
)  # fmt: skip
_OVERRIDES = (
    select(
        _V.id, _V.ref, _V.state, _V.rule, _V.words, _V.law, _V.article, _V.reason, _V.review, _V.reviewed_at,
        _T.ref.label("tender_ref"), _T.title, _O.ref.label("buyer_ref"), _O.name, _O.name_en,
    )
    .join_from(RestrictionOverride.__table__, Tender.__table__, _T.id == _V.tender_id)
    .join(Organisation.__table__, _O.id == _T.buyer_id)
    .where(_REVIEWED)
)  # fmt: skip


def _complaints(session: Session, keys: Collection[int]) -> Iterator[SearchDocument]:
    for row in session.execute(_COMPLAINTS.where(_C.id.in_(keys))):
        yield SearchDocument(
            Kind.DECISION,
            number_of(Decision.COMPLAINT, row.id),
            row.ref,
            row.policy_title if row.kind is SubjectKind.POLICY else row.title or row.name,
            text(
                row.ref, row.clause, row.facts, row.reasoning, row.measures,
                *(
                    (row.policy_number, row.policy_issuer)
                    if row.kind is SubjectKind.POLICY
                    else (row.tender_ref, row.name, row.name_en)
                ),
            ),
            facets={
                Facet.CATEGORY: (Decision.COMPLAINT.name.lower(),),
                Facet.STATUS: (str(row.outcome),),
                Facet.YEAR: year(row.published_at),
            },
            sorts={Sort.AT: instant(row.published_at)},
        )  # fmt: skip


def _objections(session: Session, keys: Collection[int]) -> Iterator[SearchDocument]:
    """What the public reads of one: that there is one, about which award, and the department's answer."""
    for row in session.execute(_OBJECTIONS.where(_J.id.in_(keys))):
        yield SearchDocument(
            Kind.DECISION,
            number_of(Decision.OBJECTION, row.id),
            row.ref,
            row.title,
            text(row.ref, row.tender_ref, row.award_ref, row.name, row.name_en, row.answer),
            facets={
                Facet.CATEGORY: (Decision.OBJECTION.name.lower(),),
                Facet.STATUS: (str(row.state),),
                Facet.DEPARTMENT: (row.buyer_ref,),
                Facet.YEAR: year(row.settled_at),
            },
            sorts={Sort.AT: instant(row.settled_at)},
        )


def _overrides(session: Session, keys: Collection[int]) -> Iterator[SearchDocument]:
    for row in session.execute(_OVERRIDES.where(_V.id.in_(keys))):
        yield SearchDocument(
            Kind.DECISION,
            number_of(Decision.OVERRIDE, row.id),
            row.ref,
            row.title,
            text(
                row.ref, row.tender_ref, row.name, row.name_en, row.rule, row.words, row.law, row.article, row.reason,
                row.review,
            ),
            facets={
                Facet.CATEGORY: (Decision.OVERRIDE.name.lower(),),
                Facet.STATUS: (str(row.state),),
                Facet.DEPARTMENT: (row.buyer_ref,),
                Facet.YEAR: year(row.reviewed_at),
            },
            sorts={Sort.AT: instant(row.reviewed_at)},
        )  # fmt: skip


_BUILD = {Decision.COMPLAINT: _complaints, Decision.OBJECTION: _objections, Decision.OVERRIDE: _overrides}
_KEYS: dict[Decision, tuple[ColumnElement[int], ColumnElement[str]]] = {
    Decision.COMPLAINT: (_C.id, _C.ref),
    Decision.OBJECTION: (_J.id, _J.ref),
    Decision.OVERRIDE: (_V.id, _V.ref),
}


def _after(session: Session, number: int, limit: int) -> Sequence[int]:
    numbers = union_all(*(select(numbered(which, key).label("number")) for which, (key, _ref) in _KEYS.items()))
    found = numbers.subquery().c.number
    return session.scalars(select(found).where(found > number).order_by(found).limit(limit)).all()


def _known(session: Session, numbers: Collection[int], keys: Collection[str]) -> Mapping[int, str]:
    wanted = parted(numbers)
    return {
        number_of(which, key): ref
        for which, (column, named) in _KEYS.items()
        for key, ref in session.execute(select(column, named).where(column.in_(wanted[which]) | named.in_(keys)))
    }


def _build(session: Session, numbers: Collection[int], now: datetime) -> Sequence[SearchDocument]:  # noqa: ARG001 - as others
    return [document for which, keys in parted(numbers).items() if keys for document in _BUILD[which](session, keys)]


def _count(session: Session) -> int:
    wanted = (_COMPLAINTS, _OBJECTIONS, _OVERRIDES)
    return sum(session.scalar(select(func.count()).select_from(each.subquery())) or 0 for each in wanted)


@dataclass(frozen=True, slots=True)
class Line:
    """A decision as a list shows it; `state` is how it went, `said` the reasons that are published."""

    number: int
    decision: Decision
    ref: str
    tender_ref: str | None
    title: str
    name: str
    name_en: str
    state: Outcome | ObjectionState | OverrideState
    at: datetime
    said: str


def these(session: Session, numbers: Sequence[int]) -> list[Line]:
    """The decisions with these numbers, in this order; those that are not public are left out."""
    keys = parted(numbers)
    found = {
        line.number: line
        for line in (
            *map(_complaint, session.execute(_COMPLAINTS.where(_C.id.in_(keys[Decision.COMPLAINT])))),
            *map(_objection, session.execute(_OBJECTIONS.where(_J.id.in_(keys[Decision.OBJECTION])))),
            *map(_override, session.execute(_OVERRIDES.where(_V.id.in_(keys[Decision.OVERRIDE])))),
        )
    }
    return [found[number] for number in numbers if number in found]


def _complaint(row: AnyRow) -> Line:
    said = text(row.clause, row.facts, row.reasoning, row.measures)
    names = (row.title or row.policy_title or "", row.name or row.policy_issuer or "", row.name_en or "")
    return Line(
        number_of(Decision.COMPLAINT, row.id), Decision.COMPLAINT, row.ref, row.tender_ref, *names, row.outcome,
        row.published_at, said,
    )  # fmt: skip


def _objection(row: AnyRow) -> Line:
    return Line(
        number_of(Decision.OBJECTION, row.id), Decision.OBJECTION, row.ref, row.tender_ref, row.title, row.name,
        row.name_en, row.state, row.settled_at, row.answer or "",
    )  # fmt: skip


def _override(row: AnyRow) -> Line:
    return Line(
        number_of(Decision.OVERRIDE, row.id), Decision.OVERRIDE, row.ref, row.tender_ref, row.title, row.name,
        row.name_en, row.state, row.reviewed_at, text(row.words, row.reason, row.review),
    )  # fmt: skip


SOURCE = Source(_after, _known, _build, _count)
