"""The restriction check of a tender: what stops its notice, and the report that is published with it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import BuyerKind
from marketplace.domain.regimes.states import Regime
from marketplace.domain.restrictions.checking import version
from marketplace.domain.restrictions.rules import CHECKS
from marketplace.domain.tenders import notice, routings, structure, wording
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.report_models import RestrictionOverride, TenderReport
from marketplace.domain.tenders.rules import Terms
from marketplace.domain.tenders.states import OverrideState, TenderState
from marketplace.domain.tenders.structure import Structural
from marketplace.domain.tenders.wording import Noted
from marketplace.kernel import canonical
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

RegisterRow = Row[RestrictionOverride, str, str, str]
"""`RestrictionOverride`, `tender_ref`, `buyer_name`, `buyer_name_en`."""

NOT_YET_OVER = frozenset(
    {TenderState.DRAFT, TenderState.IN_APPROVAL, TenderState.APPROVED, TenderState.PUBLISHED, TenderState.ANNOUNCED}
)
"""Where the words of a notice can still be mended."""

MEND = mark("The words “%(words)s” shut providers out. Mend them.")
MEND_OR_STAND_FOR = mark(
    "The words “%(words)s” shut providers out. Mend them, or have a legal officer cite the law that demands them."
)

PAGE_SIZE = 20
"""Rows of a page of the register."""


def of_tender(session: Session, tender_id: int) -> TenderReport | None:
    """The report of the notice as it stands; None before the publication and in tenders of before there were any."""
    return session.scalars(
        select(TenderReport).where(TenderReport.tender_id == tender_id).order_by(TenderReport.number.desc()).limit(1)
    ).first()


def overrides(session: Session, tender_id: int) -> Sequence[RestrictionOverride]:
    """All overrides of a tender, in their order."""
    return session.scalars(
        select(RestrictionOverride).where(RestrictionOverride.tender_id == tender_id).order_by(RestrictionOverride.id)
    ).all()


def unsettled(session: Session, buyer_ids: Collection[int]) -> Sequence[Row[RestrictionOverride, Tender]]:
    """Overrides of these departments that wait for the regulator or were objected to, each with its tender.

    Only in tenders that go on, the oldest first.
    """
    return session.execute(
        select(RestrictionOverride, Tender)
        .join(Tender, Tender.id == RestrictionOverride.tender_id)
        .where(
            Tender.buyer_id.in_(buyer_ids),
            Tender.state.in_(NOT_YET_OVER),
            RestrictionOverride.state != OverrideState.CONFIRMED,
        )
        .order_by(RestrictionOverride.id)
    ).all()


def covered(found: Collection[RestrictionOverride], today: date) -> set[tuple[str, str]]:
    """Rules and words that an override still covers: not objected to, and not run out."""
    return {
        (each.rule, each.words)
        for each in found
        if each.state is not OverrideState.OBJECTED and each.expires_on >= today
    }


def blocking(session: Session, tender: Tender, terms: Terms, today: date) -> list[Noted]:
    """What has to be mended or overridden before this notice may go out."""
    excused = covered(overrides(session, tender.id), today)
    return [noted for noted in wording.examine(terms, tender.regime) if noted.blocks and noted.key not in excused]


def refuse_unlawful(uow: UnitOfWork, tender: Tender, terms: Terms) -> None:
    """Raise Invalid, field by field, while a condition of the notice shuts providers out (条例 Art 8–11)."""
    found = blocking(uow.session, tender, terms, day_of(uow.now))
    if not found:
        return
    fields = {
        noted.part.field: mark(
            "“%(words)s”: %(rule)s. %(advice)s",
            words=noted.words,
            rule=noted.finding.rule.label,
            advice=noted.finding.advice,
        )
        for noted in reversed(found)
    }
    is_a_person = uow.session.get_one(Organisation, tender.buyer_id).buyer_kind is BuyerKind.PERSON
    text = MEND if is_a_person else MEND_OR_STAND_FOR
    raise Invalid(mark(text.msgid, words=found[0].words), fields=fields)


def publish(uow: UnitOfWork, tender: Tender, item: ServiceItem) -> None:
    """Store what the check says of the notice as it now stands; a corrigendum adds a report."""
    terms = notice.terms_of(tender)
    day = day_of(uow.now)
    offering = organisations.offering(uow.session, item.code) if terms.conditions else []
    everybody = [organisations.holdings(uow.session, agency, day) for agency in offering]
    document = as_json(terms, tender.regime, structure.examine(terms, item, everybody, routings.as_published(tender)))
    count = select(func.count()).select_from(TenderReport).where(TenderReport.tender_id == tender.id)
    number = uow.session.scalars(count).one() + 1
    uow.add(TenderReport(tender_id=tender.id, number=number, at=uow.now, document=document))
    uow.record("tender:report", tender, check=document["check"], sha256=document["sha256"])


def as_json(terms: Terms, regime: Regime, structural: Sequence[Structural]) -> dict[str, Any]:
    """The report as stored: ``{"check", "regime", "sha256", "findings", "checked", "structure"}``.

    `sha256` is the digest of the texts ``[[field, text]]``; a finding holds ``field, rule, severity, binding, citation,
    start, end, words``; `checked` are the numbers of the structural checks that were made, and each of `structure`
    holds ``check, field, warning, binding, citation, words``.
    """
    return {
        "check": version(),
        "regime": str(regime),
        "sha256": canonical.digest([[part.field, part.text] for part in wording.parts(terms)]),
        "findings": [
            {
                "field": noted.part.field,
                "rule": noted.finding.rule.code,
                "severity": str(noted.finding.severity),
                "binding": str(noted.finding.binding),
                "citation": noted.finding.rule.citation,
                "start": noted.finding.start,
                "end": noted.finding.end,
                "words": noted.words,
            }
            for noted in wording.examine(terms, regime)
        ],
        "checked": list(CHECKS),
        "structure": [
            {
                "check": each.rule.code,
                "field": each.part.field,
                "warning": each.text.as_json(),
                "binding": str(each.rule.binding_in(regime)),
                "citation": each.rule.citation,
                "words": each.words,
            }
            for each in structural
        ],
    }


def register(session: Session, state: OverrideState | None, page: int) -> tuple[Sequence[RegisterRow], int]:
    """The regulator's register: rows as `RegisterRow`, unreviewed ones first."""
    wanted = select(RestrictionOverride.id)
    if state is not None:
        wanted = wanted.where(RestrictionOverride.state == state)
    total = session.scalars(select(func.count()).select_from(wanted.subquery())).one()
    rows = session.execute(
        _with_buyer()
        .where(RestrictionOverride.id.in_(wanted))
        .order_by(RestrictionOverride.reviewed_at.is_not(None), RestrictionOverride.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE),
    ).all()
    return rows, total


def override(session: Session, ref: str) -> RegisterRow:
    """One row of the register; NotFound."""
    found = session.execute(_with_buyer().where(RestrictionOverride.ref == ref)).first()
    if found is None:
        raise NotFound
    return found


def _with_buyer() -> Select[RestrictionOverride, str, str, str]:
    return (
        select(
            RestrictionOverride,
            Tender.ref.label("tender_ref"),
            Organisation.name.label("buyer_name"),
            Organisation.name_en.label("buyer_name_en"),
        )
        .join(Tender, Tender.id == RestrictionOverride.tender_id)
        .join(Organisation, Organisation.id == Tender.buyer_id)
    )
