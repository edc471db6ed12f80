"""Locking searches in tests."""

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.shortlists import operations as shortlists
from marketplace.domain.shortlists.rules import Asked, Found, Listed
from marketplace.kernel.i18n import mark
from tests.domain.market import ITEM, Market
from tests.domain.own_funds import APPLICANTS_ITEM

BECAUSE = mark("By relevance to the words")


def offering(market: Market, *names: str) -> None:
    """These agencies offer what applicants buy."""
    for name in names or ("agency1", "agency2", "agency3"):
        with market.acting(name) as uow:
            organisations.offer_services(uow, market.refs[name], [ITEM, APPLICANTS_ITEM])


def found(market: Market, *names: str, total: int | None = None) -> Found:
    """A search that found these agencies, in this order."""
    names = names or ("agency1", "agency2", "agency3")
    numbers = [market.get(Organisation, market.refs[name]).id for name in names]
    listed = tuple(Listed(number, BECAUSE, ratings=4, star=433) for number in numbers)
    return Found(len(names) if total is None else total, listed, "oracle 1", "1")


def locked(market: Market, buyer: str = "owner", asked: Asked | None = None, *names: str) -> str:
    """The reference of a list that `buyer` locked."""
    results = found(market, *names)
    with market.acting(buyer) as uow:
        return shortlists.lock(uow, market.refs[buyer], asked or Asked(APPLICANTS_ITEM, "环境"), results).ref
