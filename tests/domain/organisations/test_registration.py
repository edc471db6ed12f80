"""An agency enters the market, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.adapters.calendar.chinese_holidays import ChineseHolidays
from marketplace.domain.calendar import operations as calendar
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries, rules
from marketplace.domain.organisations.events import (
    OrganisationActivated,
    OrganisationRegistered,
    OrganisationReturned,
)
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.kernel.actor import ANYONE, PLATFORM, Actor, Role
from marketplace.kernel.entropy import SystemEntropy
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.providers import Providers
from tests.clock import HandClock
from tests.parties import again, agency, operator, organisation, particulars, pending_agency, person, regulator


def register(house: Providers, actor: Actor, *services: str, **changes: str) -> Organisation:
    with house.writing(actor) as uow:
        return organisations.register_agency(
            uow, particulars(**changes), services=services, has_committed=True, slug="qing-he"
        )


def states(house: Providers) -> list[OrganisationState]:
    with house.reading() as session:
        wanted = select(Organisation.state).where(Organisation.kind == OrganisationKind.AGENCY)
        return list(session.scalars(wanted.order_by(Organisation.id)))


def count(house: Providers, model: type[Organisation | Membership]) -> int | None:
    with house.reading() as session:
        return session.scalar(select(func.count(model.id)))


def test_whoever_registers_becomes_the_first_member_and_the_check_has_two_working_days(
    house: Providers, clock: HandClock
) -> None:
    with house.writing(PLATFORM) as uow:
        calendar.seed(uow, ChineseHolidays(), [2026])
        catalogue.seed(uow)
    clock.advance(days=31)  # Thursday 2 April: the 3rd counts, 4-6 are off, the 7th is the last day
    registrar = person(house)
    agency = register(house, registrar, "env-eia-report", "env-eia-report", " ", "hc-cost-audit")
    assert agency.ref.startswith("O-")
    assert agency.state is OrganisationState.SUBMITTED
    assert agency.region_code is None
    assert agency.next_check_at is not None
    assert agency.next_check_at.astimezone(MARKET_ZONE).isoformat() == "2026-04-08T00:00:00+08:00"
    assert [service.item_code for service in agency.services] == ["env-eia-report", "hc-cost-audit"]
    assert again(house, registrar).sits(agency.id, Role.AGENCY_MEMBER)
    with house.reading() as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "organisation:register")).one()
        assert (entry.object_ref, entry.user_id) == (agency.ref, registrar.user_id)
        assert entry.data["committed"] is True
        assert agency.contact_phone not in str(entry.data)


def test_what_is_wrong_is_told_by_field_and_leaves_no_trace(house: Providers) -> None:
    actor = person(house)
    with house.writing(actor) as uow, pytest.raises(Invalid) as refusal:
        organisations.register_agency(uow, particulars(name=""), services=(), has_committed=True, slug="")
    assert set(refusal.value.fields) == {"name"}
    with house.writing(actor) as uow, pytest.raises(Invalid) as refusal:
        organisations.register_agency(uow, particulars(), services=(), has_committed=False, slug="")
    assert set(refusal.value.fields) == {"has_committed"}
    with house.writing(actor) as uow, pytest.raises(Invalid) as refusal:
        organisations.register_agency(uow, particulars(), services=["nothing"], has_committed=True, slug="")
    assert "nothing" in str(refusal.value.fields["services"])
    assert count(house, Organisation) == 0
    assert count(house, Membership) == 0


def test_a_cancelled_item_cannot_be_offered(house: Providers) -> None:
    with house.writing(PLATFORM) as uow:
        catalogue.seed(uow)
    with pytest.raises(Invalid, match="x-met-risk"):
        register(house, person(house), "x-met-risk")


def test_a_credit_code_registers_once(house: Providers) -> None:
    first = register(house, person(house))
    with pytest.raises(Conflict, match="ask a member of it") as refusal:
        register(house, person(house), credit_code=first.credit_code.lower())
    assert first.name not in str(refusal.value.text)
    assert count(house, Organisation) == 1


def test_one_person_registers_only_so_many_agencies_a_day(house: Providers, clock: HandClock) -> None:
    busy = person(house)
    for _ in range(rules.MAX_REGISTRATIONS):
        register(house, busy)
    with pytest.raises(Conflict, match="24 hours"):
        register(house, busy)
    register(house, person(house))
    clock.advance(hours=24)
    register(house, busy)


def test_the_limit_holds_for_requests_at_the_same_moment(house: Providers) -> None:
    house = replace(house, entropy=SystemEntropy())
    busy = person(house)
    answers = [particulars() for _ in range(8)]

    def attempt(answer: rules.Particulars) -> bool:
        try:
            with house.writing(busy) as uow:
                organisations.register_agency(uow, answer, services=(), has_committed=True, slug="")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(len(answers)) as pool:
        assert sum(pool.map(attempt, answers)) == rules.MAX_REGISTRATIONS
    assert count(house, Organisation) == rules.MAX_REGISTRATIONS


def test_a_visitor_cannot_register(house: Providers) -> None:
    for nobody in (ANYONE, PLATFORM):
        with pytest.raises(NotPermitted):
            register(house, nobody)
    assert count(house, Organisation) == 0


def test_an_operator_passes_the_check(house: Providers) -> None:
    pending, _ = pending_agency(house)
    with house.writing(operator(house)) as uow:
        passed = organisations.pass_check(uow, pending.ref)
    assert (passed.state, passed.next_check_at) == (OrganisationState.ACTIVE, None)
    with house.writing(operator(house)) as uow, pytest.raises(Conflict):
        organisations.pass_check(uow, pending.ref)


def test_an_operator_returns_it_with_a_reason_and_the_agency_corrects_it(house: Providers, clock: HandClock) -> None:
    pending, registrar = pending_agency(house)
    checker = operator(house)
    with house.writing(checker) as uow, pytest.raises(Invalid) as refusal:
        organisations.return_for_correction(uow, pending.ref, " \n ")
    assert set(refusal.value.fields) == {"reason"}
    with house.writing(registrar) as uow, pytest.raises(Conflict):
        organisations.correct(uow, pending.ref, particulars(), services=(), slug="")
    with house.writing(checker) as uow:
        returned = organisations.return_for_correction(uow, pending.ref, "执照名称不一致。\n请改正。")
    assert (returned.state, returned.returned_because) == (OrganisationState.RETURNED, "执照名称不一致。\n请改正。")
    assert returned.next_check_at is None
    clock.advance(days=1)
    with house.writing(registrar) as uow:
        sent = organisations.correct(
            uow,
            pending.ref,
            particulars(name="清江评估有限公司", credit_code=pending.credit_code),
            services=(),
            slug="new",
        )
    assert (sent.state, sent.name, sent.slug) == (OrganisationState.SUBMITTED, "清江评估有限公司", "new")
    assert sent.returned_because is None
    assert sent.decided_at is None
    assert sent.next_check_at == pending.next_check_at + timedelta(days=1)  # type: ignore[operator]


def test_a_correction_may_mend_the_credit_code_but_not_take_anothers(house: Providers) -> None:
    other, _ = pending_agency(house)
    pending, registrar = pending_agency(house)
    with house.writing(operator(house)) as uow:
        organisations.return_for_correction(uow, pending.ref, "x")
    with house.writing(registrar) as uow, pytest.raises(Conflict, match="registered already"):
        organisations.correct(uow, pending.ref, particulars(credit_code=other.credit_code), services=(), slug="")
    mended = particulars()
    with house.writing(registrar) as uow:
        sent = organisations.correct(uow, pending.ref, mended, services=(), slug="")
    assert sent.credit_code == mended.credit_code


def test_the_platform_lets_it_pass_when_the_time_is_over_and_not_before(house: Providers, clock: HandClock) -> None:
    pending, _ = pending_agency(house)
    assert pending.next_check_at is not None
    clock.at = pending.next_check_at - timedelta(microseconds=1)
    with house.writing(PLATFORM) as uow, pytest.raises(Conflict, match="not over"):
        organisations.pass_on_timeout(uow, pending.ref)
    with house.reading() as session:
        assert queries.overdue(session, clock.at) == []
    clock.at = pending.next_check_at
    with house.reading() as session:
        assert queries.overdue(session, clock.at) == [pending.ref]
    with house.writing(PLATFORM) as uow:
        assert organisations.pass_on_timeout(uow, pending.ref).state is OrganisationState.ACTIVE
    with house.writing(PLATFORM) as uow, pytest.raises(Conflict):
        organisations.pass_on_timeout(uow, pending.ref)


def test_a_returned_registration_does_not_pass_by_itself(house: Providers, clock: HandClock) -> None:
    pending, _ = pending_agency(house)
    with house.writing(operator(house)) as uow:
        organisations.return_for_correction(uow, pending.ref, "x")
    clock.advance(days=30)
    with house.writing(PLATFORM) as uow, pytest.raises(Conflict):
        organisations.pass_on_timeout(uow, pending.ref)
    assert states(house) == [OrganisationState.RETURNED]


def test_strangers_do_not_learn_of_a_pending_agency_and_members_cannot_pass_it(house: Providers) -> None:
    pending, registrar = pending_agency(house)
    stranger = agency(house)[1]
    for actor, refusal in (
        (ANYONE, NotFound),
        (stranger, NotFound),
        (registrar, NotPermitted),
        (regulator(house), NotPermitted),
    ):
        with house.writing(actor) as uow:
            with pytest.raises(refusal):
                organisations.pass_check(uow, pending.ref)
            with pytest.raises(refusal):
                organisations.return_for_correction(uow, pending.ref, "x")
            with pytest.raises(refusal):
                organisations.pass_on_timeout(uow, pending.ref)
    for actor, refusal in ((stranger, NotFound), (operator(house), NotPermitted)):
        with house.writing(actor) as uow, pytest.raises(refusal):
            organisations.correct(uow, pending.ref, particulars(), services=(), slug="")
    assert states(house) == [OrganisationState.SUBMITTED, OrganisationState.ACTIVE]


def test_the_news_is_told(house: Providers, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    checker = operator(house)
    registrar = person(house)

    def acting(actor: Actor):  # noqa: ANN202 - a unit of work that remembers
        context = house.writing(actor)
        uow = context.__enter__()
        uow.emit = told.append  # type: ignore[method-assign]
        return context, uow

    context, uow = acting(registrar)
    ref = organisations.register_agency(uow, particulars(), services=(), has_committed=True, slug="").ref
    context.__exit__(None, None, None)
    context, uow = acting(checker)
    organisations.return_for_correction(uow, ref, "x")
    context.__exit__(None, None, None)
    context, uow = acting(again(house, registrar))
    organisations.correct(uow, ref, particulars(), services=(), slug="")
    context.__exit__(None, None, None)
    context, uow = acting(checker)
    organisations.pass_check(uow, ref)
    context.__exit__(None, None, None)
    assert told == [
        OrganisationRegistered(ref),
        OrganisationReturned(ref),
        OrganisationRegistered(ref),
        OrganisationActivated(ref),
    ]
    assert told[0].payload() == {"ref": ref}


def test_the_registrar_of_a_department_code_gets_the_same_answer(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT, legal_form="government_body")
    with pytest.raises(Conflict):
        register(house, person(house), credit_code=office.credit_code)


def test_what_has_passed_by_itself_is_not_returned_any_more_even_if_no_job_has_run(
    house: Providers, clock: HandClock
) -> None:
    pending, _ = pending_agency(house)
    runner = operator(house)
    assert pending.next_check_at is not None
    clock.at = pending.next_check_at
    with pytest.raises(Conflict, match="passes by itself"), house.writing(runner) as uow:
        organisations.return_for_correction(uow, pending.ref, "Too late")
