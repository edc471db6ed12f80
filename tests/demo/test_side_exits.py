"""Every side exit of a purchase, and every state of every lifecycle, is there to look at."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from marketplace.cli.docs import LIFECYCLES
from marketplace.demo.cast import offices
from marketplace.demo.story import NOW
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AWARD, AwardState, Default
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.bids.states import BID, DOUBT, UNSETTLED, BidState, DoubtState, Ground
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.complaints.states import COMPLAINT
from marketplace.domain.contracts.models import Contract, ContractChange, ContractRecord, Milestone
from marketplace.domain.contracts.states import CHANGE, CONTRACT, MILESTONE, EndGround, RecordKind
from marketplace.domain.independence.models import Affiliation
from marketplace.domain.objections.models import Objection
from marketplace.domain.objections.states import OBJECTION
from marketplace.domain.openers.models import Opener
from marketplace.domain.openers.states import OPENER
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.certificates import CERTIFICATE
from marketplace.domain.organisations.models import Dispute, Invitation, Organisation
from marketplace.domain.organisations.states import (
    CLAIM,
    DISPUTE,
    INVITATION,
    REGISTRATION,
    OrganisationKind,
    OrganisationState,
)
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PAYMENT
from marketplace.domain.questions.models import Question
from marketplace.domain.questions.states import QUESTION
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.rounds.models import EntryKind
from marketplace.domain.tenders import notice, reports
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.domain.tenders.states import NOTICE_ONLY, OVERRIDE, TENDER, OverrideState, Scoring, TenderState
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.lifecycle import Lifecycle
from tests.demo.conftest import Instance

WHERE: Mapping[str, Any] = {
    REGISTRATION.name: Organisation.state,
    CLAIM.name: Organisation.claim,
    DISPUTE.name: Dispute.state,
    INVITATION.name: Invitation.state,
    OPENER.name: Opener.state,
    TENDER.name: Tender.state,
    OVERRIDE.name: RestrictionOverride.state,
    BID.name: Bid.state,
    DOUBT.name: Doubt.state,
    QUESTION.name: Question.state,
    AWARD.name: Award.state,
    OBJECTION.name: Objection.state,
    CONTRACT.name: Contract.state,
    MILESTONE.name: Milestone.state,
    **{lifecycle.name: ContractChange.state for lifecycle in CHANGE.values()},
    PAYMENT.name: Payment.state,
    COMPLAINT.name: Complaint.state,
}
"""In which column the states of a lifecycle are found."""

KINDS = {lifecycle.name: kind for kind, lifecycle in CHANGE.items()}


def states(instance: Instance, column: Any, *only: Any) -> dict[Any, int]:  # noqa: ANN401 - mapped columns
    with instance.house.providers.reading() as session:
        rows = session.execute(select(column, func.count()).where(*only).group_by(column))
        return {row[0]: row[1] for row in rows}


STORED = [lifecycle for lifecycle in LIFECYCLES if lifecycle is not CERTIFICATE]
"""The days move a certificate, so that no column holds its state; the story's certificates have a test of their own."""


@pytest.mark.parametrize("lifecycle", STORED, ids=lambda lifecycle: lifecycle.name)
def test_every_state_is_there(province: Instance, small: Instance, lifecycle: Lifecycle[Any]) -> None:
    for instance in (province, *(() if lifecycle is DISPUTE else (small,))):
        only = [ContractChange.kind == KINDS[lifecycle.name]] if lifecycle.name in KINDS else []
        assert set(states(instance, WHERE[lifecycle.name], *only)) == set(lifecycle.meanings)


def test_every_method_is_there(province: Instance, small: Instance) -> None:
    for instance in (province, small):
        assert set(states(instance, Tender.method)) == {
            "lowest_price",
            "proposal_merit",
            "random",
            "reverse_auction",
            "credit_merit",
        }


def test_two_envelopes_are_opened_one_after_the_other(province: Instance, small: Instance) -> None:
    for instance in (province, small):
        with instance.house.providers.reading() as session:
            found = session.scalars(select(Tender).where(Tender.scoring == Scoring.TWO_ENVELOPES)).all()
            assert {tender.state for tender in found} == {
                TenderState.EVALUATING,
                TenderState.EVALUATED,
                TenderState.AWARDED,
            }
            for tender in found:
                priced = {bid.price is not None for bid in bids.opened(session, tender.id)}
                assert priced == {tender.prices_opened_at is not None}


def test_bids_are_doubted_and_whoever_is_kept_out_wins_nothing(province: Instance, small: Instance) -> None:
    for instance in (province, small):
        assert {Ground.AFFILIATION, Ground.LOW_PRICE} <= set(states(instance, Doubt.ground))
        with instance.house.providers.reading() as session:
            won = select(Award.bid_id)
            settled = session.execute(
                select(Doubt.state, Bid.state, Bid.id.in_(won)).join(Bid, Bid.id == Doubt.bid_id)
            ).all()
        assert {tuple(each) for each in settled if each[0] not in UNSETTLED} == {
            (DoubtState.ADMITTED, BidState.VALID, True),
            (DoubtState.EXCLUDED, BidState.INVALID, False),
            (DoubtState.SILENT, BidState.INVALID, False),
        }


def test_the_register_of_ties_shows_what_lasts_and_what_is_over(province: Instance, small: Instance) -> None:
    for instance in (province, small):
        with instance.house.providers.reading() as session:
            entries = session.scalars(select(Affiliation)).all()
            assert {(entry.declared, entry.until is None) for entry in entries} >= {(True, False), (False, True)}


def test_auctions_are_played_in_their_rounds_and_one_is_called(province: Instance, small: Instance) -> None:
    for instance in (province, small):
        with instance.house.providers.reading() as session:
            awarded = session.scalars(
                select(Tender).where(Tender.method == "reverse_auction", Tender.state == TenderState.AWARDED)
            ).all()
            assert awarded
            for tender in awarded:
                kinds = {entry.kind for entry in rounds.entries(session, tender.id)}
                assert kinds == {EntryKind.CALL, EntryKind.ANSWER, EntryKind.EXTEND, EntryKind.CLOSE}
            called = [step for tender, step in rounds.running(session) if tender.method == "reverse_auction"]
            assert [step.opens_at > NOW for step in called] == [True]


def test_a_choice_by_credit_is_made_and_another_one_waits_to_be_called(province: Instance, small: Instance) -> None:
    for instance in (province, small):
        with instance.house.providers.reading() as session:
            [made, waits] = session.scalars(
                select(Tender).where(Tender.method == "credit_merit").order_by(Tender.published_at)
            ).all()
            assert made.state is TenderState.AWARDED
            assert {entry.kind for entry in rounds.entries(session, made.id)} == {
                EntryKind.CALL,
                EntryKind.ANSWER,
                EntryKind.CLOSE,
            }
            assert len(set(rounds.noted_credit(session, made.id).values())) > 1, "there were ratings by then"
            assert waits.state is TenderState.OPENED
            assert rounds.entries(session, waits.id) == []


def test_contracts_are_changed_and_end_early(province: Instance, small: Instance) -> None:
    for instance in (province, small):
        assert set(states(instance, ContractRecord.kind)) == set(RecordKind)
        assert {EndGround.AGREEMENT, EndGround.DELAY} <= set(states(instance, ContractRecord.ground))
    assert set(EndGround) <= set(states(province, ContractRecord.ground))
    with province.house.providers.reading() as session:
        demands = session.scalars(select(ContractRecord.until).where(ContractRecord.kind == RecordKind.DEMAND)).all()
    assert {until is not None and until > NOW for until in demands} == {True, False}


def test_awards_come_to_nothing_in_every_way(province: Instance, small: Instance) -> None:
    for instance in (province, small):
        assert set(Default) <= set(states(instance, Award.default))
        with instance.house.providers.reading() as session:
            first, second = aliased(Award), aliased(Award)
            followed = session.execute(
                select(first.state, second.state).join_from(second, first, second.follows_id == first.id)
            ).all()
            waiting = session.scalars(select(Tender).where(Tender.state == TenderState.FALLEN_THROUGH)).all()
            assert {tuple(each) for each in followed} >= {
                (AwardState.DECLINED, AwardState.CONTRACTED),
                (AwardState.LAPSED, AwardState.CONTRACTED),
            }
            assert all(awards.next_in_rank(session, tender.id) for tender in waiting)
            given_up = session.scalars(select(Tender.id).where(Tender.state == TenderState.REISSUED)).all()
            assert any(awards.history(session, tender) for tender in given_up), "one fell through"
            assert not all(awards.history(session, tender) for tender in given_up), "one had too few valid bids"


def test_a_department_that_was_dissolved_is_carried_on(province: Instance, small: Instance) -> None:
    first = next(office.name for office in offices() if office.kind is OrganisationKind.DEPARTMENT)
    for instance in (province, small):
        with instance.house.providers.reading() as session:
            [gone] = session.scalars(select(Organisation).where(Organisation.state == OrganisationState.DISSOLVED))
            found = succession.dissolution_of(session, gone)
            assert found is not None
            dissolution, successor = found
            assert successor.name == first
            tenders = session.scalars(select(Tender).where(Tender.buyer_id == gone.id)).all()
            assert tenders
            assert any(tender.opened_at and tender.opened_at > dissolution.recorded_at for tender in tenders)
            buyers = select(Contract.buyer_id).join(Tender, Contract.tender_id == Tender.id)
            assert set(session.scalars(buyers.where(Tender.buyer_id == gone.id))) == {gone.id, successor.id}


def test_what_no_law_demands_is_mended_and_the_rest_waits_for_the_legal_officer(
    province: Instance, small: Instance
) -> None:
    for instance in (province, small):
        with instance.house.providers.reading() as session:
            for override in session.scalars(select(RestrictionOverride)):
                tender = session.get_one(Tender, override.tender_id)
                assert (override.words in tender.requirements) == (override.state is not OverrideState.OBJECTED)
            waiting = session.scalars(select(Tender).where(Tender.state == TenderState.IN_APPROVAL)).all()
            blocked = [each for each in waiting if reports.blocking(session, each, notice.terms_of(each), NOW.date())]
            assert blocked
            for tender in session.scalars(select(Tender).where(Tender.published_at.is_not(None))):
                assert not reports.blocking(session, tender, notice.terms_of(tender), NOW.date()), tender.title


def test_notices_stand_for_what_is_made_elsewhere(province: Instance, small: Instance) -> None:
    for instance in (province, small):
        with instance.house.providers.reading() as session:
            for tender in session.scalars(select(Tender).where(Tender.made_at != "")):
                assert tender.state in NOTICE_ONLY
                assert tender.deadline_at is not None
                assert (tender.deadline_at > NOW) == (tender.state is TenderState.ANNOUNCED)
                assert session.scalars(select(Bid).where(Bid.tender_id == tender.id)).all() == []


def test_an_upheld_objection_ends_in_another_attempt(province: Instance, small: Instance) -> None:
    for instance in (province, small):
        with instance.house.providers.reading() as session:
            fallen = session.scalars(select(Award.tender_id).where(Award.state == AwardState.WITHDRAWN)).all()
            assert fallen
            again = session.scalars(select(Award.state).join(Tender).where(Tender.replaces_id.in_(fallen))).all()
            assert again == [AwardState.CONTRACTED]


def test_agencies_leave_and_come_back(province: Instance) -> None:
    with province.house.providers.reading() as session:
        left = session.scalars(select(Organisation).where(Organisation.state == OrganisationState.WITHDRAWN)).all()
        assert {agency.id for agency in left} & set(session.scalars(select(Contract.supplier_id)))
        back = select(JournalEntry.object_ref).where(JournalEntry.action == "organisation:rejoin")
        [returned] = session.scalars(select(Organisation).where(Organisation.ref.in_(back)))
        assert returned.state is OrganisationState.ACTIVE
        assert session.scalars(select(Bid).where(Bid.tenderer_id == returned.id)).all()
