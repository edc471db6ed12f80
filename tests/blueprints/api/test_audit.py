"""The log as programs read it; before the closing it tells nobody how many bid."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from marketplace.domain.bids.models import Bid
from marketplace.jobs.sequencing import sequence
from marketplace.kernel import merkle
from marketplace.kernel.canonical import canonical, digest
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.domain.market import PRICES, Market


def get(client: Browser, path: str, status: int = 200) -> Any:  # noqa: ANN401
    response = client.get(f"/api/v1/audit/{path}")
    assert response.status_code == status, response.data
    assert response.mimetype == ("application/json" if status == 200 else "application/problem+json")
    return json.loads(response.data)


def receipt(market: Market, sign_in: SignIn, tender: str, agency: str) -> Any:  # noqa: ANN401
    """What the agency downloads."""
    browser = sign_in(market.actor(agency))
    found = next(
        ref
        for ref in bid_refs(market)
        if browser.get(f"/supplier/bids/{ref}/receipt.json").status_code == 200
        and json.loads(browser.get(f"/supplier/bids/{ref}/receipt.json").data)["tender"] == tender
    )
    return json.loads(browser.get(f"/supplier/bids/{found}/receipt.json").data)["envelopes"][0]


def bid_refs(market: Market) -> list[str]:
    with market.house.reading() as session:
        return list(session.scalars(select(Bid.ref)))


def holds(found: Any, leaf: bytes) -> bool:  # noqa: ANN401
    path = [bytes.fromhex(node) for node in found["path"]]
    root = bytes.fromhex(found["root"])
    return merkle.is_included(merkle.leaf_hash(leaf), found["index"], found["size"], path, root)


def written(entry: Any) -> bytes:  # noqa: ANN401
    return f"{entry['index']}:{entry['kind']}:{entry['value']}".encode()


def is_signed(document: Any, signature: str) -> bool:  # noqa: ANN401
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(document["key"]))
    key.verify(bytes.fromhex(signature), canonical(document).encode())
    return True


def test_a_receipt_is_proved_before_the_closing_without_telling_the_number_of_bids(
    client: Browser, market: Market, sign_in: SignIn
) -> None:
    ref = market.published()
    for agency in PRICES:
        market.bid(agency, ref, PRICES[agency])
    kept = receipt(market, sign_in, ref, "agency2")
    assert is_signed(kept["receipt"], kept["signature"])
    assert kept["opening"] is None
    address = f"proof?tender={ref}&envelope={kept['sha256']}"
    assert get(client, address)["entry"] is None, "it is in no checkpoint yet"
    sequence(market.house)
    proof = get(client, address)
    assert (proof["opening"], proof["tree"], proof["closing"]) == (None, None, None)
    assert proof["entry"]["value"] == kept["receipt"]["position"]
    assert holds(proof["entry"], written(proof["entry"]))
    checkpoint = get(client, "checkpoint")
    assert is_signed(checkpoint["checkpoint"], checkpoint["signature"])
    assert checkpoint["checkpoint"]["key"] in get(client, "keys")["keys"]
    assert (checkpoint["checkpoint"]["size"], checkpoint["checkpoint"]["root"]) == (
        proof["entry"]["size"],
        proof["entry"]["root"],
    )
    assert checkpoint["stamp"] is None


def test_after_the_closing_all_is_told_and_fits(client: Browser, market: Market, sign_in: SignIn) -> None:
    ref = market.closed(dict(PRICES))
    sequence(market.house)
    kept = receipt(market, sign_in, ref, "agency2")
    proof = get(client, f"proof?tender={ref}&envelope={kept['sha256']}")
    assert proof["opening"] == kept["opening"]
    assert digest(proof["opening"]) == kept["receipt"]["position"]
    assert holds(proof["tree"], bytes.fromhex(kept["sha256"]))
    assert proof["tree"]["index"] == kept["opening"]["index"]
    closing = proof["closing"]
    assert (closing["document"]["tender"], closing["document"]["size"]) == (ref, 3)
    assert closing["document"]["root"] == proof["tree"]["root"]
    assert closing["entry"]["value"] == digest(closing["document"])
    assert holds(closing["entry"], written(closing["entry"]))


def test_who_holds_no_receipt_learns_nothing(client: Browser, market: Market, sign_in: SignIn) -> None:
    ref, other = market.published(), market.published()
    market.bid("agency1", ref, PRICES["agency1"])
    sequence(market.house)
    kept = receipt(market, sign_in, ref, "agency1")
    empty = get(client, f"proof?tender={other}&envelope={kept['sha256']}", 404)
    assert empty == get(client, f"proof?tender={ref}&envelope={'0' * 64}", 404) | {"instance": empty["instance"]}
    assert empty == get(client, f"proof?tender=T-NONE&envelope={'0' * 64}", 404) | {"instance": empty["instance"]}


def test_the_log_is_only_appended_to(client: Browser, market: Market) -> None:
    sequence(market.house)
    first = get(client, "checkpoint")["checkpoint"]
    ref = market.closed(dict(PRICES))
    sequence(market.house)
    second = get(client, "checkpoint")["checkpoint"]
    assert get(client, f"checkpoint?size={first['size']}")["checkpoint"] == first
    found = get(client, f"proof?first={first['size']}&second={second['size']}")
    assert (found["first"]["root"], found["second"]["root"]) == (first["root"], second["root"])
    path = [bytes.fromhex(node) for node in found["path"]]
    before, after = bytes.fromhex(first["root"]), bytes.fromhex(second["root"])
    assert merkle.is_consistent(first["size"], second["size"], path, before, after)
    assert ref


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("checkpoint", 404),
        ("checkpoint?size=16", 404),
        ("checkpoint?size=-1", 422),
        ("checkpoint?size=1e3", 422),
        ("checkpoint?size=" + "9" * 15, 404),
        ("checkpoint?size=" + "9" * 40, 422),
        ("proof", 422),
        ("proof?tender=T-1&envelope=xyz", 422),
        ("proof?tender=T-1&envelope=" + "0" * 64, 404),
        ("proof?first=2&second=1", 422),
        ("proof?first=16&second=32", 404),
        ("proof?first=16", 422),
        ("nothing", 404),
    ],
)
def test_what_is_asked_wrongly_is_a_problem(client: Browser, path: str, status: int) -> None:
    assert get(client, path, status)["status"] == status
