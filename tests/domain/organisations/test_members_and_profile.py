"""Members, profile, services, set-up and import, on both databases."""

import pytest
from sqlalchemy import select

from marketplace.domain.accounts.models import User
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.documents.tables import Row
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.events import OrganisationActivated, OrganisationProfileChanged
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.operations.set_up import COLUMNS
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.domain.regions import operations as regions
from marketplace.kernel.actor import ANYONE, PLATFORM, Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.outbox import OutboxEntry
from marketplace.providers import Providers
from tests.parties import again, agency, member, operator, organisation, particulars, pending_agency, person, regulator

CONTACT = {"contact_name": "赵敏", "contact_phone": "028-86512345", "contact_email": "new@example.org"}


@pytest.fixture
def seeded(house: Providers) -> Providers:
    with house.writing(PLATFORM) as uow:
        catalogue.seed(uow)
        regions.seed(uow)
    return house


def test_the_set_up_seats_somebody_and_an_administrator_takes_the_seat_away_again(house: Providers) -> None:
    firm, first = agency(house)
    colleague = person(house)
    assert colleague.user_id is not None
    with house.writing(PLATFORM) as uow:
        organisations.add_member(uow, firm.ref, colleague.user_id, Role.AGENCY_MEMBER)
    assert again(house, colleague).sits(firm.id, Role.AGENCY_MEMBER)
    with house.writing(PLATFORM) as uow, pytest.raises(Conflict, match="already"):
        organisations.add_member(uow, firm.ref, colleague.user_id, Role.AGENCY_MEMBER)
    with house.writing(first) as uow:
        organisations.remove_member(uow, firm.ref, colleague.user_id, Role.AGENCY_MEMBER)
    assert again(house, colleague).seats == frozenset()
    with house.writing(first) as uow, pytest.raises(NotFound):
        organisations.remove_member(uow, firm.ref, colleague.user_id, Role.AGENCY_MEMBER)


def test_the_last_member_stays(house: Providers) -> None:
    firm, only = agency(house)
    assert only.user_id is not None
    with house.writing(only) as uow, pytest.raises(Conflict, match="at least one"):
        organisations.remove_member(uow, firm.ref, only.user_id, Role.AGENCY_MEMBER)
    assert again(house, only).sits(firm.id)


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        (
            OrganisationKind.DEPARTMENT,
            {Role.DRAFTER, Role.APPROVER, Role.EVALUATOR, Role.FINANCE_OFFICER, Role.LEGAL_OFFICER},
        ),
        (OrganisationKind.REGULATOR, {Role.REGULATOR}),
        (OrganisationKind.OPERATOR, {Role.OPERATOR}),
    ],
)
def test_a_role_must_fit_the_kind(house: Providers, kind: OrganisationKind, fitting: set[Role]) -> None:
    body = organisation(house, kind)
    who = person(house)
    assert who.user_id is not None
    if kind is OrganisationKind.DEPARTMENT:
        member(house, body, Role.APPROVER)
    for role in Role:
        with house.writing(PLATFORM) as uow:
            if role in fitting:
                organisations.add_member(uow, body.ref, who.user_id, role)
            else:
                with pytest.raises(Invalid):
                    organisations.add_member(uow, body.ref, who.user_id, role)
    assert {seat.role for seat in again(house, who).seats} == fitting


def test_a_department_keeps_an_approver_who_does_not_evaluate(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    administrator = member(house, office, Role.DRAFTER)
    first, second = member(house, office, Role.APPROVER), member(house, office, Role.EVALUATOR)
    assert first.user_id is not None
    assert second.user_id is not None

    def add(user_id: int, role: Role) -> None:
        with house.writing(PLATFORM) as uow:
            organisations.add_member(uow, office.ref, user_id, role)

    with pytest.raises(Conflict, match="every approver would be an evaluator"):
        add(first.user_id, Role.EVALUATOR)
    add(second.user_id, Role.APPROVER)
    with house.writing(again(house, first)) as uow, pytest.raises(Conflict, match="every approver would be"):
        organisations.leave(uow, office.ref)
    third = member(house, office, Role.APPROVER)
    add(first.user_id, Role.EVALUATOR)
    assert third.user_id is not None
    with house.writing(again(house, administrator)) as uow, pytest.raises(Conflict, match="every approver would be"):
        organisations.remove_member(uow, office.ref, third.user_id, Role.APPROVER)


def test_the_only_approver_is_not_invited_to_evaluate(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    administrator, only = member(house, office, Role.DRAFTER), member(house, office, Role.APPROVER)
    with house.reading() as session:
        address = session.get_one(User, only.user_id).email
    with house.writing(again(house, administrator)) as uow, pytest.raises(Conflict, match="every approver would be"):
        organisations.invite(uow, office.ref, address, Role.EVALUATOR, "en")


def test_nobody_gives_himself_a_role_in_a_department(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    member(house, office, Role.APPROVER)
    drafter = member(house, office, Role.DRAFTER)
    assert drafter.user_id is not None
    for actor in (ANYONE, drafter, regulator(house), agency(house)[1]):
        with house.writing(actor) as uow, pytest.raises(NotPermitted):
            organisations.add_member(uow, office.ref, drafter.user_id, Role.APPROVER)
        with house.writing(actor) as uow, pytest.raises(NotPermitted):
            organisations.remove_member(uow, office.ref, drafter.user_id, Role.DRAFTER)
    assert {seat.role for seat in again(house, drafter).seats} == {Role.DRAFTER}


def test_another_agency_cannot_add_or_remove_members(house: Providers) -> None:
    pending, registrar = pending_agency(house)
    stranger = agency(house)[1]
    assert stranger.user_id is not None
    assert registrar.user_id is not None
    with house.writing(stranger) as uow:
        with pytest.raises(NotFound):
            organisations.add_member(uow, pending.ref, stranger.user_id, Role.AGENCY_MEMBER)
        with pytest.raises(NotFound):
            organisations.remove_member(uow, pending.ref, registrar.user_id, Role.AGENCY_MEMBER)


def test_a_member_needs_an_account(house: Providers) -> None:
    firm, _ = agency(house)
    with house.writing(PLATFORM) as uow, pytest.raises(NotFound, match="account"):
        organisations.add_member(uow, firm.ref, 999, Role.AGENCY_MEMBER)


def test_the_actor_is_read_from_the_memberships(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    both = member(house, office, Role.APPROVER, member(house, office, Role.DRAFTER))
    assert both.sits(office.id, Role.DRAFTER)
    assert both.sits(office.id, Role.APPROVER)
    assert person(house).seats == frozenset()
    with house.reading() as session:
        assert queries.actor_of(session, 999) == ANYONE
    with house.writing(PLATFORM) as uow:
        uow.session.get_one(User, both.user_id).active = False
    assert again(house, both) == ANYONE


def test_a_member_changes_the_profile(house: Providers) -> None:
    firm, first = agency(house)
    with house.writing(first) as uow:
        changed = organisations.update_profile(uow, firm.ref, description="一\n二", **CONTACT)
    assert (changed.description, changed.contact_phone) == ("一\n二", "028-86512345")
    with house.writing(first) as uow, pytest.raises(Invalid) as refusal:
        organisations.update_profile(uow, firm.ref, description="x" * 2001, **CONTACT | {"contact_email": "x"})
    assert set(refusal.value.fields) == {"description", "contact_email"}
    for actor in (agency(house)[1], operator(house), ANYONE):
        with house.writing(actor) as uow, pytest.raises(NotPermitted):
            organisations.update_profile(uow, firm.ref, description="", **CONTACT)
    with house.reading() as session:
        assert queries.by_ref(session, ANYONE, firm.ref).description == "一\n二"


def test_an_active_agency_says_what_it_offers(seeded: Providers) -> None:
    firm, first = agency(seeded)
    for codes in (["env-eia-report", "hc-cost-audit"], ["hc-cost-audit", "env-monitor"]):
        with seeded.writing(first) as uow:
            organisations.offer_services(uow, firm.ref, codes)
    with seeded.reading() as session:
        found = queries.by_ref(session, ANYONE, firm.ref)
        assert [service.item_code for service in found.services] == ["env-monitor", "hc-cost-audit"]
    with seeded.writing(first) as uow, pytest.raises(Invalid):
        organisations.offer_services(uow, firm.ref, ["x-met-risk"])
    with seeded.writing(agency(seeded)[1]) as uow, pytest.raises(NotPermitted):
        organisations.offer_services(uow, firm.ref, [])
    pending, registrar = pending_agency(seeded)
    with seeded.writing(registrar) as uow, pytest.raises(NotPermitted):
        organisations.offer_services(uow, pending.ref, [])


def test_a_department_is_set_up_with_its_region(seeded: Providers) -> None:
    with seeded.writing(operator(seeded)) as uow:
        office = organisations.set_up(uow, OrganisationKind.DEPARTMENT, particulars(), slug="x", region_code="511000")
    assert (office.state, office.region_code) == (OrganisationState.ACTIVE, "511000")


@pytest.mark.parametrize(
    ("kind", "region", "field"),
    [
        (OrganisationKind.AGENCY, None, "kind"),
        (OrganisationKind.REGULATOR, "511000", "region_code"),
        (OrganisationKind.DEPARTMENT, "999999", "region_code"),
    ],
)
def test_what_cannot_be_set_up(seeded: Providers, kind: OrganisationKind, region: str | None, field: str) -> None:
    with seeded.writing(PLATFORM) as uow, pytest.raises(Invalid) as refusal:
        organisations.set_up(uow, kind, particulars(), slug="x", region_code=region)
    assert set(refusal.value.fields) == {field}


def test_a_taken_code_is_not_set_up_again_and_only_operators_set_up(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    with house.writing(PLATFORM) as uow, pytest.raises(Conflict):
        organisations.set_up(uow, OrganisationKind.DEPARTMENT, particulars(credit_code=office.credit_code), slug="x")
    for actor in (ANYONE, agency(house)[1], member(house, office, Role.APPROVER), regulator(house)):
        with house.writing(actor) as uow:
            with pytest.raises(NotPermitted):
                organisations.set_up(uow, OrganisationKind.OPERATOR, particulars(), slug="x")
            with pytest.raises(NotPermitted):
                organisations.import_organisations(uow, [], str.lower)


def row(line: int, kind: str, **changes: str) -> Row:
    answers = particulars()
    cells = {name: getattr(answers, name) for name in answers.__dataclass_fields__}
    return Row(line, cells | {"kind": kind, "region_code": "", "services": ""} | changes)


def test_an_import_adds_organisations_of_any_kind(seeded: Providers) -> None:
    rows = [
        row(2, "agency", services="env-eia-report; hc-cost-audit", name="Alpha Test"),
        row(3, "department", region_code="511000"),
    ]
    with seeded.writing(operator(seeded)) as uow:
        firm, office = organisations.import_organisations(uow, rows, lambda name: name.replace(" ", "-").lower())
    assert (firm.slug, firm.state, len(firm.services)) == ("alpha-test", OrganisationState.ACTIVE, 2)
    assert office.region_code == "511000"
    with seeded.reading() as session:
        assert queries.members(session, firm.id) == []
        actions = session.scalars(select(JournalEntry.action).where(JournalEntry.object_ref == firm.ref)).all()
        assert list(actions) == ["organisation:set_up"]


def test_a_bad_import_names_its_lines_and_adds_nothing(seeded: Providers) -> None:
    taken = organisation(seeded, OrganisationKind.DEPARTMENT)
    good = row(2, "agency")
    rows = [
        good,
        row(3, "agency", credit_code="9151"),
        row(4, "agency", credit_code=taken.credit_code),
        row(5, "agency", credit_code=good.cells["credit_code"]),
        row(6, "agency", region_code="511000"),
        row(7, "department", services="env-eia-report"),
        row(8, "shop"),
        row(9, "agency", services="nothing"),
    ]
    with seeded.writing(PLATFORM) as uow, pytest.raises(Invalid) as refusal:
        organisations.import_organisations(uow, rows, str.lower)
    assert list(refusal.value.fields) == [f"line {line}" for line in range(3, 10)]
    assert "never asked" in str(refusal.value.fields["line 6"])
    with seeded.reading() as session:
        assert session.scalars(select(Organisation.kind)).all() == [OrganisationKind.DEPARTMENT]


def test_an_import_needs_its_columns(house: Providers) -> None:
    assert COLUMNS[0] == "kind"
    with house.writing(PLATFORM) as uow, pytest.raises(Invalid, match="services"):
        organisations.import_organisations(uow, [Row(2, dict.fromkeys(COLUMNS[:-1], ""))], str.lower)


def test_news_becomes_jobs_when_someone_listens(house: Providers) -> None:
    firm, first = agency(house)
    listening = {OrganisationProfileChanged: ("reindex",), OrganisationActivated: ()}
    with house.writing(first) as uow:
        uow._subscriptions = listening  # noqa: SLF001 - wiring of this test only
        organisations.update_profile(uow, firm.ref, description="", **CONTACT)
    with house.reading() as session:
        jobs = session.scalars(select(OutboxEntry).where(OutboxEntry.job == "reindex")).all()
        assert [job.payload for job in jobs] == [{"ref": firm.ref}]
