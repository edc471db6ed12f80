"""What an agency says and shows of itself, for many at once: `records.Record` says where it goes."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.directory.shapes import Json, fen, grouped, iso
from marketplace.domain.organisations.models import Dispute, OfferedService, Qualification, SignedCommitment


def services(session: Session, ids: Collection[int]) -> Mapping[int, list[Json]]:
    """What each offers, at which price and in which time, by code."""
    rows = session.execute(
        select(OfferedService, ServiceItem)
        .join(ServiceItem, ServiceItem.code == OfferedService.item_code)
        .where(OfferedService.organisation_id.in_(ids))
        .order_by(ServiceItem.code)
    )
    return grouped(
        (
            row.OfferedService.organisation_id,
            {
                "code": row.ServiceItem.code,
                "zh": row.ServiceItem.name_zh,
                "en": row.ServiceItem.name_en,
                "days": row.OfferedService.promised_days,
                "mode": row.OfferedService.price_mode,
                "low": fen(row.OfferedService.price_from),
                "high": fen(row.OfferedService.price_to),
                "needs_zh": row.ServiceItem.qualification_zh,
                "needs_en": row.ServiceItem.qualification_en,
            },
        )
        for row in rows
    )


def texts(session: Session, ids: Collection[int]) -> Mapping[int, dict[str, list[str]]]:
    """What each writes about a service: ``{item code: [the price in words, conditions, flow]}``."""
    rows = session.execute(
        select(
            OfferedService.organisation_id,
            OfferedService.item_code,
            OfferedService.price_text,
            OfferedService.conditions,
            OfferedService.flow,
        )
        .where(OfferedService.organisation_id.in_(ids), OfferedService.promised_days.is_not(None))
        .order_by(OfferedService.item_code)
    )
    found: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for one, code, *written in rows:
        found[one][code] = written
    return found


def certificates(session: Session, ids: Collection[int]) -> Mapping[int, list[Json]]:
    """Every certificate that each has shown, by name, the longest valid first; those taken off too."""
    rows = session.scalars(
        select(Qualification)
        .where(Qualification.organisation_id.in_(ids))
        .order_by(Qualification.name, Qualification.valid_to.desc().nulls_first(), Qualification.id)
    )
    return grouped(
        (
            row.organisation_id,
            {
                "id": row.id,
                "name": row.name,
                "grade": int(row.grade),
                "number": row.number,
                "issuer": row.issuer,
                "basis": row.legal_basis,
                "span": [iso(row.valid_from), iso(row.valid_to), iso(row.taken_off_on)],
            },
        )
        for row in rows
    )


def commitments(session: Session, ids: Collection[int]) -> Mapping[int, list[Json]]:
    """The newest wording of each kind that was signed."""
    rows = session.scalars(
        select(SignedCommitment)
        .where(SignedCommitment.organisation_id.in_(ids))
        .order_by(SignedCommitment.signed_at, SignedCommitment.id)
    )
    newest: dict[int, dict[str, Json]] = defaultdict(dict)
    for row in rows:
        newest[row.organisation_id][row.kind] = {
            "kind": row.kind,
            "version": row.version,
            "zh": row.text_zh,
            "en": row.text_en,
            "signed_at": iso(row.signed_at),
        }
    return grouped((one, newest[one][kind]) for one in newest for kind in sorted(newest[one]))


def disputes(session: Session, ids: Collection[int]) -> Mapping[int, dict[str, int]]:
    """Disputes about the credit code that are over; whether one is open, the page asks itself."""
    rows = session.execute(
        select(Dispute.organisation_id, Dispute.state, func.count(Dispute.id))
        .where(Dispute.organisation_id.in_(ids), Dispute.decided_at.is_not(None))
        .group_by(Dispute.organisation_id, Dispute.state)
        .order_by(Dispute.state)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for one, state, number in rows:
        found[one][state] = number
    return found
