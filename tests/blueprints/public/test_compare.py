"""Providers side by side, by an address that can be kept."""

import pytest
from sqlalchemy import select

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from tests.blueprints.client import Browser
from tests.blueprints.public.scene import OPENED, SECRETS, Scene
from tests.domain.market import Market


@pytest.fixture
def ids(market: Market) -> list[int]:
    return [market.organisation_id(name) for name in ("agency1", "agency2", "agency3")]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_shows_what_is_public_of_each(client: Browser, ids: list[int], language: str) -> None:
    page = client.page(f"/providers/compare?ids={ids[0]},{ids[1]}&lang={language}")
    assert page.count('scope="row"') > 9
    assert f"/providers/compare?ids={ids[1]}" in page, "the first can be removed by a link"
    assert f"/providers?ids={ids[0]},{ids[1]}" in page, "and another added"
    prices = [f"{price.yuan:,}" for price in OPENED.values() if price]
    assert not [secret for secret in (*SECRETS, *prices) if secret in page]


def test_few_ratings_and_deliverables_are_no_figure(client: Browser, ids: list[int]) -> None:
    page = client.page(f"/providers/compare?ids={ids[0]}")
    assert "1 rating" in page
    assert page.count("Insufficient data") == 10, "the star, five dimensions, two shares and two medians"


def test_checkboxes_lead_to_the_address_to_keep(client: Browser, ids: list[int]) -> None:
    sent = client.get(f"/providers/compare?ids={ids[0]}&ids={ids[2]}&ids={ids[0]}")
    assert sent.status_code == 303
    assert sent.headers["Location"] == f"/providers/compare?ids={ids[0]},{ids[2]}"
    added = client.get(f"/providers/compare?ids={ids[0]},{ids[1]}&ids={ids[2]}")
    assert added.headers["Location"] == f"/providers/compare?ids={','.join(map(str, ids))}"


def test_the_directory_offers_the_choice_and_keeps_it(client: Browser, ids: list[int]) -> None:
    page = client.page("/providers")
    for number in ids:
        assert f'name="ids" value="{number}"' in page
    page = client.page(f"/providers?ids={ids[0]}&sort=rating")
    assert f'<input type="hidden" name="ids" value="{ids[0]}">' in page
    client.page("/providers?ids=x,%3Cb%3E")
    assert f"/providers/compare?ids={ids[0]}" in client.page(f"/providers/{ids[0]}", 200, follow_redirects=True)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?ids=", 200),
        ("?ids=,,", 200),
        ("?ids=x", 400),
        ("?ids=1,-2", 400),
        ("?ids=１", 400),
        ("?ids=" + "9" * 40, 400),
        ("?ids=1,2,3,4,5,6,7", 400),
        ("?ids=999999", 404),
        ("?ids=" + "9" * 18, 404),
        ("?ids=%00", 400),
    ],
)
def test_bad_numbers_are_answered_clearly(client: Browser, query: str, status: int) -> None:
    assert client.get(f"/providers/compare{query}").status_code == status


def test_more_than_six_are_told_so(client: Browser) -> None:
    assert "At most 6 providers" in client.page("/providers/compare?ids=1,2,3,4,5,6,7", 400)


def test_departments_and_agencies_in_the_making_are_not_compared(client: Browser, market: Market, scene: Scene) -> None:
    with market.house.reading() as session:
        hidden = session.scalars(
            select(Organisation.id).where(
                (Organisation.kind != OrganisationKind.AGENCY) | (Organisation.state != OrganisationState.ACTIVE)
            )
        ).all()
    assert hidden
    for number in hidden:
        assert client.get(f"/providers/compare?ids={number}").status_code == 404
