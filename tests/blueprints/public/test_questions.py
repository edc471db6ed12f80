"""A question from the provider's page to everybody's, without a name on the way."""

import re
from datetime import timedelta

from marketplace.domain.organisations.models import Organisation
from marketplace.jobs import deadlines
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.domain.market import Market
from tests.domain.questions import cases

ASK = "/supplier/tenders/{}/questions"


def test_asked_answered_and_published(market: Market, sign_in: SignIn, client: Browser) -> None:
    ref = market.published()
    asker = sign_in(market.actor("agency1"))
    assert "Ask a question" in client.page(f"/tenders/{ref}?lang=en")
    assert asker.post(ASK.format(ref), data={"text": "Are <b>visits</b> included?"}).status_code == 303
    assert "Asked by your agency" in asker.page(f"{ASK.format(ref)}?lang=en")
    assert "Asked by your agency" in asker.page(f"/tenders/{ref}?lang=en")
    public = client.page(f"/tenders/{ref}?lang=en")
    assert "Are &lt;b&gt;visits&lt;/b&gt; included?" in public
    assert "Not answered yet" in public
    clerk = sign_in(market.actor("drafter"))
    assert "Answer a question about the notice" in clerk.page("/buyer/?lang=en")
    page = clerk.page(f"/buyer/tenders/{ref}/questions?lang=en")
    question = re.search(r"/buyer/questions/(E-\w+)/answer", page)
    assert question
    address = f"/buyer/questions/{question[1]}/answer"
    assert clerk.post(address, data={"answer": " "}).status_code == 422
    assert clerk.post(address, data={"answer": "Yes, two."}).status_code == 303
    assert "Yes, two." in client.page(f"/tenders/{ref}")
    assert clerk.post(address, data={"answer": "Three."}).status_code == 409


def test_no_page_of_anybody_else_names_the_asker(market: Market, sign_in: SignIn, client: Browser) -> None:
    ref = market.published()
    question = cases.asked(market, ref)
    names = (market.get(Organisation, market.refs["agency1"]).name, "Test agency1", market.refs["agency1"])
    for name, paths in {
        "agency2": (f"/tenders/{ref}", ASK.format(ref)),
        "drafter": (f"/tenders/{ref}", f"/buyer/tenders/{ref}", f"/buyer/tenders/{ref}/questions"),
        "approver": (f"/buyer/questions/{question}/answer", f"/buyer/questions/{question}/refuse"),
        "regulator": (
            f"/regulator/tenders/{ref}",
            *(f"/regulator/journal?ref={each}" for each in (question, ref)),
        ),
    }.items():
        browser = sign_in(market.actor(name))
        for path in paths:
            page = browser.page(path)
            assert not [word for word in names if word in page], path
    assert not [word for word in names if word in client.page(f"/tenders/{ref}")]


def test_typed_text_is_kept_and_the_error_stands_at_the_field(market: Market, sign_in: SignIn) -> None:
    ref = market.published()
    asker = sign_in(market.actor("agency1"))
    answer = asker.post(f"{ASK.format(ref)}?lang=en", data={"text": "Here Test agency1: why?"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Here Test agency1: why?" in page
    assert 'id="text-error"' in page
    market.clock.at = market.deadline(ref) - timedelta(hours=23)
    late = sign_in(market.actor("agency1"))
    assert late.post(ASK.format(ref), data={"text": "Too late?"}).status_code == 409
    assert "No more questions are taken" in late.page(f"{ASK.format(ref)}?lang=en")


def test_everybody_reads_that_the_deadline_waits_for_an_answer(market: Market, client: Browser) -> None:
    ref = market.published()
    question = cases.asked(market, ref)
    market.clock.at = market.deadline(ref)
    deadlines.close_tenders(market.house)
    page = client.page(f"/tenders/{ref}?lang=en")
    assert page.count(f"The department has not answered the question {question}.") == 2, (
        "in the story, with the changes"
    )
    assert market.deadline(ref).isoformat() in page
