"""Files of a bid, sealed until the opening; and bids that are refused for what an agency lacks."""

from dataclasses import replace

import pytest

from marketplace.domain.bids import enclosures, queries
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.enclosures import Enclosure, Sealed
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.rules import Content
from marketplace.domain.bids.states import BidState
from marketplace.domain.documents.rules import MAX_BYTES_PER_DAY
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.holdings import Grade, Holdings
from marketplace.domain.tenders.requirements import Kind, Requirement
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from tests.domain.bids.test_bids import dumped, own_bid
from tests.domain.market import LOWEST, Market
from tests.files import PDF

CANARY = b"canary-in-the-file"
FILE = PDF + CANARY
ENGINEERS = Requirement(Kind.PRACTITIONERS, "注册安全工程师", "Two sites at a time.", number=2)
CERTIFICATE = Requirement(Kind.QUALIFICATION, "测绘资质", "The law asks for it.", grade=Grade.B)
BOAT = Requirement(Kind.OTHER, "A boat", "The samples are taken from the lake.")


def enclose(market: Market, tender: str, agency: str = "agency1", name: str = "canary-name.pdf") -> Enclosure:
    house = market.house
    found = enclosures.enclose(
        house.storage, house.sniffer, house.sealing, house.entropy, (tender, market.refs[agency]), (name, FILE)
    )
    with market.acting(agency) as uow:
        bids.seal_in(uow, tender, market.refs[agency], found.sealed)
    return found


def submit(market: Market, tender: str, *files: Enclosure, agency: str = "agency1") -> None:
    written = market.sealed(agency, tender, files=files)
    with market.acting(agency) as uow:
        market.submit(uow, agency, tender, written)


def test_a_file_is_sealed_with_the_bid_and_read_after_the_opening_by_the_right_people(market: Market) -> None:
    ref = market.published()
    file = enclose(market, ref)
    submit(market, ref, file)
    assert CANARY not in market.house.storage.get(file.storage_key)
    for secret in ("canary-name", b"canary-name".hex(), file.sha256):
        assert secret not in dumped(market)
    bid = own_bid(market, "agency1").ref
    everybody = ("agency1", "agency2", "drafter", "approver", "regulator", "operator")
    for name in everybody:
        with market.house.reading() as session, pytest.raises(NotFound):
            queries.enclosure_of(session, market.actor(name), bid, 1)
    for other in ("agency2", "agency3"):
        market.bid(other, ref, LOWEST)
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)
    for name in everybody:
        with market.house.reading() as session:
            if name in {"agency2", "operator"}:
                with pytest.raises(NotFound):
                    queries.enclosure_of(session, market.actor(name), bid, 1)
                continue
            tender, agency, found = queries.enclosure_of(session, market.actor(name), bid, 1)
            assert found == file
            assert content_of(market, tender.ref, agency.ref, found) == (FILE, "application/pdf")
    with market.house.reading() as session:
        for number in (0, 2):
            with pytest.raises(NotFound):
                queries.enclosure_of(session, market.actor("approver"), bid, number)
        with pytest.raises(NotFound):
            queries.enclosure_of(session, ANYONE, bid, 1)


def content_of(market: Market, tender: str, agency: str, file: Enclosure) -> tuple[bytes, str]:
    house = market.house
    return enclosures.content(house.storage, house.sniffer, house.sealing, (tender, agency), file)


@pytest.mark.parametrize("change", [{}, {"storage_key": "made-up"}, {"sealed_sha256": "0" * 64}])
def test_a_bid_that_names_a_file_its_agency_did_not_hand_in_is_excluded(market: Market, change: dict[str, str]) -> None:
    ref = market.published()
    file = enclose(market, ref)
    with pytest.raises(NotFound), market.acting("agency2") as uow:
        bids.save_draft(uow, ref, market.refs["agency2"], Content(None, "", files=(file,)), market.sealer)
    submit(market, ref, file)
    submit(market, ref, replace(file, **change), agency="agency2")
    submit(market, ref, agency="agency3")
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)
    excluded = own_bid(market, "agency2")
    assert (excluded.state, excluded.price, excluded.files) == (BidState.INVALID, None, [])
    assert "not handed in" in str((excluded.excluded_because or {})["text"])
    assert own_bid(market, "agency1").state is BidState.VALID


def test_a_sealed_file_opens_for_its_own_tender_and_agency_alone_and_only_whole(market: Market) -> None:
    file = enclose(market, market.published())
    with pytest.raises(Unavailable):
        content_of(market, "T-OTHER", market.refs["agency1"], file)
    ref = market.published()
    good = enclose(market, ref)
    with pytest.raises(Unavailable):
        content_of(market, ref, market.refs["agency1"], replace(good, sha256="0" * 64))


def test_files_that_are_not_taken_are_not_sealed(market: Market) -> None:
    house = market.house
    with pytest.raises(Invalid):
        enclosures.enclose(
            house.storage, house.sniffer, house.sealing, house.entropy, ("T-X", "O-X"), ("a.exe", b"MZ...")
        )


def test_what_one_person_seals_in_a_day_is_bounded(market: Market) -> None:
    ref = market.published(window_days=10)
    large = Sealed("key1", MAX_BYTES_PER_DAY, "b" * 64)
    with market.acting("agency1") as uow:
        bids.seal_in(uow, ref, market.refs["agency1"], large)
    with pytest.raises(Conflict, match="24 hours"):
        enclose(market, ref)
    market.clock.advance(days=1, seconds=1)
    enclose(market, ref)


def test_nothing_is_sealed_after_the_deadline(market: Market) -> None:
    ref = market.published()
    market.clock.at = market.deadline(ref)
    with pytest.raises(Conflict, match="deadline has passed"):
        enclose(market, ref)


def test_an_agency_that_lacks_one_practitioner_is_refused_and_told_so(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = market.published(conditions=(ENGINEERS, BOAT))
    shown = {market.organisation_id("agency1"): 1, market.organisation_id("agency2"): 2}
    monkeypatch.setattr(
        organisations,
        "holdings",
        lambda _session, agency, on: Holdings(practitioners={"注册安全工程师": shown.get(agency, 0)}),  # noqa: ARG005
    )
    with pytest.raises(Invalid, match="You lack: one more practitioner with the certificate “注册安全工程师”"):
        submit(market, ref)
    with market.acting("agency1") as uow:
        bids.save_draft(uow, ref, market.refs["agency1"], Content(LOWEST, ""), market.sealer)
    submit(market, ref, agency="agency2")
    assert market.get(Bid, own_bid(market, "agency2").ref).envelopes == 1


def test_everything_that_is_lacked_is_listed(market: Market) -> None:
    ref = market.published(conditions=(ENGINEERS, CERTIFICATE))
    with pytest.raises(Invalid, match=r"2 more practitioners .*; the certificate “测绘资质”, at least Grade B"):
        submit(market, ref)


def test_what_people_have_to_read_keeps_nobody_out(market: Market) -> None:
    submit(market, market.published(conditions=(BOAT,)))
