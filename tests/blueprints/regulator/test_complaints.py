"""A complaint through all its rooms, and what each reader must not see of it."""

import io
import re

import pytest
from flask.testing import FlaskClient

from marketplace.domain.complaints import rules
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.organisations.models import Organisation
from tests.blueprints.client import Browser
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage
from tests.domain.market import Market
from tests.files import PDF

SECRETS = ("canary-facts", "canary-reasons", "赵canary", "13987654321", "canary@example.net", "canary-evidence")


def answers(stage: Stage, **changes: object) -> dict[str, object]:
    return {
        "kind": "clause",
        "tender": stage.refs["open"].lower(),
        "clause": "A branch in the city is needed.",
        "articles": ["AML-42", "O16-6"],
        "facts": "canary-facts: a branch is asked for.",
        "reasons": "canary-reasons: others stay out.",
        "reported_elsewhere": "no",
        "anonymity": "confidential",
        "contact_name": "赵canary",
        "contact_phone": "13987654321",
        "contact_email": "canary@example.net",
        "file": [(io.BytesIO(PDF), "canary-evidence.pdf")],
    } | changes


def send(browser: FlaskClient, stage: Stage, status: int = 200, **changes: object) -> str:
    answer = browser.post("/complaints/new", data=answers(stage, **changes), content_type="multipart/form-data")
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.get_data(as_text=True))


def filed(browser: FlaskClient, stage: Stage, **changes: object) -> dict[str, str]:
    page = send(browser, stage, **changes)
    ref, code = (re.search(rf'id="complaint-{name}">([^<]+)<', page) for name in ("number", "code"))
    assert ref
    assert code
    return {"ref": ref[1], "code": code[1]}


def decided(client: Browser, enter: Enter, stage: Stage) -> tuple[dict[str, str], str]:
    key = filed(client, stage)
    case = f"/regulator/complaints/{key['ref']}"
    officer = enter("regulator")
    officer.post(f"{case}/take")
    officer.post(f"{case}/statement", data={"text": "Why is a branch needed?"})
    enter("approver").post(f"/buyer/complaints/{key['ref']}", data={"text": "It is not."})
    finding = {
        "outcome": "founded",
        "facts": "The branch was asked for, as 赵canary says.",
        "reasoning": "It keeps others out.",
        "articles": ["AML-42"],
        "measures": "Take it out.",
    }
    assert officer.post(f"{case}/decide", data=finding).status_code == 303
    return key, case


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_the_complaint_to_the_published_decision(
    client: Browser, enter: Enter, stage: Stage, market: Market, language: str
) -> None:
    client.page(f"/complaints/new?kind=clause&tender={stage.refs['open']}&lang={language}")
    key = filed(client, stage)
    case = f"/regulator/complaints/{key['ref']}"
    officer = enter("regulator")
    officer.page(f"/regulator/complaints?lang={language}")
    page = officer.page(case)
    for secret in SECRETS:
        assert secret in page
    [evidence] = re.findall(rf"{case}/files/D-\w+", page)
    assert officer.get(evidence).data == PDF
    assert officer.get(evidence).headers["Content-Disposition"].startswith("attachment")

    officer.page(f"{case}/supplement")
    assert officer.post(f"{case}/supplement", data={"text": "Which page?"}).status_code == 303
    seen = client.post("/complaints/track", data=key).get_data(as_text=True)
    assert "Which page?" in seen
    added = client.post(
        "/complaints/track/supplement",
        data=key | {"text": "Page 3.", "file": [(io.BytesIO(PDF), "more.pdf")]},
        content_type="multipart/form-data",
    )
    assert added.status_code == 200
    assert "Page 3." in added.get_data(as_text=True)
    assert officer.post(f"{case}/take").status_code == 303
    officer.page(f"{case}/statement")
    officer.post(f"{case}/statement", data={"text": "Why is a branch needed?"})

    department = enter("approver")
    assert f"/buyer/complaints/{key['ref']}" in department.page("/buyer/"), "it waits among the tasks"
    assert key["ref"] in department.page(f"/buyer/complaints?lang={language}")
    page = department.page(f"/buyer/complaints/{key['ref']}")
    assert "Why is a branch needed?" in page
    answer = {"text": "It is not.", "file": [(io.BytesIO(PDF), "notice.pdf")]}
    assert (
        department.post(f"/buyer/complaints/{key['ref']}", data=answer, content_type="multipart/form-data").status_code
        == 303
    )
    page = department.page(f"/buyer/complaints/{key['ref']}")
    [own] = re.findall(r"/buyer/complaints/[\w-]+/files/D-\w+", page)
    assert department.get(own).data == PDF
    assert department.get(f"/buyer/complaints/{key['ref']}/files/{evidence.rsplit('/', 1)[1]}").status_code == 404

    officer.page(f"{case}/decide")
    assert officer.post(f"{case}/decide", data={"outcome": "founded"}).status_code == 422
    finding = {
        "outcome": "founded",
        "facts": "The branch was asked for, as 赵canary says.",
        "reasoning": "It keeps others out.",
        "articles": ["AML-42"],
        "measures": "Take it out.",
    }
    assert officer.post(f"{case}/decide", data=finding).status_code == 303
    for path in ("/complaints", f"/tenders/{stage.refs['open']}"):
        assert key["ref"] not in client.page(path)
    assert client.get(f"/complaints/{key['ref']}").status_code == 404
    assert "赵canary" not in department.page(f"/buyer/complaints/{key['ref']}")
    officer.page(f"{case}/withhold")
    officer.post(f"{case}/withhold", data={"text": "Wait."})
    assert "赵canary" not in officer.page(f"{case}/publish")
    assert officer.post(f"{case}/publish").status_code == 303
    officer.page(case)
    for path in ("/complaints", f"/complaints/{key['ref']}", f"/tenders/{stage.refs['open']}"):
        page = client.page(f"{path}?lang={language}")
        assert key["ref"] in page
        for secret in SECRETS:
            assert secret not in page
    assert client.post("/complaints/track", data=key).status_code == 200


def test_the_respondent_meets_no_word_of_the_filer(client: Browser, enter: Enter, stage: Stage) -> None:
    key, _case = decided(client, enter, stage)
    department = enter("approver")
    pages = department.page("/buyer/complaints") + department.page(f"/buyer/complaints/{key['ref']}")
    for secret in (*SECRETS, key["code"]):
        assert secret not in pages
    for name, path in (
        ("approver", f"/regulator/complaints/{key['ref']}"),
        ("operator", f"/regulator/complaints/{key['ref']}"),
        ("agency1", f"/regulator/complaints/{key['ref']}"),
    ):
        assert enter(name).get(path).status_code == 403
    assert enter("other_approver").get(f"/buyer/complaints/{key['ref']}").status_code == 404
    assert enter("drafter").post(f"/buyer/complaints/{key['ref']}", data={"text": "x"}).status_code in {403, 409}


def test_an_agency_is_heard_in_its_own_room(client: Browser, enter: Enter, stage: Stage, market: Market) -> None:
    code = market.get(Organisation, market.refs["agency1"]).credit_code
    key = filed(client, stage, kind="agency", agency=code)
    case = f"/regulator/complaints/{key['ref']}"
    agency, officer = enter("agency1"), enter("regulator")
    assert key["ref"] not in agency.page("/supplier/complaints")
    officer.post(f"{case}/take")
    officer.post(f"{case}/statement", data={"text": "Did you agree on prices?"})
    assert key["ref"] in agency.page("/supplier/complaints")
    page = agency.page(f"/supplier/complaints/{key['ref']}")
    assert "Did you agree on prices?" in page
    assert not [secret for secret in SECRETS if secret in page]
    bad = {"text": "x", "file": [(io.BytesIO(b"MZ"), "a.exe")]}
    assert (
        agency.post(f"/supplier/complaints/{key['ref']}", data=bad, content_type="multipart/form-data").status_code
        == 422
    )
    answer = {"text": "No.", "file": [(io.BytesIO(PDF), "no.pdf")]}
    agency.post(f"/supplier/complaints/{key['ref']}", data=answer, content_type="multipart/form-data")
    [own] = re.findall(r"/supplier/complaints/[\w-]+/files/D-\w+", agency.page(f"/supplier/complaints/{key['ref']}"))
    assert agency.get(own).data == PDF
    assert enter("agency2").get(f"/supplier/complaints/{key['ref']}").status_code == 404


def test_number_and_code_belong_together_and_guesses_are_limited(client: Browser, stage: Stage) -> None:
    key = filed(client, stage)
    assert client.page("/complaints/track")
    assert client.get("/complaints/track/withdraw").status_code == 303
    for number in range(rules.CODE_FROM_ADDRESS.count):
        path = ("/complaints/track", "/complaints/track/supplement", "/complaints/track/withdraw")[number % 3]
        answer = client.post(path, data={"ref": key["ref"], "code": "WRONG"})
        assert answer.status_code == 422
        assert "canary" not in answer.get_data(as_text=True)
    shut = client.post("/complaints/track", data=key)
    assert shut.status_code == 422
    assert "canary-facts" not in shut.get_data(as_text=True)
    elsewhere = client.post("/complaints/track", data=key, environ_base={"REMOTE_ADDR": "198.51.100.9"})
    assert "canary-facts" in elsewhere.get_data(as_text=True)
    assert elsewhere.headers["Cache-Control"] == "no-store"


def test_the_filer_withdraws(client: Browser, stage: Stage, market: Market) -> None:
    key = filed(client, stage)
    assert client.post("/complaints/track/withdraw", data=key).status_code == 200
    assert market.get(Complaint, key["ref"]).state == "withdrawn"
    assert client.post("/complaints/track/withdraw", data=key).status_code == 409
    assert client.post("/complaints/track/supplement", data=key | {"text": "x"}).status_code == 409


def test_who_is_signed_in_files_as_nobody(enter: Enter, stage: Stage, market: Market) -> None:
    filed(enter("agency1"), stage, anonymity="anonymous")
    with market.house.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT user_id, request_id FROM journal WHERE object_type = 'Complaint'"
        )
        assert set(rows) == {(None, None)}


def test_a_form_needs_its_token_and_everything_typed_stays(client: Browser, stage: Stage) -> None:
    assert client.post("/complaints/new", data=answers(stage, file=[]), csrf=False).status_code == 400
    page = send(client, stage, 422, articles=[], file=[])
    assert "canary-facts" in page
    for changes in ({"kind": "x"}, {"kind": ""}, {"anonymity": ""}, {"articles": ["x"]}, {"department": "O-X"}):
        send(client, stage, 422, file=[], **changes)
    send(client, stage, 422, file=[(io.BytesIO(PDF), f"{number}.pdf") for number in range(4)])
    send(client, stage, 422, file=[(io.BytesIO(b"MZ"), "a.exe")])


def test_complaints_from_one_address_are_limited(client: Browser, stage: Stage) -> None:
    for _ in range(rules.FILING.count):
        filed(client, stage)
    send(client, stage, 422)
    answer = client.post(
        "/complaints/new",
        data=answers(stage),
        content_type="multipart/form-data",
        environ_base={"REMOTE_ADDR": "198.51.100.9"},
    )
    assert answer.status_code == 200


def test_odd_addresses(client: Browser, enter: Enter) -> None:
    for path, status in (
        ("/complaints/new?kind=nonsense", 400),
        ("/complaints/new?tender=%00", 400),
        ("/complaints/J-22222222", 404),
        ("/complaints?page=x", 400),
        ("/complaints?page=9", 200),
        ("/regulator/complaints/J-22222222", 403),
    ):
        browser = enter("agency1") if path.startswith("/regulator") else client
        assert browser.get(path).status_code == status, path
    officer = enter("regulator")
    for path, status in (
        ("/regulator/complaints/J-22222222", 404),
        ("/regulator/complaints/J-22222222/decide", 404),
        ("/regulator/complaints/J-22222222/nonsense", 404),
        ("/regulator/complaints?status=decided", 200),
        ("/regulator/complaints?status=x", 400),
    ):
        assert officer.get(path).status_code == status, path


def test_a_colleague_takes_over_before_deciding(client: Browser, enter: Enter, stage: Stage) -> None:
    key = filed(client, stage)
    officer = enter("regulator")
    for step in ("decide", "publish", "statement"):
        assert officer.get(f"/regulator/complaints/{key['ref']}/{step}").status_code == 403
    officer.post(f"/regulator/complaints/{key['ref']}/take")
    assert officer.get(f"/regulator/complaints/{key['ref']}/publish").status_code == 409
    for step in ("not-accept", "transfer"):
        officer.page(f"/regulator/complaints/{key['ref']}/{step}")
    officer.post(f"/regulator/complaints/{key['ref']}/transfer", data={"text": "The province."})
    assert "The province." in client.post("/complaints/track", data=key).get_data(as_text=True)
