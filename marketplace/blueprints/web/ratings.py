"""Rating each other, from either side's desk: the form, the questions, and what a contract's page tells of both."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from marketplace.blueprints.web.fields import ParagraphsField, RadiosField, choices
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import current_actor, now, providers, reading
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import RATEABLE
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings import queries
from marketplace.domain.ratings.models import Rating
from marketplace.domain.ratings.operations import MAX_TEXT
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import Text, mark

LABELS: Mapping[str, Text] = {
    "quality": mark("Quality"),
    "timeliness": mark("Timeliness"),
    "fees": mark("Fees"),
    "conduct": mark("Conduct"),
    "compliance": mark("Compliance"),
}
OF_THE_AGENCY: Mapping[str, Text] = {
    "quality": mark("Is the work right, complete and usable?"),
    "timeliness": mark("Was it delivered when it was due?"),
    "fees": mark("Was nothing asked beyond the contract?"),
    "conduct": mark("Were the people reachable, polite and clear?"),
    "compliance": mark("Did they keep to standards, law and the contract?"),
}
OF_THE_BUYER: Mapping[str, Text] = {
    "quality": mark("Was the task clear and complete, and were its documents right?"),
    "timeliness": mark("Were questions answered and deliverables examined in time?"),
    "fees": mark("Is what was accepted paid, in full and in time?"),
    "conduct": mark("Were the people reachable, polite and clear?"),
    "compliance": mark("Was nothing asked that neither the notice nor the contract says?"),
}
STARS: Mapping[int, Text] = {
    1: mark("1 – very poor"),
    2: mark("2 – poor"),
    3: mark("3 – fair"),
    4: mark("4 – good"),
    5: mark("5 – very good"),
}


_PERMISSIONS = {
    False: ("contract:rate", "rating:correct", "rating:reply_of_buyer"),
    True: ("contract:rate_buyer", "rating:correct_of_buyer", "rating:reply"),
}
"""To rate, to correct one's own and to reply to the other's: of the department, and of the agency."""


class RatingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Five dimensions and a text; nothing is chosen beforehand, but for a rating that is changed."""

    quality = RadiosField()
    timeliness = RadiosField()
    fees = RadiosField()
    conduct = RadiosField()
    compliance = RadiosField()
    text = ParagraphsField(
        _l("In your own words"),
        longest=MAX_TEXT,
        description=_l("It is published with the stars; the other side may reply once."),
    )

    def __init__(self, *, by_supplier: bool, given: Rating | None = None) -> None:
        super().__init__(data={**asdict(given.stars), "text": given.text} if given else None)
        for name, question in (OF_THE_BUYER if by_supplier else OF_THE_AGENCY).items():
            self[name].label.text = translate(LABELS[name])
            self[name].description = translate(question)
            self[name].choices = choices(STARS.items())

    def stars(self) -> Stars:
        """The stars as given."""
        return Stars(**{name: int(self[name].data) for name in LABELS})


class ReplyForm(FlaskForm):  # type: ignore[misc]
    """The one reply to a rating."""

    reply = ParagraphsField(
        _l("Your reply"),
        longest=MAX_TEXT,
        description=_l("It is published beside the rating. You can reply once, and a reply cannot be changed."),
    )


@dataclass(frozen=True, slots=True)
class Sides:
    """Both ratings of a contract as one side may see them; `mine` is read by this side even while it is blind."""

    mine: Rating | None
    theirs: Rating | None
    is_blind: bool
    until: datetime | None
    may_rate: bool
    may_correct: bool
    may_reply: bool


def sides(contract: Contract, *, by_supplier: bool) -> Sides:
    """What the page of a contract shows the agency (`by_supplier`) or the department."""
    mine = queries.given(reading(), contract.id, by_supplier=by_supplier)
    theirs = (queries.of_contract if by_supplier else queries.of_buyer)(reading(), contract.id, now())
    is_blind = mine is not None and not mine.is_shown(now())
    in_time = contract.rate_until is not None and now() < contract.rate_until
    to_rate, of_mine, of_theirs = _PERMISSIONS[by_supplier]
    return Sides(
        mine=mine,
        theirs=theirs,
        is_blind=is_blind,
        until=contract.rate_until,
        may_rate=mine is None and in_time and contract.state in RATEABLE and _may(to_rate, contract),
        may_correct=mine is not None and is_changeable(mine) and _may(of_mine, mine),
        may_reply=theirs is not None and theirs.reply is None and _may(of_theirs, theirs),
    )


def is_changeable(rating: Rating) -> bool:
    """Whether its author has a change left: one while it is blind, one after it is shown."""
    return (rating.corrected_at if rating.is_shown(now()) else rating.amended_at) is None


def why_not(contract: Contract, *, by_supplier: bool) -> str:
    """Why this side has nothing to rate here, in the reader's language; empty where it may."""
    if contract.state not in RATEABLE or contract.rate_until is None:
        return _("A contract is rated when everything is accepted.")
    if queries.given(reading(), contract.id, by_supplier=by_supplier):
        return _("This contract is rated already.")
    return "" if now() < contract.rate_until else _("The time to rate this contract is over.")


def shown(contract: Contract, other_id: int, rating: Rating | None = None) -> dict[str, object]:
    """What the page of the form tells of the contract, of the side that is rated, and of what is changed."""
    return {
        "contract": contract,
        "tender": reading().get_one(Tender, contract.tender_id),
        "other": reading().get_one(Organisation, other_id),
        "is_shown": rating is not None and rating.is_shown(now()),
        "dimensions": list(LABELS),
    }


def own(ref: str, organisations: Collection[int], *, by_supplier: bool) -> Rating:
    """A rating that one of these organisations gave; NotFound for every other."""
    rating = queries.by_ref(reading(), ref)
    author = rating.supplier_id if rating.by_supplier else rating.buyer_id
    if rating.by_supplier is not by_supplier or author not in organisations:
        raise NotFound
    return rating


def about(ref: str, organisations: Collection[int], *, by_supplier: bool) -> Rating:
    """A rating that is shown of one of these organisations; NotFound for every other, and for a blind one."""
    rating = queries.by_ref(reading(), ref)
    if rating.by_supplier is not by_supplier or rating.rated_id not in organisations or not rating.is_shown(now()):
        raise NotFound
    return rating


def _may(permission: str, subject: Any) -> bool:  # noqa: ANN401 - a contract or a rating
    return providers().authority.permits(reading(), current_actor(), permission, subject)
