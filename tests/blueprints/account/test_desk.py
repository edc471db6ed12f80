"""Where a person arrives after signing in."""

from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import Role
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.account.test_sign_in import PASSWORD, Mails, confirmed
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn

ENTERED = {"email": "li.ming@example.org", "password": PASSWORD}


def test_the_desk_is_the_room_of_ones_organisation(house: Providers, sign_in: SignIn) -> None:
    department = parties.organisation(house, OrganisationKind.DEPARTMENT)
    people = {
        "/supplier/": parties.agency(house)[1],
        "/buyer/": parties.member(house, department, Role.DRAFTER),
        "/regulator/": parties.regulator(house),
        "/admin/": parties.operator(house),
    }
    for room, person in people.items():
        assert sign_in(person).get("/account/desk").headers["Location"] == room


def test_who_belongs_nowhere_sees_the_account(client: Browser, mails: Mails) -> None:
    confirmed(client, mails)
    assert client.post("/sign-in", data=ENTERED).headers["Location"] == "/account/desk"
    assert client.get("/account/desk").headers["Location"] == "/account/"


def test_who_was_going_elsewhere_goes_on(client: Browser, mails: Mails) -> None:
    confirmed(client, mails)
    asked = client.get("/account/sessions").headers["Location"]
    assert client.post(asked, data=ENTERED).headers["Location"].endswith("/account/sessions")


def test_the_desk_is_for_people_who_are_signed_in(client: Browser) -> None:
    assert client.get("/account/desk").headers["Location"].startswith("/sign-in")
