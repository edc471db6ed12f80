"""The room of those who hold keys, over HTTP: what it shows, whom it lets in, and how fresh a sign-in it asks for."""

import json

from sqlalchemy import text

from marketplace.blueprints.web.freshness import SIGNED_IN_AT
from marketplace.domain.bids import queries as bids
from marketplace.domain.openers.models import Opener
from marketplace.domain.openers.states import OpenerState
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from tests.blueprints.rooms import Enter
from tests.domain.market import PRICES, Market
from tests.openers import answer_to, key_of

KEYS = "/account/keys/"


def public_key(name: str) -> str:
    return key_of(name).public_key().public_bytes_raw().hex()


def test_a_key_is_registered_and_shown(enter: Enter, market: Market) -> None:
    browser = enter("evaluator1")
    given = {"organisation": market.refs["department"], "public_key": public_key("evaluator1")}
    answer = browser.post(KEYS, data=given)
    assert answer.status_code == 303
    path = answer.headers["Location"]
    opener = market.get(Opener, path.split("/")[-2])
    assert opener.challenge in browser.page(path)
    assert browser.post(path, data={"answer": "00" * 32}, check=False).status_code == 422
    assert browser.post(path, data={"answer": answer_to(opener, key_of("evaluator1"))}).status_code == 303
    assert market.get(Opener, opener.ref).state is OpenerState.PROVED
    assert opener.fingerprint in browser.page(KEYS)


def test_no_key_twice_none_of_somebody_elses_and_none_that_is_no_key(enter: Enter, market: Market) -> None:
    browser = enter("evaluator1")
    department = market.refs["department"]
    for key in ("", "zz", public_key("approver"), "00" * 32):
        answer = browser.post(KEYS, data={"organisation": department, "public_key": key}, check=False)
        assert answer.status_code in {409, 422}, key
    assert (
        browser.post(KEYS, data={"organisation": "O-NO", "public_key": public_key("x")}, check=False).status_code == 404
    )
    agency = {"organisation": market.refs["agency1"], "public_key": public_key("agency1")}
    assert enter("agency1").post(KEYS, data=agency, check=False).status_code == 403
    assert enter("agency1").get(f"{KEYS}{market.openers.ref('approver')}/prove", check=False).status_code == 404


def test_an_opening_by_two_of_the_three(enter: Enter, market: Market) -> None:
    ref = market.closed(dict(PRICES))
    page = f"{KEYS}openings/{ref}"
    for stranger in ("drafter", "operator", "agency1"):
        assert enter(stranger).get(page, check=False).status_code == 404
        assert enter(stranger).get(f"{page}/envelopes.json", check=False).status_code == 404
    first, second = enter("approver"), enter("regulator")
    given = first.get(f"{page}/envelopes.json").get_json()
    assert (given["tender"], given["opener"], len(given["envelopes"])) == (ref, market.openers.ref("approver"), 3)
    assert given["policies"][0]["openers"][0]["key"] == public_key("approver")
    for nonsense in ("", "{", "[]", "null", json.dumps({"format": "shares-v1"}), "[" * 5000):
        assert first.post(page, data={"shares": nonsense}, check=False).status_code == 422
    for name, browser in (("approver", first), ("regulator", second)):
        answer = browser.post(page, data={"shares": json.dumps(market.openers.shares(name, ref))})
        assert answer.status_code == 303
    assert market.get(Tender, ref).state is TenderState.OPENED
    assert "The bids are opened." in second.page(f"/tenders/{ref}")


def test_an_opening_asks_for_a_fresh_sign_in_with_both_factors(enter: Enter, market: Market) -> None:
    ref = market.closed(dict(PRICES))
    browser = enter("approver")
    shares = json.dumps(market.openers.shares("approver", ref))
    with market.house.engine.begin() as connection:
        connection.execute(
            text("UPDATE web_session SET data = json_set(data, :path, 1.0)"), {"path": f"$.{SIGNED_IN_AT}"}
        )
    answer = browser.post(f"{KEYS}openings/{ref}", data={"shares": shares}, check=False)
    assert answer.status_code == 303
    assert "/sign-in?next=" in answer.headers["Location"]
    with market.house.reading() as session:
        assert bids.handed_in(session, market.get(Tender, ref)) == []
    assert browser.get(KEYS, check=False).status_code in {302, 303}, "the old session has ended"


def test_who_opens_is_public_and_prices_open_again_at_home_after_the_selection(enter: Enter, market: Market) -> None:
    ref = market.opened(dict(PRICES))
    visitor = enter("agency1")
    assert public_key("approver") in visitor.get(f"/tenders/{ref}/policy.json").get_data(as_text=True)
    assert visitor.get(f"/tenders/{ref}/opening.json", check=False).status_code == 404
    ended, _award = market.awarded(title="Another")
    found = visitor.get(f"/tenders/{ended}/opening.json").get_json()
    assert found["minutes"]["liars"] == []
    assert {tuple(sorted(bid["keys"])) for bid in found["bids"]} == {("nonce", "price")}, (
        "proposals stay where they are"
    )
    draft = market.draft()
    assert visitor.get(f"/tenders/{draft}/policy.json", check=False).status_code == 404
