"""Commitments in writing."""

import pytest
from sqlalchemy import select

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.commitments import COMMITMENTS
from marketplace.domain.organisations.models import SignedCommitment
from marketplace.domain.organisations.states import CommitmentKind
from marketplace.kernel.errors import Conflict, Invalid
from tests.domain.market import Market

KIND = CommitmentKind.TAX_AND_INSURANCE


def sign(market: Market, version: int = 1, *, has_agreed: bool = True) -> None:
    with market.acting("agency1") as uow:
        organisations.sign_commitment(uow, market.refs["agency1"], KIND, version, has_agreed=has_agreed)


def test_what_was_signed_is_kept_in_its_words_with_who_and_when(market: Market) -> None:
    sign(market)
    with market.house.reading() as session:
        [(signed, signer)] = queries.commitments(session, market.organisation_id("agency1"))
    assert (signed.kind, signed.version, signer) == (KIND, 1, "agency1")
    assert (signed.text_zh, signed.text_en) == (COMMITMENTS[KIND].text_zh, COMMITMENTS[KIND].text_en)
    assert signed.signed_at == market.clock.at


def test_it_is_signed_once_in_the_present_wording_and_on_purpose(market: Market) -> None:
    with pytest.raises(Invalid):
        sign(market, has_agreed=False)
    with pytest.raises(Conflict):
        sign(market, 2)
    sign(market)
    with pytest.raises(Conflict):
        sign(market)
    with market.house.reading() as session:
        assert len(session.scalars(select(SignedCommitment)).all()) == 1


@pytest.mark.parametrize("kind", CommitmentKind)
def test_each_kind_names_its_law_and_fits_its_columns(kind: CommitmentKind) -> None:
    wording = COMMITMENTS[kind]
    assert "《优化营商环境条例》第四十四条" in wording.basis_zh
    assert "Art 44" in wording.basis_en
    assert max(len(wording.text_zh), len(wording.text_en)) <= 1000
