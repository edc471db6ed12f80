"""Many offers in the last second: what is acknowledged came before the end, and the journal gives the result again."""

import threading

from marketplace.domain.awards import operations as awards
from marketplace.domain.rounds import operations, queries
from marketplace.domain.rounds.models import EntryKind
from marketplace.domain.selection.evidence import replay
from marketplace.domain.tenders.models import Tender
from marketplace.kernel import journal
from marketplace.kernel.errors import Refusal
from marketplace.kernel.money import Money
from tests.domain.market import Market
from tests.domain.rounds.auctions import begun, bid_of, current, end_all, minutes

ROUNDS_OF_SHOTS = 6
AGENCIES = ("agency1", "agency2", "agency3")


def test_what_is_acknowledged_came_before_the_end_and_counts(market: Market) -> None:
    ref = begun(market)
    end = current(market, ref).closes_at
    market.clock.at = end - minutes(5)
    actors = {name: market.actor(name) for name in AGENCIES}
    acknowledged: dict[str, list[Money]] = {name: [] for name in AGENCIES}
    start = threading.Barrier(len(AGENCIES) + 1)

    def shoot(name: str) -> None:
        start.wait()
        for shot in range(ROUNDS_OF_SHOTS):
            price = Money(80_000_00 - shot * 100 - AGENCIES.index(name))
            try:
                market.house.together(
                    f"tender {ref}",
                    name,
                    actors[name],
                    lambda uow, price=price: operations.answer(  # type: ignore[misc]
                        uow, ref, market.refs[name], "round_1", {"price": str(price.yuan)}
                    ),
                )
            except Refusal:
                continue
            acknowledged[name].append(price)

    threads = [threading.Thread(target=shoot, args=(name,)) for name in AGENCIES]
    for thread in threads:
        thread.start()
    start.wait()
    while not any(acknowledged.values()):
        pass
    market.clock.at = end
    for thread in threads:
        thread.join(timeout=60)

    tender = market.get(Tender, ref)
    with market.house.reading() as session:
        answers = [each for each in queries.entries(session, tender.id) if each.kind is EntryKind.ANSWER]
        numbers = [each.number for each in queries.entries(session, tender.id)]
        last = queries.last_prices(session, tender)
        assert list(journal.faults(session)) == []
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(each.at < end for each in answers)
    for name in AGENCIES:
        ref_of_bid = bid_of(market, name, ref).ref
        assert [each.price for each in answers if each.by == ref_of_bid] == acknowledged[name]
        if acknowledged[name]:
            assert last[ref_of_bid] == acknowledged[name][-1]
    end_all(market, ref)
    with market.acting("drafter") as uow:
        selection = awards.select(uow, ref)
        assert replay(selection.evidence) == []
        winner = awards.result_of(selection)["winner"]
    assert last[winner] == min(last.values())
