"""Rating each other after a contract, correcting, replying; showing and counting what was blind."""

from collections.abc import Sequence

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import CONTRACT, RATEABLE
from marketplace.domain.independence import queries as independence
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings import circles, queries, standings
from marketplace.domain.ratings.events import (
    BuyerRated,
    BuyerReplied,
    ContractRated,
    RatingCorrected,
    RatingGiven,
    RatingReplied,
    StandingMoved,
)
from marketplace.domain.ratings.models import Rating, RatingMean
from marketplace.domain.ratings.rules import Stars
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_TEXT = 2000
MOST_STARS = 5


def rate(uow: UnitOfWork, contract_ref: str, stars: Stars, text: str) -> Rating:
    """The department's rating of the agency: once, when the contract is over, until `contract.rate_until`."""
    contract = uow.claim(Contract, contract_ref, "contract:rate")
    return _give(uow, contract, stars, text, by_supplier=False)


def rate_buyer(uow: UnitOfWork, contract_ref: str, stars: Stars, text: str) -> Rating:
    """The agency's rating of the department, on the same terms; it is shown and makes no star."""
    contract = uow.claim(Contract, contract_ref, "contract:rate_buyer")
    return _give(uow, contract, stars, text, by_supplier=True)


def _give(uow: UnitOfWork, contract: Contract, stars: Stars, text: str, *, by_supplier: bool) -> Rating:
    """Keep it blind, in the journal as well; where the other side's is in already, both are shown now."""
    if contract.state not in RATEABLE:
        raise Conflict(CONTRACT.meanings[contract.state])
    if queries.given(uow.session, contract.id, by_supplier=by_supplier) is not None:
        raise Conflict(mark("This contract is rated already."))
    if contract.rate_until is None or contract.rate_until <= uow.now:
        raise Conflict(mark("The time to rate this contract is over."))
    rating = uow.add(
        Rating(
            ref=uow.new_ref("R"),
            contract_id=contract.id,
            by_supplier=by_supplier,
            buyer_id=contract.buyer_id,
            supplier_id=contract.supplier_id,
            **_checked(stars, text),
            contract_amount=contract.amount,
            is_affiliated=_belong_together(uow, contract),
            at=uow.now,
            by=uow.actor.user_id,
            shown_at=contract.rate_until,
        ),
    )
    uow.record("contract:rate_buyer" if by_supplier else "contract:rate", rating, contract=contract.ref)
    other = queries.given(uow.session, contract.id, by_supplier=not by_supplier)
    if other is None:
        uow.emit(RatingGiven(rating.ref, by_supplier))
    else:
        rating.shown_at = other.shown_at = uow.now
        _announce(uow, other, rating)
    return rating


def _belong_together(uow: UnitOfWork, contract: Contract) -> bool:
    return independence.belong_together(
        uow.session, contract.buyer_id, contract.supplier_id, day_of(uow.now)
    ) or circles.are_of_one_house(uow.session, contract.buyer_id, contract.supplier_id)


def correct(uow: UnitOfWork, rating_ref: str, stars: Stars, text: str) -> Rating:
    """Change what the department gave: once while it is blind, and once after it is shown, marked as corrected."""
    rating = uow.claim(Rating, rating_ref, "rating:correct")
    return _change(uow, _given_by(rating, by_supplier=False), stars, text)


def correct_of_buyer(uow: UnitOfWork, rating_ref: str, stars: Stars, text: str) -> Rating:
    """Change what the agency gave, on the same terms."""
    rating = uow.claim(Rating, rating_ref, "rating:correct_of_buyer")
    return _change(uow, _given_by(rating, by_supplier=True), stars, text)


def _given_by(rating: Rating, *, by_supplier: bool) -> Rating:
    if rating.by_supplier is not by_supplier:
        raise NotFound
    return rating


def _change(uow: UnitOfWork, rating: Rating, stars: Stars, text: str) -> Rating:
    is_shown = rating.is_shown(uow.now)
    if (rating.corrected_at if is_shown else rating.amended_at) is not None:
        raise Conflict(mark("This rating was changed once already; it stays as it is."))
    scores = {"before": str(rating.score), "after": str(stars.score)} if is_shown else {}
    for name, value in _checked(stars, text).items():
        setattr(rating, name, value)
    uow.record("rating:correct_of_buyer" if rating.by_supplier else "rating:correct", rating, **scores)
    if not is_shown:
        rating.amended_at = uow.now
        return rating
    rating.corrected_at = uow.now
    uow.emit(RatingCorrected(rating.ref, _agency(uow, rating)))
    if rating.announced_at is not None:
        _recount(uow, [rating.supplier_id])
    return rating


def reply(uow: UnitOfWork, rating_ref: str, text: str) -> Rating:
    """The agency's one reply, once the rating is shown."""
    rating = uow.claim(Rating, rating_ref, "rating:reply")
    return _reply(uow, _given_by(rating, by_supplier=False), text)


def reply_of_buyer(uow: UnitOfWork, rating_ref: str, text: str) -> Rating:
    """The department's one reply, on the same terms."""
    rating = uow.claim(Rating, rating_ref, "rating:reply_of_buyer")
    return _reply(uow, _given_by(rating, by_supplier=True), text)


def _reply(uow: UnitOfWork, rating: Rating, text: str) -> Rating:
    if not rating.is_shown(uow.now):
        raise Conflict(mark("The rating is not shown yet."))
    if rating.reply is not None:
        raise Conflict(mark("A reply was given already."))
    rating.reply, rating.replied_at = _said(text, "reply"), uow.now
    uow.record("rating:reply_of_buyer" if rating.by_supplier else "rating:reply", rating)
    uow.emit((BuyerReplied if rating.by_supplier else RatingReplied)(rating.ref, _agency(uow, rating)))
    return rating


def show(uow: UnitOfWork, rating_ref: str) -> bool:
    """Count a rating whose time of blindness is over and tell both sides; False when somebody was faster."""
    rating = uow.claim(Rating, rating_ref, "rating:show")
    if rating.announced_at is not None or not rating.is_shown(uow.now):
        return False
    _announce(uow, rating)
    return True


def assume(uow: UnitOfWork) -> bool:
    """Note the platform's mean of the day, which is assumed of every provider from now on; False if it is noted."""
    uow.require("platform:operate", None)
    uow.take_turn("mean of the ratings")
    latest = standings.latest_mean(uow.session)
    if latest is not None and day_of(latest.counted_at) >= day_of(uow.now):
        return False
    mean, count = standings.platform_mean(uow.session, uow.now)
    uow.add(RatingMean(counted_at=uow.now, mean=mean, count=count, recounted_to=0))
    return True


def recount(uow: UnitOfWork, size: int) -> bool:
    """Count the next `size` providers anew, for time and the platform's mean move stars; False when all are counted."""
    uow.require("platform:operate", None)
    uow.take_turn("mean of the ratings")
    latest = standings.latest_mean(uow.session)
    if latest is None or latest.recounted_to is None:
        return False
    keys = standings.batch(uow.session, latest.recounted_to, size)
    _recount(uow, keys)
    latest.recounted_to = keys[-1] if keys else None
    return bool(keys)


def _announce(uow: UnitOfWork, *ratings: Rating) -> None:
    for rating in ratings:
        rating.announced_at = uow.now
        uow.record("rating:show", rating, score=str(rating.score), since=rating.shown_at.isoformat())
        uow.emit((BuyerRated if rating.by_supplier else ContractRated)(rating.ref, _agency(uow, rating)))
    _recount(uow, [ratings[0].supplier_id])


def _recount(uow: UnitOfWork, supplier_ids: Sequence[int]) -> None:
    """Keep the figures of these providers and tell of those that moved."""
    uow.flush()
    for key in sorted(supplier_ids):
        uow.take_turn(f"standing of {key}")
    moved = standings.keep(uow.session, supplier_ids, uow.now)
    for ref in moved:
        uow.emit(StandingMoved(ref))


def _checked(stars: Stars, text: str) -> dict[str, object]:
    faults = {
        name: mark("Give 1 to 5 stars.")
        for name in Stars.__dataclass_fields__
        if not 1 <= getattr(stars, name) <= MOST_STARS
    }
    if faults:
        raise Invalid(fields=faults)
    given = {name: getattr(stars, name) for name in Stars.__dataclass_fields__}
    return {**given, "score": stars.score, "text": _said(text, "text")}


def _agency(uow: UnitOfWork, rating: Rating) -> str:
    return uow.session.get_one(Organisation, rating.supplier_id).ref


def _said(text: str, field: str) -> str:
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        raise Invalid(fields={field: mark("Write 1 to %(limit)s characters.", limit=MAX_TEXT)})
    return text
