"""The documents as they must be, built from the database, and how an index differs from them."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.domain.ratings.models import Rating
from marketplace.domain.search.ports import Kind, SearchDocument, SearchEngine
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.queries import is_public


def tenders(session: Session, now: datetime, ref: str | None = None) -> Iterator[SearchDocument]:  # noqa: ARG001 - as `providers`
    """Published tenders, or the one with this reference if it is published."""
    query = (
        select(Tender, Organisation, ServiceItem)
        .join(Organisation, Organisation.id == Tender.buyer_id)
        .join(ServiceItem, ServiceItem.code == Tender.item_code)
        .where(is_public())
        .order_by(Tender.id)
    )
    if ref is not None:
        query = query.where(Tender.ref == ref)
    for tender, buyer, item in session.execute(query):
        yield SearchDocument(
            Kind.TENDER,
            tender.ref,
            tender.title,
            f"{tender.ref} {item.name_zh} {item.name_en} {buyer.name} {buyer.name_en}"
            f" {tender.description} {tender.requirements}",
        )


def providers(session: Session, now: datetime, ref: str | None = None) -> Iterator[SearchDocument]:
    """Active agencies with what they offer today and what is said of them, or the one with this reference."""
    today = day_of(now)
    query = (
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.AGENCY, Organisation.state == OrganisationState.ACTIVE)
        .order_by(Organisation.id)
    )
    if ref is not None:
        query = query.where(Organisation.ref == ref)
    for agency in session.scalars(query):
        items = organisations.offered(session, [agency.id], today).get(agency.id, [])
        said = session.scalars(
            select(Rating.text)
            .where(Rating.supplier_id == agency.id, Rating.by_supplier.is_(False), Rating.shown_at <= now)
            .order_by(Rating.id)
        ).all()
        words = [
            agency.ref,
            agency.credit_code,
            agency.description,
            *(name for item in items for name in (item.name_zh, item.name_en)),
            *said,
        ]
        yield SearchDocument(Kind.PROVIDER, agency.ref, f"{agency.name} {agency.name_en}".strip(), " ".join(words))


BUILDERS = {Kind.TENDER: tenders, Kind.PROVIDER: providers}


def faults(session: Session, engine: SearchEngine, now: datetime) -> Iterator[str]:
    """Name every document that an index lacks, holds in another wording, or holds without right."""
    for kind, build in BUILDERS.items():
        indexed = dict(engine.digests(kind))
        for document in build(session, now):
            digest = indexed.pop(document.key, None)
            if digest is None:
                yield f"{kind} {document.key} is not in the index"
            elif digest != document.digest:
                yield f"{kind} {document.key} stands in the index in another wording"
        for key in indexed:
            yield f"{kind} {key} is in the index and must not be"
