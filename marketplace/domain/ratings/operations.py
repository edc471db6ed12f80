"""Rating a contract and replying to a rating."""

from sqlalchemy import select

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import CONTRACT, RATEABLE
from marketplace.domain.independence import queries as independence
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings.events import ContractRated, RatingReplied
from marketplace.domain.ratings.models import Rating
from marketplace.domain.ratings.rules import Stars
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_TEXT = 2000
MOST_STARS = 5


def rate(uow: UnitOfWork, contract_ref: str, stars: Stars, text: str) -> Rating:
    """Rate a contract whose deliverables are all accepted, or that ended early; once."""
    contract = uow.claim(Contract, contract_ref, "contract:rate")
    if contract.state not in RATEABLE:
        raise Conflict(CONTRACT.meanings[contract.state])
    if uow.session.scalar(select(Rating.id).where(Rating.contract_id == contract.id)) is not None:
        raise Conflict(mark("This contract is rated already."))
    faults = {
        name: mark("Give 1 to 5 stars.")
        for name in Stars.__dataclass_fields__
        if not 1 <= getattr(stars, name) <= MOST_STARS
    }
    if faults:
        raise Invalid(fields=faults)
    rating = uow.add(
        Rating(
            ref=uow.new_ref("R"),
            contract_id=contract.id,
            buyer_id=contract.buyer_id,
            supplier_id=contract.supplier_id,
            **{name: getattr(stars, name) for name in Stars.__dataclass_fields__},
            score=stars.score,
            contract_amount=contract.amount,
            is_affiliated=independence.belong_together(
                uow.session, contract.buyer_id, contract.supplier_id, day_of(uow.now)
            ),
            text=_said(text, "text"),
            at=uow.now,
            by=uow.actor.user_id,
        ),
    )
    uow.record("contract:rate", rating, contract=contract.ref, score=str(rating.score))
    uow.emit(ContractRated(rating.ref, uow.session.get_one(Organisation, contract.supplier_id).ref))
    return rating


def reply(uow: UnitOfWork, rating_ref: str, text: str) -> Rating:
    """The rated agency's one reply."""
    rating = uow.claim(Rating, rating_ref, "rating:reply")
    if rating.reply is not None:
        raise Conflict(mark("A reply was given already."))
    rating.reply, rating.replied_at = _said(text, "reply"), uow.now
    uow.record("rating:reply", rating)
    uow.emit(RatingReplied(rating.ref, uow.session.get_one(Organisation, rating.supplier_id).ref))
    return rating


def _said(text: str, field: str) -> str:
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        raise Invalid(fields={field: mark("Write 1 to %(limit)s characters.", limit=MAX_TEXT)})
    return text
