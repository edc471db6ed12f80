"""Reading the stored records, and how they differ from what they are made of."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Engine, String, bindparam, cast, func, literal_column, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.bids.models import Bid
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.contracts.models import Contract, ContractChange, Milestone
from marketplace.domain.directory import markets, records
from marketplace.domain.directory.models import ItemMarket, ProviderRecord
from marketplace.domain.directory.shapes import differences
from marketplace.domain.organisations.models import Dispute, OfferedService, Organisation, Practitioner, Qualification
from marketplace.domain.organisations.queries import KNOWN
from marketplace.domain.organisations.states import DisputeState, OrganisationKind
from marketplace.domain.tenders.models import Tender
from marketplace.kernel import prepared
from marketplace.kernel.database import AnyRow, AnySelect
from marketplace.kernel.errors import NotFound

BATCH = 500
"""Records that are gathered and written at once."""
CHECKED_EVERY = timedelta(days=1)
"""Every record is compared with its facts so often, whatever the events were [ours]."""

_R, _MARKET = ProviderRecord.__table__.c, ItemMarket.__table__.c
_O, _Q, _S, _D = (model.__table__.c for model in (Organisation, Qualification, OfferedService, Dispute))

_P = Practitioner.__table__.c
_COMMA: Any = literal_column("','")
_STANDS = or_(_Q.taken_off_on.is_(None), _Q.taken_off_on > bindparam("on"))
_WORK_THERE = (_P.active_from <= bindparam("on"), or_(_P.active_to.is_(None), _P.active_to >= bindparam("on")))
_STAMP = (
    _O.version,
    _R.version.label("record_version"),
    select(func.count())
    .where(_D.organisation_id == _O.id, _D.state == DisputeState.OPEN)
    .scalar_subquery()
    .label("is_disputed"),
    select(func.aggregate_strings(cast(_Q.id, String), _COMMA))
    .where(_Q.organisation_id == _O.id, _STANDS)
    .scalar_subquery()
    .label("certificates"),
    select(func.aggregate_strings(_S.item_code, _COMMA))
    .where(_S.organisation_id == _O.id)
    .scalar_subquery()
    .label("services"),
    select(func.sum(_P.id)).where(_P.organisation_id == _O.id, *_WORK_THERE).scalar_subquery().label("people"),
    select(func.max(_MARKET.version)).scalar_subquery().label("markets"),
)
"""What tells that a page says something else, beside the day: what may leave at once, and the versions of the rest."""
_STAMP_NAMES = [column.key for column in _STAMP]
_PUBLIC = (
    _O.id,
    _O.ref,
    _O.slug,
    _O.name,
    _O.name_en,
    _O.state,
    _O.credit_code,
    _O.legal_form,
    _O.description,
    _O.decided_at,
    _O.withdrawn_at,
    _O.claim,
    _O.proof,
    _O.proof_note,
    _O.verified_at,
    _O.contact_name,
    _O.contact_phone,
    _O.contact_email,
    *_STAMP,
)
_IS_KNOWN = (_O.kind == OrganisationKind.AGENCY, or_(*(_O.state == state for state in sorted(KNOWN))))
_KNOWN = (
    select(*_PUBLIC, _R.record)
    .outerjoin_from(Organisation.__table__, ProviderRecord.__table__, _R.organisation_id == _O.id)
    .where(*_IS_KNOWN)
)
_ONE = _KNOWN.add_columns(_R.details).where(_O.id == bindparam("number"))
_PEOPLE = (
    select(_P.certificate, func.count(_P.id_digest.distinct()).label("people"))
    .where(_P.organisation_id == bindparam("number"), *_WORK_THERE)
    .group_by(_P.certificate)
    .order_by(_P.certificate)
)
"""Plain tables and statements built once: a page that everybody reads asks nothing more."""


@lru_cache
def _stamps(number: int) -> AnySelect:
    """A statement for so many providers, likewise."""
    return (
        select(_O.id, *_STAMP)
        .outerjoin_from(Organisation.__table__, ProviderRecord.__table__, _R.organisation_id == _O.id)
        .where(*_IS_KNOWN, prepared.one_of(_O.id, number))
    )


@lru_cache
def _several(number: int) -> AnySelect:
    return _KNOWN.where(prepared.one_of(_O.id, number))


def stamp(engine: Engine, numbers: Sequence[int], on: date) -> Sequence[object] | None:
    """What the pages of these providers are made of, in this order; None where one is none or has no record yet."""
    found = prepared.ask(engine, _stamps(len(numbers)), prepared.numbered(numbers) | {"on": on})
    rows = {row[0]: row[1:] for row in found}
    return _made_of([rows.get(number) for number in numbers], on)


def stamp_of(rows: Sequence[AnyRow], on: date) -> Sequence[object] | None:
    """The same from rows that are read already."""
    return _made_of([tuple(getattr(row, name) for name in _STAMP_NAMES) for row in rows], on)


def _made_of(stamps: Sequence[tuple[Any, ...] | None], on: date) -> Sequence[object] | None:
    return [on.isoformat(), *stamps] if all(one and one[1] for one in stamps) else None


class Known(NamedTuple):
    """A provider with its record. What may leave at once is decided by `row`, read this moment."""

    row: AnyRow
    """The public columns of `Organisation`, ``record_version`` and ``is_disputed``."""
    record: Mapping[str, Any]
    """As `records.Record` says, without services that are no longer offered and certificates that are taken off."""


def provider(session: Session, number: int, on: date, now: datetime) -> Known:
    """An agency that is or was in the market, by the number in its address; raises NotFound for every other one."""
    rows = prepared.rows(session, _ONE, {"number": number, "on": on})
    if not rows:
        raise NotFound
    [row] = rows
    known = _known(session, row, now)
    details = row.details or records.gather(session, [number], now)[number].details
    return known._replace(record={**known.record, **details})


def compared(session: Session, numbers: Sequence[int], on: date, now: datetime) -> list[Known]:
    """These providers in this order; raises NotFound when one of them is none."""
    asked = prepared.numbered(numbers) | {"on": on}
    found = {row.id: row for row in prepared.rows(session, _several(len(numbers)), asked)}
    if set(found) != set(numbers):
        raise NotFound
    return [_known(session, found[number], now) for number in numbers]


def people(session: Session, number: int, on: date) -> Sequence[AnyRow]:
    """(certificate, how many people hold it) of an agency on that day; one person counts once for each."""
    return prepared.rows(session, _PEOPLE, {"number": number, "on": on})


def markets_of(session: Session, codes: Collection[str]) -> Mapping[str, AnyRow]:
    """``{item code: row of `ItemMarket`}`` of those that are counted."""
    if not codes:
        return {}
    asked = {f"code{place}": code for place, code in enumerate(codes)}
    return {row.item_code: row for row in prepared.rows(session, _markets(len(asked)), asked)}


@lru_cache(maxsize=BATCH)
def _markets(number: int) -> AnySelect:
    """A statement for so many items: a list of any length would be written out anew for each page."""
    return select(ItemMarket.__table__).where(or_(*(_MARKET.item_code == bindparam(f"code{n}") for n in range(number))))


def _known(session: Session, row: AnyRow, now: datetime) -> Known:
    """A record that is not built yet (the firm came a moment ago) is gathered here."""
    stored: Mapping[str, Any] = row.record or records.gather(session, [row.id], now)[row.id].record
    offered, shown = set((row.services or "").split(",")), set((row.certificates or "").split(","))
    return Known(
        row,
        {
            **stored,
            "services": [one for one in stored["services"] if one["code"] in offered],
            "certificates": [one for one in stored["certificates"] if str(one["id"]) in shown],
        },
    )


class Concerned(NamedTuple):
    """Whose records and which items' markets may have changed."""

    agencies: Sequence[int]
    items: Sequence[str]


_KEY: BindParameter[str] = bindparam("key")
_AGENCIES: Mapping[str, AnySelect] = {
    "ref": select(Organisation.id).where(Organisation.ref == _KEY),
    "supplier_ref": select(Organisation.id).where(Organisation.ref == _KEY),
    "tender_ref": select(Bid.tenderer_id).join(Tender, Tender.id == Bid.tender_id).where(Tender.ref == _KEY),
    "contract_ref": select(Contract.supplier_id).where(Contract.ref == _KEY),
    "milestone_ref": select(Contract.supplier_id).join(Contract.milestones).where(Milestone.ref == _KEY),
    "change_ref": select(Contract.supplier_id)
    .join(ContractChange, ContractChange.contract_id == Contract.id)
    .where(ContractChange.ref == _KEY),
    "complaint_ref": select(Complaint.respondent_id).where(Complaint.ref == _KEY, Complaint.respondent_id.is_not(None)),
    "dispute_ref": select(Dispute.organisation_id).where(Dispute.ref == _KEY),
}
"""Whose record an event is about, by the reference that it carries: bidders, a supplier, a respondent, itself."""
_ITEMS: Mapping[str, AnySelect] = {
    "ref": select(OfferedService.item_code).join(Organisation).where(Organisation.ref == _KEY),
    "tender_ref": select(Tender.item_code).where(Tender.ref == _KEY),
    "contract_ref": select(Tender.item_code)
    .join(Contract, Contract.tender_id == Tender.id)
    .where(Contract.ref == _KEY),
    "milestone_ref": select(Tender.item_code)
    .join(Contract, Contract.tender_id == Tender.id)
    .join(Contract.milestones)
    .where(Milestone.ref == _KEY),
}


def concerned(session: Session, payload: Mapping[str, Any]) -> Concerned:
    """What an event with this payload may have changed; services that an agency gave up are those of its record."""
    agencies: set[int] = set()
    items: set[str] = set()
    for name, value in payload.items():
        if name in _AGENCIES:
            agencies.update(session.scalars(_AGENCIES[name], {"key": value}))
        if name in _ITEMS:
            items.update(session.scalars(_ITEMS[name], {"key": value}))
    if "ref" in payload:
        before = session.scalars(select(ProviderRecord.record).where(ProviderRecord.organisation_id.in_(agencies)))
        items.update(service["code"] for record in before for service in record.get("services", ()))
    return Concerned(sorted(agencies), sorted(items))


def agencies_after(session: Session, number: int) -> Sequence[int]:
    """The next `BATCH` agencies that are or were in the market, by their numbers."""
    is_known = (Organisation.kind == OrganisationKind.AGENCY, Organisation.state.in_(KNOWN))
    return session.scalars(
        select(Organisation.id).where(*is_known, Organisation.id > number).order_by(Organisation.id).limit(BATCH)
    ).all()


def due(session: Session, now: datetime) -> Sequence[int]:
    """The `BATCH` records that were compared with their facts longest ago, `CHECKED_EVERY` or more."""
    return session.scalars(
        select(ProviderRecord.organisation_id)
        .where(ProviderRecord.checked_at <= now - CHECKED_EVERY)
        .order_by(ProviderRecord.checked_at)
        .limit(BATCH)
    ).all()


def codes(session: Session) -> Sequence[str]:
    """Every catalogue item, by code."""
    return session.scalars(select(ServiceItem.code).order_by(ServiceItem.code)).all()


def faults(session: Session, now: datetime) -> Iterator[str]:
    """Name every record and market that is missing or says something else than its facts."""
    number = 0
    while ids := agencies_after(session, number):
        number = ids[-1]
        stored = {
            one.organisation_id: one
            for one in session.scalars(select(ProviderRecord).where(ProviderRecord.organisation_id.in_(ids)))
        }
        for key, built in records.gather(session, ids, now).items():
            if key not in stored:
                yield f"provider {key} has no record"
            elif differing := differences(stored[key], built):
                yield f"the record of provider {key} differs in {', '.join(differing)}"
        session.expunge_all()
    stored_markets = {one.item_code: one for one in session.scalars(select(ItemMarket))}
    for code, market in markets.gather(session, codes(session)).items():
        if code not in stored_markets:
            yield f"service {code} has no market"
        elif differing := differences(stored_markets[code], market):
            yield f"the market of service {code} differs in {', '.join(differing)}"
