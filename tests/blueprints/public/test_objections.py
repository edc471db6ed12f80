"""An objection from the provider's form to everybody's page, which tells neither who objects nor why."""

import re

import pytest

from marketplace.domain.awards.models import Award
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.domain.market import Market
from tests.domain.objections import cases

FORM = "/supplier/tenders/{}/objection"
TYPED = {"facts": "An <i>engineer</i> has left.", "request": "Look again."}


def filed(market: Market, sign_in: SignIn) -> tuple[str, str, str]:
    """(tender, award, objection), filed through the form."""
    tender, award = market.awarded()
    answer = sign_in(market.actor("agency2")).post(FORM.format(tender), data=TYPED)
    found = re.search(r"/supplier/objections/(Y-\w+)", answer.headers["Location"])
    assert found
    return tender, award, found[1]


def test_filed_read_and_answered(market: Market, sign_in: SignIn, client: Browser) -> None:
    tender, _, ref = filed(market, sign_in)
    public = client.page(f"/tenders/{tender}?lang=en")
    assert "Until then no contract is signed." in public
    section = public.split('id="objections"')[1].split("</section>")[0]
    assert ref in section
    assert not [word for word in ("engineer", "Test agency2", "测试机构") if word in section]
    approver = sign_in(market.actor("approver"))
    assert "Answer an objection" in approver.page("/buyer/?lang=en")
    page = approver.page(f"/buyer/objections/{ref}?lang=en")
    assert "An &lt;i&gt;engineer&lt;/i&gt; has left." in page
    address = f"/buyer/objections/{ref}/answer"
    assert approver.post(address, data={"answer": ""}).status_code == 422
    assert approver.post(address, data={"answer": "The register shows her."}).status_code == 303
    assert "The register shows her." in client.page(f"/tenders/{tender}")
    assert approver.post(address, data={"answer": "Once more."}).status_code == 409


def test_nobody_signs_while_it_is_open_and_the_pages_say_why(market: Market, sign_in: SignIn) -> None:
    tender, award, ref = filed(market, sign_in)
    contract = cases.drawn_up(market, award)
    market.clock.at = market.get(Award, award).publicity_until
    winner = sign_in(market.actor("agency1"))
    page = winner.page(f"/supplier/contracts/{contract}?lang=en")
    assert f"Signing waits until the department has answered the objection {ref}." in page
    assert winner.post(f"/supplier/contracts/{contract}", data={"agrees": "y"}).status_code == 409
    assert "Until then it is not confirmed" in winner.page("/supplier/awards?lang=en")
    assert f"/buyer/objections/{ref}" in sign_in(market.actor("drafter")).page(f"/buyer/tenders/{tender}")


def test_upholding_asks_what_follows(market: Market, sign_in: SignIn, client: Browser) -> None:
    tender, award, ref = filed(market, sign_in)
    approver = sign_in(market.actor("approver"))
    address = f"/buyer/objections/{ref}/uphold"
    answer = approver.post(address, data={"answer": "She had left."})
    assert answer.status_code == 422
    assert "She had left." in answer.get_data(as_text=True)
    assert approver.post(address, data={"answer": "She had left.", "remedy": "repeat"}).status_code == 303
    page = client.page(f"/tenders/{tender}?lang=en")
    assert "The award was withdrawn: an objection was upheld" in page
    assert award in page


@pytest.mark.parametrize(("name", "status"), [("regulator", 200), ("operator", 403)])
def test_regulators_read_all_of_them(market: Market, sign_in: SignIn, name: str, status: int) -> None:
    _, _, ref = filed(market, sign_in)
    browser = sign_in(market.actor(name))
    assert (ref in browser.page("/regulator/objections", status)) is (status == 200)
    browser.page(f"/regulator/objections/{ref}", status)


def test_strangers_do_not_find_it(market: Market, sign_in: SignIn) -> None:
    _, _, ref = filed(market, sign_in)
    for name, path in (("agency1", "/supplier/objections/"), ("other_approver", "/buyer/objections/")):
        sign_in(market.actor(name)).page(f"{path}{ref}", 404)
    assert sign_in(market.actor("agency3")).post(f"/supplier/objections/{ref}/withdraw").status_code == 404


def test_the_form_says_when_there_is_nothing_to_object_to(market: Market, sign_in: SignIn) -> None:
    tender, award = market.awarded()
    assert "but not the one awarded" in sign_in(market.actor("agency1")).page(f"{FORM.format(tender)}?lang=en")
    market.clock.at = market.get(Award, award).publicity_until
    late = sign_in(market.actor("agency2"))
    assert "in the publicity period" in late.page(f"{FORM.format(tender)}?lang=en")
    answer = late.post(FORM.format(tender), data=TYPED)
    assert answer.status_code == 409
    assert "An &lt;i&gt;engineer" in answer.get_data(as_text=True)
