"""Requirements, files, kept forms and copies, as a drafter meets them."""

import io
import re

from marketplace.domain.tenders import drafting, requirements
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.requirements import Kind, Requirement
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, words
from tests.blueprints.buyer.test_drafting import NEW, errors_at
from tests.blueprints.buyer.test_purchase import DRAFT, drafted
from tests.domain.market import ITEM, Market
from tests.files import PDF

ROWS = {
    "conditions-0-kind": "practitioners",
    "conditions-0-subject": "注册安全工程师",
    "conditions-0-number": "２",
    "conditions-0-justification": "Two sites at a time.",
    "conditions-2-kind": "certificate",
    "conditions-2-proof": "ck-08",
    "conditions-2-justification": "So that the contract names the right body.",
}
ENGINEERS = Requirement(Kind.PRACTITIONERS, "注册安全工程师", "Two sites at a time.", number=2)
BOAT = Requirement(Kind.OTHER, "A boat", "The samples are taken from the lake.")


def test_rows_become_requirements_and_the_page_counts_who_qualifies(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market, **ROWS)
    [first, second] = requirements.read(market.get(Tender, ref).conditions)
    assert first == ENGINEERS
    assert (second.kind, second.subject) == (Kind.PROOF, "ck-08")
    page = words(desk("drafter").page(f"/buyer/tenders/{ref}"))
    assert "Practitioners with the certificate “注册安全工程师”: at least 2" in page
    assert "Proof: Supplier business licence" in page
    assert "leaves 0 of 3 providers" in page
    form = form_in(desk("drafter").page(f"/buyer/tenders/{ref}/edit"))
    assert form["conditions-1-proof"] == "ck-08"


def test_a_requirement_without_a_reason_is_refused_at_its_field_and_kept(desk: Desk, market: Market) -> None:
    untouched = form_in(desk("drafter").page(NEW))
    typed = untouched | DRAFT | ROWS | {"budget_line": market.refs["line"], "conditions-2-justification": ""}
    answer = desk("drafter").post(NEW, data=typed | {"conditions-4-subject": "A boat"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert errors_at(page, "conditions-2-justification")
    assert errors_at(page, "conditions-4-kind")
    assert not errors_at(page, "conditions-0-justification")
    assert form_in(page)["conditions-0-subject"] == "注册安全工程师"
    assert form_in(page)["conditions-4-subject"] == "A boat"


def test_a_corrigendum_of_requirements_is_looked_at_and_published(desk: Desk, market: Market) -> None:
    ref = market.published(conditions=(ENGINEERS,))
    path = f"/buyer/tenders/{ref}/amend"
    typed = form_in(desk("approver").page(path)) | {"conditions-0-number": "1", "reason": "Two were too many."}
    page = desk("approver").post(path, data=typed).get_data(as_text=True)
    assert "at least <ins>1</ins> (Two sites at a time.)" in page
    answer = desk("approver").post(path, data=form_in(page) | {"publish": "yes"})
    assert answer.status_code == 303
    assert market.get(Tender, ref).conditions[0]["number"] == 1
    public = words(desk("drafter").page(f"/tenders/{ref}"))
    assert "at least 2 (Two sites at a time.) Practitioners" in public, "before and after side by side, with the reason"


def test_files_are_attached_shown_and_taken_out(desk: Desk, market: Market) -> None:
    ref = market.draft()
    path = f"/buyer/tenders/{ref}/files"
    answer = desk("drafter").post(path, data={"file": (io.BytesIO(PDF), "平面图.pdf")})
    assert answer.status_code == 303
    page = desk("drafter").page(path)
    [document] = re.findall(r'href="/documents/(D-\w+)"', page)
    assert "平面图.pdf" in page
    for other in ("other_drafter", "agency1"):
        assert desk(other).get(f"/documents/{document}").status_code == 404
    assert desk("other_drafter").get(path).status_code == 404
    assert desk("approver").get(f"/documents/{document}").data == PDF
    refused = desk("drafter").post(path, data={"file": (io.BytesIO(b"MZ"), "a.exe")})
    assert refused.status_code == 422
    assert desk("drafter").post(f"{path}/{document}/remove").status_code == 303
    assert "平面图.pdf" not in desk("drafter").page(path)


def test_what_is_typed_is_kept_comes_back_and_is_gone_once_saved(desk: Desk, market: Market) -> None:
    half = {"title": "Half a ti", "service_days": "soon", "conditions-0-subject": "A boat", "typed": "0"}
    answer = desk("drafter").post(f"{NEW}/keep", data=half)
    assert answer.json is not None
    assert re.fullmatch(r"Saved at \d\d:\d\d", answer.json["said"])
    assert answer.json["fields"] == {"typed": "1"}
    stale = desk("drafter").post(f"{NEW}/keep", data=half | {"title": "Stale"})
    assert stale.status_code == 409
    page = desk("drafter").page(NEW)
    assert "It is not in the draft yet" in page
    back = form_in(page)
    assert (back["title"], back["service_days"], back["typed"]) == ("Half a ti", "soon", "1")
    assert form_in(desk("other_drafter").page(NEW))["title"] == "", "it is nobody else's"
    answer = desk("drafter").post(NEW, data=back | DRAFT | {"budget_line": market.refs["line"]})
    assert answer.status_code == 422, "the boat still lacks its kind and its reason"
    drafted(desk, market, **{"conditions-0-subject": "", "service_days": "20"})
    assert "It is not in the draft yet" not in desk("drafter").page(NEW)


def test_what_is_typed_over_a_draft_changes_no_draft_until_it_is_saved(desk: Desk, market: Market) -> None:
    ref = market.draft()
    path = f"/buyer/tenders/{ref}/edit"
    typed = form_in(desk("drafter").page(path)) | {"title": "Typed"}
    assert desk("drafter").post(f"/buyer/tenders/{ref}/keep", data=typed).status_code == 200
    assert market.get(Tender, ref).title == "Technical assessment"
    assert "not in this draft yet" in desk("drafter").page(f"/buyer/tenders/{ref}")
    assert desk("other_drafter").post(f"/buyer/tenders/{ref}/keep", data=typed).status_code == 404
    back = form_in(desk("drafter").page(path))
    assert back["title"] == "Typed"
    assert desk("drafter").post(f"/buyer/tenders/{ref}/forget").status_code == 303
    assert form_in(desk("drafter").page(path))["title"] == "Technical assessment"
    with market.house.reading() as session:
        assert drafting.sketch(session, market.actor("drafter"), ref) is None


def test_an_earlier_tender_is_copied_without_dates_and_number(desk: Desk, market: Market) -> None:
    ref = market.published(title="Pattern", conditions=(BOAT,))
    address = f"/buyer/tenders/new/{ITEM}?pattern={ref}"
    assert address in desk("drafter").page(f"/buyer/tenders/{ref}")
    form = form_in(desk("drafter").page(address))
    assert (form["title"], form["conditions-0-subject"], form["budget_line"]) == (
        "Pattern",
        "A boat",
        market.refs["line"],
    )
    assert "version" not in form
    assert desk("other_drafter").get(address).status_code == 404
    market.clock.advance(days=400)
    assert form_in(desk("drafter").page(address)).get("budget_line", "") == "", "a line of another year is not copied"


def test_a_copy_does_not_push_an_unfinished_draft_aside_unless_the_drafter_says_so(desk: Desk, market: Market) -> None:
    ref = market.published(title="Pattern")
    copy = f"{NEW}?pattern={ref}"
    typed = form_in(desk("drafter").page(NEW)) | {"title": "Half a ti"}
    assert desk("drafter").post(f"{NEW}/keep", data=typed).status_code == 200
    page = desk("drafter").page(copy)
    assert form_in(page)["title"] == "Half a ti"
    assert f"replace it by the copy of {ref}" in page
    answer = desk("drafter").post(f"{NEW}/forget", data={"pattern": ref})
    assert answer.headers["Location"] == copy
    assert form_in(desk("drafter").page(copy))["title"] == "Pattern"
    foreign = {"pattern": ref}
    assert desk("other_drafter").post(f"{NEW}/forget", data=foreign, follow_redirects=True).status_code == 404
