"""The tenders' trees, the platform's log and its checkpoints."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from marketplace.domain.audit import verification
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Envelope
from marketplace.domain.log import operations as log
from marketplace.domain.log import queries, rules
from marketplace.domain.log.models import Checkpoint, ClosedTree, LogEntry, TenderLeaf
from marketplace.domain.log.queries import EnvelopeProof, Inclusion
from marketplace.domain.tenders.models import Tender
from marketplace.jobs.sequencing import sequence
from marketplace.kernel import merkle
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from marketplace.kernel.journal import JournalEntry
from tests.domain.market import PRICES, Market


def hashes(market: Market) -> list[str]:
    with market.house.reading() as session:
        return list(session.scalars(select(Envelope.sha256).order_by(Envelope.id)))


def proof(market: Market, tender: str, envelope: str) -> EnvelopeProof:
    with market.house.reading() as session:
        return queries.prove(session, tender, envelope)


def is_logged(found: Inclusion | None, kind: str, value: str) -> bool:
    return found is not None and holds(found, rules.entry(found.index, kind, value))


def holds(found: Inclusion | None, leaf: bytes) -> bool:
    assert found is not None
    path = [bytes.fromhex(node) for node in found.path]
    return merkle.is_included(merkle.leaf_hash(leaf), found.index, found.size, path, bytes.fromhex(found.root))


def latest(market: Market) -> Checkpoint:
    with market.house.reading() as session:
        return queries.checkpoint(session)


def test_every_envelope_is_a_leaf_and_the_closing_freezes_the_tree(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    leaves = [merkle.leaf_hash(bytes.fromhex(each)) for each in hashes(market)]
    with market.house.reading() as session:
        rows = session.scalars(select(TenderLeaf).order_by(TenderLeaf.place)).all()
        closed = session.scalars(select(ClosedTree)).one()
        noted = session.scalars(select(JournalEntry).where(JournalEntry.action == "tender:closing_head")).one()
    assert [row.root for row in rows] == [merkle.head(leaves[: size + 1]).hex() for size in range(3)]
    assert (closed.size, closed.root) == (3, merkle.head(leaves).hex())
    assert (noted.data["tree_size"], noted.data["tree_root"]) == (3, closed.root)
    assert noted.data["logged"] == closed.logged(ref)


def test_a_tender_without_bids_closes_with_the_empty_tree(market: Market) -> None:
    market.closed({})
    with market.house.reading() as session:
        closed = session.scalars(select(ClosedTree)).one()
    assert (closed.size, closed.root) == (0, merkle.EMPTY.hex())


def test_no_leaf_comes_after_the_closing(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    tender = market.get(Tender, ref)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        log.append_leaf(uow, tender, "ab" * 32)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        log.close_tree(uow, tender)


def test_a_receipt_holder_sees_nothing_of_the_others_before_the_closing(market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, PRICES["agency1"])
    sequence(market.house)
    [own] = hashes(market)
    alone = proof(market, ref, own)
    assert is_logged(alone.entry, rules.TREE, alone.leaf.position)
    assert (alone.closed, alone.in_tree, alone.closing_entry) == (None, None, None)
    assert latest(market).size % rules.COVER_STEP == 0
    with pytest.raises(NotFound):
        proof(market, market.published(), own)
    with pytest.raises(NotFound):
        proof(market, ref, "00" * 32)


def test_after_the_closing_the_blind_position_opens_and_everything_is_proved(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    sequence(market.house)
    for place, envelope in enumerate(hashes(market)):
        found = proof(market, ref, envelope)
        leaf = found.leaf
        assert leaf.place == place
        assert rules.position(place, leaf.root, leaf.blind) == leaf.position
        assert is_logged(found.entry, rules.TREE, leaf.position)
        assert holds(found.in_tree, bytes.fromhex(envelope))
        assert found.closed is not None
        assert found.in_tree is not None
        assert found.in_tree.root == found.closed.root
        [(kind, value)] = found.closed.logged(ref).items()
        assert is_logged(found.closing_entry, kind, value)


def test_every_journal_row_is_in_the_log_once(market: Market) -> None:
    market.awarded()
    sequence(market.house)
    sequence(market.house)
    with market.house.reading() as session:
        journal = session.scalars(select(JournalEntry.hash).order_by(JournalEntry.seq)).all()
        entries = session.scalars(
            select(LogEntry.value).where(LogEntry.kind == rules.JOURNAL).order_by(LogEntry.place)
        ).all()
        assert queries.waiting(session).count == 0
    assert entries == journal


def test_batches_make_the_same_log_as_one_go(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BATCH", 7)
    market.awarded()
    sequence(market.house)
    with market.house.reading() as session:
        entries = session.scalars(select(LogEntry).order_by(LogEntry.place)).all()
        newest = queries.checkpoint(session)
    leaves = [merkle.leaf_hash(rules.entry(each.place, each.kind, each.value)) for each in entries]
    assert merkle.head(leaves[: newest.size]).hex() == newest.root
    assert [each.place for each in entries] == list(range(len(entries)))


def test_the_head_is_signed_every_minute_with_news_and_at_a_closing(market: Market) -> None:
    sequence(market.house)
    first = latest(market)
    assert market.house.signer.has_signed(first.key, rules.message(first.document), first.signature)
    assert not market.house.signer.has_signed(first.key, rules.message({**first.document, "size": 1}), first.signature)
    assert first.previous == ""
    ref = market.published()
    sequence(market.house)
    assert latest(market).number == first.number, "the minute is not over"
    market.clock.advance(minutes=1)
    sequence(market.house)
    second = latest(market)
    assert (second.number, second.previous) == (first.number + 1, first.root)
    market.clock.advance(minutes=1)
    sequence(market.house)
    assert latest(market).number == second.number, "there is no news"
    market.clock.at = market.deadline(ref) - timedelta(seconds=5)
    market.bid("agency1", ref, PRICES["agency1"])
    sequence(market.house)
    third = latest(market)
    assert third.number == second.number + 1
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    sequence(market.house)
    assert latest(market).number == third.number + 1, "a closing does not wait for the minute"


def test_a_later_checkpoint_only_appends_to_an_earlier_one(market: Market) -> None:
    sequence(market.house)
    first = latest(market)
    market.closed(dict(PRICES))
    sequence(market.house)
    second = latest(market)
    assert second.number > first.number
    with market.house.reading() as session:
        found = queries.consistency(session, first.size, second.size)
        with pytest.raises(NotFound):
            queries.consistency(session, first.size, second.size - 1)
        with pytest.raises(Invalid):
            queries.consistency(session, second.size, first.size)
    path = [bytes.fromhex(node) for node in found.path]
    before, after = bytes.fromhex(first.root), bytes.fromhex(second.root)
    assert merkle.is_consistent(first.size, second.size, path, before, after)


def test_what_is_not_in_the_log_for_a_minute_is_late(market: Market) -> None:
    sequence(market.house)
    market.published()
    with market.house.reading() as session:
        waiting = queries.waiting(session)
    assert waiting.count > 0
    assert not waiting.is_late(market.clock.at)
    assert waiting.is_late(market.clock.at + rules.LATE + timedelta(seconds=1))


def test_the_number_of_entries_does_not_count_bids(market: Market) -> None:
    """Between two checkpoints the log grows by the same, whether one or three agencies bid."""
    ref = market.published()
    sequence(market.house)
    growth = []
    for agencies in (("agency1",), ("agency2", "agency3")):
        start = latest(market).size
        for agency in agencies:
            market.bid(agency, ref, PRICES[agency])
        market.clock.advance(minutes=1)
        sequence(market.house)
        growth.append(latest(market).size - start)
    assert all(grown % rules.COVER_STEP == 0 for grown in growth)
    assert all(grown <= 2 * rules.COVER_STEP for grown in growth)


def test_a_copied_envelope_has_no_second_leaf(market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, PRICES["agency1"])
    [own] = hashes(market)
    tender = market.get(Tender, ref)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        log.append_leaf(uow, tender, own)


def test_an_act_that_is_undone_leaves_no_leaf(market: Market) -> None:
    tender = market.get(Tender, market.published())

    def broken() -> None:
        with market.acting("agency1") as uow:
            log.append_leaf(uow, tender, "ab" * 32)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    with market.house.reading() as session:
        assert session.scalar(select(func.count(TenderLeaf.place))) == 0


def test_bids_at_the_same_instant_stand_one_behind_the_other(market: Market) -> None:
    ref = market.published()
    start = Barrier(len(PRICES))

    def bid_often(agency: str) -> None:
        start.wait()
        for number in range(5):
            market.bid(agency, ref, PRICES[agency], after=number)

    threads = [Thread(target=bid_often, args=(agency,)) for agency in PRICES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sequence(market.house)
    with market.house.reading() as session:
        assert session.scalars(select(TenderLeaf.place).order_by(TenderLeaf.place)).all() == list(range(15))
        assert list(verification.faults(session, market.house.signer)) == []
