"""A page that is still right is not sent again, and one that must change at once is."""

import pytest
from flask.testing import FlaskClient

from marketplace.domain.directory import markets, queries
from marketplace.domain.directory import operations as directory
from marketplace.domain.organisations import operations as organisations
from marketplace.kernel.actor import PLATFORM
from tests.blueprints.client import Browser
from tests.domain.market import ITEM, Market
from tests.evidence import name_person, show


@pytest.fixture
def kept(market: Market) -> Market:
    """Everybody has a record."""
    with market.house.writing(PLATFORM) as uow:
        directory.keep_records(uow, [market.organisation_id(f"agency{number}") for number in (1, 2, 3)])
        directory.keep_markets(uow, markets.gather(uow.session, queries.codes(uow.session)))
    return market


def paths(market: Market) -> tuple[str, str]:
    one, two = market.organisation_id("agency3"), market.organisation_id("agency2")
    return f"/providers/{one}-agency3", f"/providers/compare?ids={one},{two}"


def tag_of(client: FlaskClient, path: str) -> str:
    client.delete_cookie("session")
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.headers.get("ETag", "")


def asked_again(client: FlaskClient, path: str, tag: str, **headers: str) -> int:
    client.delete_cookie("session")
    answer = client.get(path, headers={"If-None-Match": tag, **headers})
    if answer.status_code == 304:
        assert "Content-Security-Policy" not in answer.headers, "its number would not fit the page that is kept"
        assert answer.headers["ETag"] == tag
        assert answer.headers["Cache-Control"] == "no-cache, private"
        assert "Accept-Language" in answer.headers["Vary"]
        assert answer.data == b""
    return answer.status_code


@pytest.mark.parametrize("which", [0, 1])
def test_nothing_is_sent_while_nothing_has_changed(client: Browser, kept: Market, which: int) -> None:
    path = paths(kept)[which]
    tag = tag_of(client, path)
    assert tag
    assert asked_again(client, path, tag) == 304
    assert asked_again(client, path, tag, **{"Accept-Language": "zh"}) == 200, "another reader's page"
    assert asked_again(client, path, '"other"') == 200
    assert asked_again(client, f"{path}{'&' if which else '?'}lang=zh", tag) == 200


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("act", ["leave", "dispute", "service", "certificate", "profile"])
def test_what_must_be_seen_at_once_is(client: Browser, kept: Market, which: int, act: str) -> None:
    path = paths(kept)[which]
    certificate = show(kept, "agency3")
    tag = tag_of(client, path)
    if act == "dispute":
        kept.disputed("agency3")
    else:
        with kept.acting("agency3") as uow:
            ref = kept.refs["agency3"]
            match act:
                case "leave":
                    organisations.withdraw(uow, ref, ())
                case "service":
                    organisations.offer_services(uow, ref, [])
                case "certificate":
                    organisations.take_off_qualification(uow, certificate)
                case "profile":
                    organisations.update_profile(
                        uow,
                        ref,
                        description="We count kingfishers.",
                        contact_name="李某",
                        contact_phone="13800000000",
                        contact_email="heron@example.org",
                    )
    assert asked_again(client, path, tag) == 200


def test_people_and_markets_are_part_of_it(client: Browser, kept: Market) -> None:
    path = paths(kept)[0]
    tag = tag_of(client, path)
    name_person(kept, "agency3")
    assert asked_again(client, path, tag) == 200
    tag = tag_of(client, path)
    assert asked_again(client, path, tag) == 304
    kept.unverified("heron")
    with kept.house.writing(PLATFORM) as uow:
        assert directory.keep_markets(uow, markets.gather(uow.session, [ITEM])) == 1
    assert asked_again(client, path, tag) == 200


def test_whoever_is_known_and_whatever_has_no_record_gets_no_tag(client: Browser, kept: Market, market: Market) -> None:
    path = paths(kept)[0]
    client.get("/sign-in")
    assert "ETag" not in client.get(path).headers, "there is a session"
    assert "ETag" not in client.get("/providers/compare").headers
    market.unverified("heron")
    assert tag_of(client, f"/providers/{market.organisation_id('heron')}-heron") == ""
