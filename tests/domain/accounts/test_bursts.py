"""Limits hold against everybody who comes at the same instant, on both databases."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from marketplace.domain.accounts import operations as accounts
from marketplace.domain.accounts.models import SignInAttempt
from marketplace.domain.accounts.operations import Attempt
from marketplace.domain.accounts.rules import ADDRESS, SECOND_FACTOR
from marketplace.domain.bids import enclosures
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import SealedFile
from marketplace.domain.documents import operations as documents
from marketplace.domain.documents.models import Document
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.domain.market import Market
from tests.domain.test_concurrency import AT_ONCE, at_once
from tests.files import PDF


def test_a_burst_of_codes_is_looked_at_no_oftener_than_the_limit(market: Market) -> None:
    limits = ((SECOND_FACTOR, "7"), (ADDRESS, "192.0.2.1"))
    looked_at: list[Attempt] = []

    def guess(uow: UnitOfWork) -> None:
        attempt = accounts.begin_attempt(uow, limits)
        if attempt.pause is None:
            looked_at.append(attempt)

    assert at_once(market, *[("agency1", guess)] * AT_ONCE) == {"done": AT_ONCE}
    assert len(looked_at) == SECOND_FACTOR.count < AT_ONCE
    with market.house.reading() as session:
        counted = Counter(session.scalars(select(SignInAttempt.subject)))
    assert counted == {limit.subject(by): SECOND_FACTOR.count for limit, by in limits}


def test_a_try_that_was_right_is_taken_back_and_no_other(market: Market) -> None:
    limits = ((SECOND_FACTOR, "7"), (ADDRESS, "192.0.2.1"))
    for _ in range(2):
        with market.house.writing(ANYONE) as uow:
            right = accounts.begin_attempt(uow, limits)
    with market.house.writing(ANYONE) as uow:
        accounts.take_back(uow, right.numbers)
    with market.house.reading() as session:
        assert session.scalar(select(func.count(SignInAttempt.id))) == len(limits)


def test_uploads_at_once_keep_within_the_days_quota(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [market.stored() for _ in range(AT_ONCE)]
    monkeypatch.setattr(documents, "MAX_BYTES_PER_DAY", 2 * files[0].size)
    owner = market.organisation_id("agency1")
    acts = [
        ("agency1", lambda uow, stored=stored: documents.register(uow, stored, organisation_id=owner))
        for stored in files
    ]
    assert at_once(market, *acts) == {"done": 2, "Conflict": AT_ONCE - 2}
    with market.house.reading() as session:
        assert session.scalar(select(func.count(Document.id)).where(Document.organisation_id == owner)) == 2


def test_sealed_files_at_once_keep_within_the_days_quota(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    house, agency = market.house, market.refs["agency1"]
    tenders = [market.published() for _ in range(2)]
    sealed = [
        (
            ref,
            enclosures.enclose(
                house.storage, house.sniffer, house.sealing, house.entropy, (ref, agency), ("plan.pdf", PDF)
            ).sealed,
        )
        for ref in tenders * 3
    ]
    monkeypatch.setattr(bids.bidding, "MAX_BYTES_PER_DAY", 2 * sealed[0][1].size)
    acts = [("agency1", lambda uow, ref=ref, file=file: bids.seal_in(uow, ref, agency, file)) for ref, file in sealed]
    assert at_once(market, *acts) == {"done": 2, "Conflict": len(sealed) - 2}
    with house.reading() as session:
        assert session.scalar(select(func.count(SealedFile.storage_key))) == 2
