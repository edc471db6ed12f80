"""Deny by default: every address is in the address book, and every door holds."""

import pytest
from flask import Flask
from werkzeug.routing.converters import NumberConverter

from marketplace.blueprints import sitemap
from marketplace.blueprints.web.access import EVERYONE
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import Role
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn


def test_every_address_is_public_by_name_or_guarded(app: Flask, client: Browser) -> None:
    guarded = 0
    addresses = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        door = sitemap.access_of(rule.endpoint)
        if door is not None and not door.needs_account:
            continue
        numbers = {name for name, converter in rule._converters.items() if isinstance(converter, NumberConverter)}  # noqa: SLF001
        path = addresses.build(rule.endpoint, {name: 1 if name in numbers else "x" for name in rule.arguments})
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        response = client.open(path, method=method)
        guarded += 1
        if door is None:
            assert response.status_code == 404, rule
        else:
            assert response.status_code == 302, rule
            assert response.headers["Location"].startswith("/sign-in?next="), rule
    assert guarded > 8


def test_what_is_not_in_the_address_book_does_not_open(client: Browser) -> None:
    assert client.get("/forgotten/").status_code == 404


def test_public_rooms_are_named_one_by_one() -> None:
    public = {room.blueprint.name for room in sitemap.ROOMS if room.access == EVERYONE}
    assert public <= {"health", "public", "documents", "api", "webhooks"}


def test_a_room_for_accounts_opens_after_sign_in(client: Browser, house: Providers, sign_in: SignIn) -> None:
    response = client.get("/closed/account?a=1&b=2")
    assert response.headers["Location"] == "/sign-in?next=%2Fclosed%2Faccount%3Fa%3D1%26b%3D2"
    assert sign_in(parties.person(house)).get("/closed/account").status_code == 200


def test_a_room_for_a_role_asks_for_the_role_and_for_a_second_factor(house: Providers, sign_in: SignIn) -> None:
    department = parties.organisation(house, OrganisationKind.DEPARTMENT)
    drafter = parties.member(house, department, Role.DRAFTER)
    officer = parties.member(house, department, Role.FINANCE_OFFICER)
    assert sign_in(officer).get("/closed/department").status_code == 403
    response = sign_in(drafter, second_factor=False).get("/closed/department")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/second-factor")
    assert sign_in(drafter).get("/closed/department").status_code == 200


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(house: Providers, sign_in: SignIn) -> None:
    department = parties.organisation(house, OrganisationKind.DEPARTMENT)
    browser = sign_in(parties.member(house, department, Role.DRAFTER))
    assert browser.get("/closed/department").status_code == 200
    with house.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM membership")
    assert browser.get("/closed/department").status_code == 403


@pytest.mark.parametrize(
    "address", ["/sign-in/rescue", "/sign-in/select", "/fs-static/js/webauthn.js", "/login", "/tf-setup"]
)
def test_flask_securitys_other_addresses_stay_shut(client: Browser, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_token_in_the_address_signs_nobody_in(app: Flask, house: Providers, client: Browser, sign_in: SignIn) -> None:
    person = parties.person(house)
    with app.test_request_context():
        from marketplace.domain.accounts.models import User  # noqa: PLC0415

        with house.reading() as session:
            user = session.get_one(User, person.user_id)
            token = user.get_auth_token()
    assert client.get(f"/account/?auth_token={token}").status_code == 302
    assert client.get("/account/", headers={"Authentication-Token": str(token)}).status_code == 302
