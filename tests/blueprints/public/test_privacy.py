"""What is sealed, drafted, returned or personal is on no page for a visitor, and for others only where it belongs."""

import re

import pytest
from sqlalchemy import select

from marketplace.domain.accounts.models import User
from marketplace.domain.contracts.models import Contract
from marketplace.domain.organisations.models import Organisation
from marketplace.kernel.actor import PLATFORM
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.blueprints.public.scene import DRAFT, OPENED, PENDING, PROPOSAL, SEALED, SECRETS, Scene
from tests.domain.market import ITEM, Market

PRICES = [f"{price.yuan:,}" for price in OPENED.values() if price]


def everything(client: Browser, scene: Scene) -> str:
    """All public pages of the scene, found by following links from the home page and the lists."""
    seen: dict[str, str] = {}
    waiting = [
        "/",
        "/tenders",
        "/providers",
        "/services?payer=department",
        "/awards",
        "/decisions",
        "/search?q=a",
        "/help",
        "/privacy",
    ]
    waiting += [f"/tenders/{ref}" for ref in scene.tenders.values()]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen[path] = client.get(path).get_data(as_text=True)
        for link in re.findall(r'href="(/[^"#]*)', seen[path]):
            if re.match(r"/(tenders|providers|awards)(/|\?|$)", link):
                waiting.append(link.replace("&amp;", "&"))
    assert len(seen) > 40
    return "\n".join(seen.values())


def test_a_visitor_who_opens_everything_meets_no_secret(client: Browser, scene: Scene) -> None:
    text = everything(client, scene)
    assert [secret for secret in (*SECRETS, *PRICES) if secret in text] == []
    assert "138****" in text
    assert "李**" in text


HASHES = re.compile(r"[0-9a-f]{16,}")
"""In one of them a telephone number stands by chance."""
RAW = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def test_no_page_for_a_visitor_holds_a_telephone_number_or_an_address(client: Browser, scene: Scene) -> None:
    assert RAW.findall("13800138000 028-12345678 a.b@c.example") == ["13800138000", "028-12345678", "a.b@c.example"]
    machine = [f"/tenders/{ref}/selection.json" for ref in scene.tenders.values()] + ["/.well-known/security.txt"]
    text = everything(client, scene) + "".join(client.get(path).get_data(as_text=True) for path in machine)
    assert [found for found in RAW.findall(HASHES.sub("", text)) if not found.startswith("***@")] == []


def test_a_contact_is_read_by_its_own_people_and_by_who_has_a_contract(
    client: Browser, scene: Scene, market: Market, sign_in: SignIn
) -> None:
    with market.house.reading() as session:
        contract = session.scalars(select(Contract)).first()
        assert contract is not None
        supplier = session.get_one(Organisation, contract.supplier_id)
    own = next(name for name in ("agency1", "agency2", "agency3") if market.refs[name] == supplier.ref)
    path = f"/providers/{supplier.id}-{supplier.slug}"
    for name in ("drafter", own):
        page = sign_in(market.actor(name)).page(path)
        assert supplier.contact_phone in page, name
        assert supplier.contact_email in page
    others = [name for name in ("agency1", "agency2") if name != own]
    for reader in (client, *(sign_in(market.actor(name)) for name in ("other_drafter", *others))):
        page = reader.page(path)
        assert supplier.contact_phone not in page
        assert supplier.contact_email not in page
    without_factor = sign_in(market.actor("drafter"), second_factor=False)
    with market.house.writing(PLATFORM) as uow:
        uow.session.get_one(User, market.users["drafter"]).tf_totp_secret = None
    assert supplier.contact_phone not in without_factor.page(path), "an office without its second factor is a visitor"


def test_searching_for_a_secret_finds_nothing(client: Browser, indexed: None) -> None:
    for words in (DRAFT, PENDING, PROPOSAL, str(SEALED.yuan), "13800000007"):
        assert "No tender fits" in client.page(f"/tenders?q={words}"), words
        assert "No provider fits" in client.page(f"/providers?q={words}"), words


@pytest.mark.parametrize("name", ["draft", "returned"])
def test_what_is_not_published_is_not_there_for_anybody(
    client: Browser, scene: Scene, market: Market, sign_in: SignIn, name: str
) -> None:
    """Not even for its own department: a draft has its page among the department's pages."""
    ref = scene.tenders[name]
    for reader in (client, sign_in(market.actor("drafter")), sign_in(market.actor("regulator"))):
        for address in ("", "/selection.json", "/selection/verify"):
            assert reader.get(f"/tenders/{ref}{address}").status_code == 404


def test_an_agency_that_is_being_checked_is_not_there(client: Browser, market: Market) -> None:
    newcomer = max(market.organisation_id(name) for name in ("agency1", "agency2", "agency3")) + 1
    for number in (newcomer, market.organisation_id("department"), 10**9):
        assert client.get(f"/providers/{number}").status_code == 404
    assert PENDING not in client.page("/providers")


def test_opened_prices_are_on_no_public_page_until_the_selection(
    client: Browser, scene: Scene, market: Market, sign_in: SignIn
) -> None:
    path = f"/tenders/{scene.tenders['opened']}"
    page = sign_in(market.actor("approver")).page(path)
    assert not [price for price in PRICES if price in page], "the department reads them in its own room"
    for reader in (client, sign_in(market.actor("agency1")), sign_in(market.actor("other_drafter"))):
        page = reader.page(path)
        assert "Names and prices are shown once the selection is made." in page
        assert not any(price in page for price in PRICES)
        assert "Test agency2" not in page


def test_sealed_bids_are_nobodys_and_not_even_counted(scene: Scene, market: Market, sign_in: SignIn) -> None:
    path = f"/tenders/{scene.tenders['open']}"
    for name in ("drafter", "approver", "agency2", "regulator"):
        page = sign_in(market.actor(name)).page(path)
        assert "Bids and result" not in page
        assert "77,777" not in page
        assert "Test agency1" not in page


def test_evidence_waits_for_the_selection(client: Browser, scene: Scene) -> None:
    for name in ("open", "opened", "empty", "unopened", "cancelled"):
        for address in ("selection.json", "selection/verify"):
            assert client.get(f"/tenders/{scene.tenders[name]}/{address}").status_code == 404


def test_pages_of_whoever_is_signed_in_are_not_stored(market: Market, scene: Scene, sign_in: SignIn) -> None:
    reader = sign_in(market.actor("agency1"))
    for path in ("/", "/tenders", f"/tenders/{scene.tenders['open']}", f"/services/{ITEM}"):
        assert reader.get(path).headers["Cache-Control"] == "no-store"
