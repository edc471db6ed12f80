"""Many rows, copied straight into the tables: lists must not care how their rows came to be."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.bids.models import Bid
from marketplace.domain.contracts.models import Contract
from marketplace.domain.organisations.models import OfferedService, Organisation
from marketplace.domain.ratings import standings
from marketplace.domain.ratings.models import Rating
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.jobs import directory
from marketplace.kernel.actor import PLATFORM
from tests.domain.market import ITEM, Market

_numbers = count(1)


def grow(market: Market, many: int) -> None:
    """So many more open tenders, awarded tenders and rated providers."""
    with market.house.writing(PLATFORM) as uow:
        for number in range(many):
            model = _model(uow.session)
            published = model.published_at or uow.now
            _add(
                uow.session,
                model,
                ref=_ref("T"),
                state=TenderState.PUBLISHED,
                published_at=published + timedelta(minutes=number),
                deadline_at=uow.now + timedelta(days=1, minutes=number),
            )
            agency = uow.session.scalars(select(Organisation).where(Organisation.slug == "agency1")).one()
            code = f"G{next(_numbers):017d}"
            provider = _add(uow.session, agency, ref=_ref("O"), credit_code=code, name=f"机构 {code}", slug="more")
            provider.services = [OfferedService(item_code=ITEM)]
            for _ in range(3):
                _purchase(uow.session, provider.id, 4)
            standings.keep(uow.session, [provider.id], uow.now)
    directory.rebuild(market.house, 0, lambda _done, _last: None)


def rate(market: Market, agency: str, stars: int, times: int = 3) -> None:
    """Further purchases of an agency with the same rating."""
    with market.house.writing(PLATFORM) as uow:
        for _ in range(times):
            _purchase(uow.session, market.organisation_id(agency), stars)
        uow.flush()
        standings.keep(uow.session, [market.organisation_id(agency)], uow.now)


def _purchase(session: Session, supplier_id: int, stars: int) -> None:
    tender = _add(session, _model(session), ref=_ref("T"))
    bid = _add(session, _first(session, Bid), ref=_ref("B"), tender_id=tender.id, tenderer_id=supplier_id)
    of_tender = {"tender_id": tender.id, "supplier_id": supplier_id}
    award = _add(session, _first(session, Award), ref=_ref("A"), bid_id=bid.id, **of_tender)
    contract = _add(session, _first(session, Contract), ref=_ref("C"), award_id=award.id, **of_tender)
    dimensions = dict.fromkeys(("quality", "timeliness", "fees", "conduct", "compliance"), stars)
    _add(
        session,
        _first(session, Rating),
        ref=_ref("R"),
        contract_id=contract.id,
        supplier_id=supplier_id,
        score=Decimal(stars),
        **dimensions,
    )


def _model(session: Session) -> Tender:
    return session.get_one(Tender, _first(session, Award).tender_id)


def _first(session: Session, model: Any) -> Any:  # noqa: ANN401 - a mapped class and one of its rows
    return session.scalars(select(model).order_by(model.id)).first()


def _add(session: Session, like: Any, **changes: Any) -> Any:  # noqa: ANN401
    values = {column.key: getattr(like, column.key) for column in type(like).__table__.columns if column.key != "id"}
    made = type(like)(**values | changes)
    session.add(made)
    session.flush()
    return made


def _ref(letter: str) -> str:
    return f"{letter}-G{next(_numbers):07d}"
