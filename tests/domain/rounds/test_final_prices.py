"""The best of the first scoring give one final price, sealed from everybody until the time is over."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.bids import operations as bids
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.rounds import queries, rules
from marketplace.domain.selection import evidence
from marketplace.domain.selection.bundle import verifier_source
from marketplace.domain.tenders import method_settings, notice
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Quote, Scoring, TenderState
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.money import Money
from tests.domain.bids import doubting
from tests.domain.evaluation.panel import agreed, bids_of, declare, fourth, score, scored
from tests.domain.market import CEILING, LOWEST, PRICES, Market, terms
from tests.domain.rounds import finals
from tests.domain.rounds.auctions import begin, call, close, current, end_round, find_current, kinds, offer
from tests.domain.rounds.finals import STEP


def run(market: Market, ref: str) -> Selection:
    """The selection, recomputed from its own evidence and from the record."""
    with market.acting("drafter") as uow:
        selection = awards.select(uow, ref)
        uow.flush()
        uow.session.expunge(selection)
    assert evidence.replay(selection.evidence) == []
    with market.house.reading() as session:
        assert list(award_queries.record_faults(session, ref)) == []
    return selection


def winner(market: Market, ref: str) -> str:
    won: str = awards.result_of(run(market, ref))["winner"]
    return next(agency for agency, bid in bids_of(market, ref).items() if bid == won)


def awarded(market: Market, ref: str) -> Money:
    with market.acting("approver") as uow:
        award = awards.announce(uow, ref).ref
    return market.get(Award, award).amount


def test_the_best_are_asked_and_their_final_prices_decide(market: Market) -> None:
    ref = finals.begun(market)
    refs = bids_of(market, ref)
    assert set(current(market, ref).who) == {refs["agency2"], refs["agency3"]}
    offer(market, "agency2", ref, "89000.50", STEP)
    offer(market, "agency3", ref, "80000", STEP)
    assert find_current(market, ref) is None
    selection = run(market, ref)
    result = awards.result_of(selection)
    assert [place["id"] for place in result["ranking"]] == [refs["agency2"], refs["agency3"], refs["agency1"]]
    assert {entry["by"]: entry["data"] for entry in selection.evidence["journal"]} == {
        refs["agency2"]: {"price": "89000.50"},
        refs["agency3"]: {"price": "80000.00"},
        "platform": {"closed": True},
    }
    assert selection.evidence["settings"]["final_round"] == {"top": 2, "minutes": 60}
    assert awarded(market, ref) == Money(89_000_50)


def test_the_public_verifier_agrees_and_finds_a_changed_price(market: Market, tmp_path: Path) -> None:
    ref = finals.begun(market)
    for agency in ("agency2", "agency3"):
        offer(market, agency, ref, "80000", STEP)
    written = json.dumps(run(market, ref).evidence)
    verifier, evidence_file = tmp_path / "verify_selection.py", tmp_path / "selection.json"
    verifier.write_text(verifier_source(), encoding="utf-8")
    for text, status in ((written, 0), (written.replace('"80000.00"', '"79999.00"', 1), 1)):
        evidence_file.write_text(text, encoding="utf-8")
        command = [sys.executable, "-I", str(verifier), str(evidence_file)]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own program
        assert done.returncode == status


def test_a_final_price_may_be_the_higher_one_and_is_the_one_that_is_paid(market: Market) -> None:
    ref = finals.begun(market)
    offer(market, "agency2", ref, "95000", STEP)
    end_round(market, ref)
    assert winner(market, ref) == "agency2"
    assert awarded(market, ref) == Money(95_000_00)


def test_whoever_says_nothing_comes_after_all_who_gave_a_price(market: Market) -> None:
    ref = finals.begun(market)
    offer(market, "agency3", ref, "91000", STEP)
    end_round(market, ref)
    assert winner(market, ref) == "agency3"


def test_nobody_answers(market: Market) -> None:
    ref = finals.begun(market)
    end_round(market, ref)
    run(market, ref)
    tender = market.get(Tender, ref)
    assert tender.state is TenderState.FAILED
    assert "Nobody gave a final price" in str(tender.ended_because)


def test_equals_of_the_last_place_are_all_asked(market: Market) -> None:
    ref = finals.opened(market, {**PRICES, "agency1": Money(90_000_00), "agency3": Money(90_000_00)})
    refs = bids_of(market, ref)
    people = ("evaluator1", "evaluator2", "evaluator3")
    declare(market, ref, *people)
    for name in people:
        for agency, given in {"agency1": (60, 60), "agency2": (90, 90), "agency3": (60, 60)}.items():
            score(market, name, refs[agency], given)
    call(market, ref)
    assert set(current(market, ref).who) == set(refs.values())


def test_everybody_is_asked_where_the_notice_names_no_number(market: Market) -> None:
    ref = finals.called(market, top=None)
    assert set(current(market, ref).who) == set(bids_of(market, ref).values())


@pytest.mark.parametrize("yuan", ["0", "96000.01"])
def test_a_price_that_could_not_count_is_refused_at_its_field(market: Market, yuan: str) -> None:
    ref = finals.begun(market)
    with pytest.raises(Invalid) as refused:
        offer(market, "agency2", ref, yuan, STEP)
    assert refused.value.fields.keys() == {"price"}
    offer(market, "agency2", ref, str(CEILING.yuan), STEP)


def test_one_price_in_time_by_those_who_are_asked(market: Market) -> None:
    ref = finals.called(market)
    with pytest.raises(Conflict, match="begins at"):
        offer(market, "agency2", ref, "80000", STEP)
    market.clock.at = current(market, ref).opens_at
    with pytest.raises(Conflict, match="not asked"):
        offer(market, "agency1", ref, "80000", STEP)
    offer(market, "agency2", ref, "80000", STEP)
    with pytest.raises(Conflict, match="answered"):
        offer(market, "agency2", ref, "79000", STEP)
    market.clock.at = current(market, ref).closes_at
    with pytest.raises(Conflict, match="ended at"):
        offer(market, "agency3", ref, "70000", STEP)
    with pytest.raises(Conflict, match="not over"), market.acting("drafter") as uow:
        awards.select(uow, ref)
    close(market, ref)
    with pytest.raises(Conflict, match="is over"):
        offer(market, "agency3", ref, "70000", STEP)
    assert winner(market, ref) == "agency2"


def test_nobody_need_answer_on_a_day_off(market: Market) -> None:
    ref = finals.opened(market)
    scored(market, ref)
    friday = datetime(2026, 3, 13, 23, 30, tzinfo=MARKET_ZONE)
    market.clock.at = friday - rules.CALLED_BEFORE
    begin(market, ref, friday)
    assert current(market, ref).closes_at == datetime(2026, 3, 16, 0, 30, tzinfo=MARKET_ZONE)


def test_nobody_is_asked_before_the_points_are_there_and_none_change_after_that(market: Market) -> None:
    ref = finals.opened(market)
    with pytest.raises(Conflict, match="0 of at least 3"):
        call(market, ref)
    with market.house.reading() as session:
        assert not queries.are_over(session, market.get(Tender, ref))
    refs = scored(market, ref)
    fourth(market)
    declare(market, ref, "evaluator4")
    call(market, ref)
    with pytest.raises(Conflict, match="closed"):
        score(market, "evaluator4", refs["agency1"], (100, 100))
    with pytest.raises(Conflict, match="called already"):
        call(market, ref)


def test_a_low_price_under_seal_is_settled_before_anybody_is_asked(market: Market) -> None:
    ref = finals.opened(market, {**PRICES, "agency1": Money(50_000_00)})
    scored(market, ref)
    with pytest.raises(Conflict, match="not settled"):
        call(market, ref)
    doubt = doubting.doubt_of(market).ref
    doubting.reply(market, doubt)
    with market.acting("approver") as uow:
        bids.admit(uow, doubt, "It has the data already.")
    call(market, ref)
    assert find_current(market, ref) is not None


def test_two_envelopes(market: Market) -> None:
    ref = finals.opened(market, scoring=Scoring.TWO_ENVELOPES)
    with pytest.raises(Conflict):
        call(market, ref)
    refs = agreed(market, ref)
    market.open_bids(ref)
    call(market, ref)
    assert set(current(market, ref).who) == {refs["agency2"], refs["agency3"]}
    market.clock.at = current(market, ref).opens_at
    offer(market, "agency2", ref, "89000", STEP)
    offer(market, "agency3", ref, "88000", STEP)
    assert winner(market, ref) == "agency2"


def test_a_low_final_price_is_explained_before_the_selection(market: Market) -> None:
    ref = finals.doubted(market)
    with pytest.raises(Conflict, match="not settled"), market.acting("drafter") as uow:
        awards.select(uow, ref)
    doubt = doubting.doubt_of(market, "agency2").ref
    doubting.reply(market, doubt, "agency2")
    with market.acting("approver") as uow:
        bids.admit(uow, doubt, "It has the data already.")
    assert winner(market, ref) == "agency2"
    assert awarded(market, ref) == Money(20_000_00)


def test_an_exclusion_brings_another_among_the_best_who_is_asked_then(market: Market) -> None:
    ref = finals.doubted(market)
    refs = bids_of(market, ref)
    market.clock.at = doubting.doubt_of(market, "agency2").due_at
    with market.acting("platform") as uow:
        bids.expire(uow, doubting.doubt_of(market, "agency2").ref)
    with pytest.raises(Conflict, match="not over"), market.acting("drafter") as uow:
        awards.select(uow, ref)
    monday = datetime(2026, 3, 9, 9, tzinfo=MARKET_ZONE)
    begin(market, ref, monday)
    assert current(market, ref).who == [refs["agency1"]]
    with pytest.raises(Conflict, match="called already"):
        call(market, ref)
    market.clock.at = current(market, ref).opens_at
    with pytest.raises(Conflict, match="not asked"):
        offer(market, "agency3", ref, "60000", STEP)
    offer(market, "agency1", ref, "89000", STEP)
    assert find_current(market, ref) is None
    selection = run(market, ref)
    assert [entry["by"] for entry in selection.evidence["journal"]] == [refs["agency3"], refs["agency1"], "platform"]
    assert awards.result_of(selection)["winner"] == refs["agency3"]


def test_an_answer_of_one_who_is_not_among_the_best_any_more_does_not_count(market: Market) -> None:
    ref = finals.begun(market)
    refs = bids_of(market, ref)
    for agency in ("agency2", "agency3"):
        offer(market, agency, ref, "89000", STEP)
    with market.acting("platform") as uow:  # stands for any change of the first scoring
        tender = uow.session.scalars(select(Tender).where(Tender.ref == ref)).one()
        tender.method_settings = {**tender.method_settings, "final_round_top": 1}
    with market.house.reading() as session:
        last = queries.last_prices(session, market.get(Tender, ref))
    assert last == {refs["agency1"]: LOWEST, refs["agency2"]: Money(89_000_00), refs["agency3"]: PRICES["agency3"]}
    assert [entry["by"] for entry in run(market, ref).evidence["journal"]] == [refs["agency2"], "platform"]


def test_the_journal_tells_nobody_a_price(market: Market) -> None:
    ref = finals.begun(market)
    offer(market, "agency2", ref, "89123.45", STEP)
    with market.house.reading() as session:
        told = [entry.data for entry in queries.acts(session, market.get(Tender, ref).id)]
    assert "89123" not in str(told)
    assert kinds(market, ref) == ["call", "answer"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quote": Quote.DISCOUNT_RATE}, "quote"),
        (
            {"method_settings": (("final_round", "yes"), ("final_round_top", 0))},
            "setting_proposal_merit_final_round_top",
        ),
        (
            {"method_settings": (("final_round", "yes"), ("final_round_minutes", 29))},
            "setting_proposal_merit_final_round_minutes",
        ),
        ({"method_settings": (("final_round", "perhaps"),)}, "setting_proposal_merit_final_round"),
    ],
)
def test_what_no_notice_may_say(market: Market, changes: dict[str, object], field: str) -> None:
    ref = market.draft()
    given = finals.TERMS | {"method_settings": finals.settings(2)} | changes
    with pytest.raises(Invalid) as refused, market.acting("drafter") as uow:
        tenders.edit(uow, ref, market.refs["line"], terms(**given), 1)
    assert refused.value.fields.keys() == {field}


def test_what_is_switched_off_is_not_told_to_the_method() -> None:
    off = terms(**finals.TERMS, method_settings=(("final_round", "no"), ("final_round_top", 0)))
    assert "final_round" not in notice.settings(off, finals.Regime.BELOW_THRESHOLD)
    assert method_settings.faults(off) == {}
    assert [str(value) for _name, value in method_settings.as_set(off)] == ["No"]
    on = terms(**finals.TERMS, method_settings=finals.settings(None))
    assert [str(value) for _name, value in method_settings.as_set(on)] == ["Yes", "not limited", "60"]
