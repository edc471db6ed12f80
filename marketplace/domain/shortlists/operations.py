"""Locking a search."""

from datetime import UTC

from sqlalchemy import select

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.shortlists import rules
from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.shortlists.rules import LOCK, Asked, Found
from marketplace.kernel import canonical
from marketplace.kernel.errors import Conflict, Invalid, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import one_line
from marketplace.kernel.unit_of_work import UnitOfWork


def lock(uow: UnitOfWork, buyer_ref: str, asked: Asked, found: Found) -> ShortList:
    """Keep for ever what a search of providers found just now: evidence for a direct choice.

    Raises Invalid by field (``item_code``, ``words``, ``filters``) for a search that narrows by what may not count or
    finds too few, Conflict when one of those found has left the market since.
    """
    buyer = uow.claim(Organisation, buyer_ref, "shortlist:lock")
    if uow.session.get(ServiceItem, asked.item_code) is None:
        raise Invalid(fields={"item_code": mark("Choose an item of the catalogue.")})
    if faults := rules.faults(asked):
        raise Invalid(fields=faults)
    with at_field("words"):
        words = one_line(asked.words, longest=rules.LONGEST_WORDS, required=False)
    today = day_of(uow.now)
    offering = organisations.count_ready(uow.session, asked.item_code, today, up_to=rules.FEWEST)
    if refusal := rules.too_few(found.total, offering):
        raise Invalid(fields={"words": refusal})
    first = found.providers[: rules.FIRST]
    names = {
        row.id: row
        for row in uow.session.execute(
            select(Organisation.id, Organisation.ref, Organisation.name, Organisation.name_en).where(
                Organisation.id.in_([listed.number for listed in first]),
                organisations.ready_for(uow.session, asked.item_code, today),
            )
        )
    }
    if len(names) != len(first):
        raise Conflict(mark("One of those found has left the market or this service meanwhile. Search again."))
    ref = uow.new_ref("K")
    document = rules.document(
        ref,
        {"ref": buyer.ref, "name": buyer.name, "name_en": buyer.name_en},
        Asked(asked.item_code, words, asked.filters, asked.order),
        found,
        [
            rules.provider(place, row.ref, (row.name, row.name_en), listed)
            for place, listed in enumerate(first, 1)
            for row in (names[listed.number],)
        ],
        uow.now.astimezone(UTC).isoformat(timespec="seconds"),
    )
    shortlist = uow.add(
        ShortList(
            ref=ref,
            buyer_id=buyer.id,
            item_code=asked.item_code,
            locked_at=uow.now,
            locked_by=uow.actor.user_id,
            document=document,
            sha256=canonical.digest(document),
        )
    )
    uow.record(LOCK, shortlist, item=asked.item_code, found=found.total, sha256=shortlist.sha256)
    return shortlist
