"""The directory and the lists around it, on both databases."""

import pytest

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import ANYONE, PLATFORM, Role
from marketplace.kernel.errors import NotFound
from marketplace.providers import Providers
from tests.clock import MONDAY, HandClock
from tests.parties import agency, member, operator, organisation, pending_agency, person, regulator

TODAY = day_of(MONDAY)


def test_the_first_of_an_items_providers_and_how_many_there_are(
    house: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries.directory, "PROVIDERS_PER_PAGE", 2)
    with house.writing(PLATFORM) as uow:
        catalogue.seed(uow)
    for name in ("firm c", "firm b", "firm a"):
        firm, actor = agency(house, name=name)
        with house.writing(actor) as uow:
            organisations.offer_services(uow, firm.ref, ["env-eia-techreview"])
    pending_agency(house)
    with house.reading() as session:
        rows, total = queries.providers_of_item(session, "env-eia-techreview", TODAY)
        assert ([row.name for row in rows], total) == (["firm a", "firm b"], 3)
        assert queries.providers_of_item(session, "env-monitor", TODAY) == ([], 0)


def test_one_provider_and_what_it_offers(house: Providers) -> None:
    with house.writing(PLATFORM) as uow:
        catalogue.seed(uow)
    firm, first = agency(house)
    pending, _ = pending_agency(house)
    office = organisation(house, OrganisationKind.DEPARTMENT)
    with house.writing(first) as uow:
        organisations.offer_services(uow, firm.ref, ["hc-cost-audit", "env-monitor"])
    with house.reading() as session:
        assert queries.provider(session, firm.id).ref == firm.ref
        offered = queries.offered(session, [firm.id], TODAY)[firm.id]
        assert [item.code for item in offered] == [
            "env-monitor",
            "hc-cost-audit",
        ]
        assert queries.count_providers(session) == 1
        for number in (pending.id, office.id, 999):
            with pytest.raises(NotFound):
                queries.provider(session, number)


def test_the_operators_list_has_every_organisation(house: Providers) -> None:
    firm, _ = agency(house, name="alpha firm")
    pending_agency(house, name="beta firm")
    with house.reading() as session:
        assert queries.listing(session).total == 3
        assert queries.listing(session, kind=OrganisationKind.AGENCY).total == 2
        for part in ("ALPHA", firm.credit_code, firm.ref, " alpha\0 "):
            assert [found.ref for found in queries.listing(session, q=part).organisations] == [firm.ref]
        assert queries.listing(session, q="100%").pages == 0


def test_a_pending_agency_is_seen_by_its_members_and_those_who_check(house: Providers) -> None:
    pending, registrar = pending_agency(house)
    insiders = [registrar, operator(house), regulator(house), PLATFORM]
    strangers = [ANYONE, person(house), agency(house)[1]]
    with house.reading() as session:
        for actor in insiders:
            assert queries.by_ref(session, actor, pending.ref).id == pending.id
        for actor in strangers:
            with pytest.raises(NotFound):
                queries.by_ref(session, actor, pending.ref)
        with pytest.raises(NotFound):
            queries.by_ref(session, PLATFORM, "O-NOTHING")


def test_what_awaits_the_check_comes_most_urgent_first(house: Providers, clock: HandClock) -> None:
    first, _ = pending_agency(house)
    clock.advance(days=1)
    second, _ = pending_agency(house)
    agency(house)
    with house.reading() as session:
        assert [found.ref for found in queries.awaiting_check(session)] == [first.ref, second.ref]


def test_members_and_the_organisations_of_a_person(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    zhang = member(house, office, Role.DRAFTER, person(house, "Zhang"))
    member(house, office, Role.APPROVER, person(house, "An"))
    firm, registrar = agency(house)
    with house.reading() as session:
        assert [(found.user.name, found.role) for found in queries.members(session, office.id)] == [
            ("An", Role.APPROVER),
            ("Zhang", Role.DRAFTER),
        ]
        assert [found.ref for found in queries.of_person(session, zhang)] == [office.ref]
        assert [found.ref for found in queries.of_person(session, registrar)] == [firm.ref]
        assert queries.of_person(session, ANYONE) == []


def test_people_name_an_organisation_by_its_number_or_its_credit_code(house: Providers) -> None:
    firm, _ = agency(house)
    with house.reading() as session:
        for written in (firm.ref, f" {firm.ref.lower()} ", firm.credit_code, firm.credit_code.lower()):
            assert queries.ref_of(session, written) == firm.ref
        assert queries.ref_of(session, firm.ref, OrganisationKind.AGENCY) == firm.ref
        assert queries.ref_of(session, firm.ref, OrganisationKind.DEPARTMENT) is None
        assert queries.ref_of(session, "O-NOTHERE") is None
