"""The operator's figures of the legal regimes."""

import io

from marketplace.domain.regimes.operations import COLUMNS
from tests.blueprints.buyer.pages import form_in
from tests.blueprints.rooms import Enter

HEADER = ",".join(COLUMNS)


def sent(*lines: str) -> dict[str, object]:
    return {"file": (io.BytesIO("\n".join((HEADER, *lines)).encode()), "figures.csv")}


def test_defaults_stand_until_an_operator_enters_figures(enter: Enter) -> None:
    browser = enter("operator")
    page = browser.page("/admin/regimes")
    assert page.count("The platform&#39;s default") + page.count("The platform's default") == 5
    answer = browser.post("/admin/regimes/import", data=sent("510000,2026,gov_procurement,800000,,200000,5,5,0,0,川采"))
    assert answer.status_code == 303
    assert "¥800,000.00" in browser.page("/admin/regimes?region=510104")
    assert "川采" in browser.page("/admin/regimes"), "every entry stays listed"
    assert browser.get("/admin/regimes?region=999999").status_code == 404


def test_a_bad_line_is_named_and_nothing_is_entered(enter: Enter) -> None:
    browser = enter("operator")
    bad = sent("510000,2026,gov_procurement,,,200000,5,5,0,0,川采", ",2026,private,,,200000,3,5,3,10,民法典")
    answer = browser.post("/admin/regimes/import", data=bad)
    assert answer.status_code == 422
    assert "This regime needs the sum from which it holds" in answer.get_data(as_text=True)
    assert "All entries" not in browser.page("/admin/regimes")


def test_figures_are_entered_in_a_form_that_begins_with_those_in_force(enter: Enter) -> None:
    browser = enter("operator")
    path = "/admin/regimes/enter?region=510000&regime=gov_procurement"
    assert path.replace("&", "&amp;") in browser.page("/admin/regimes?region=510000")
    form = form_in(browser.page(path))
    assert (form["region_code"], form["regime"], form["threshold"]) == ("510000", "gov_procurement", "1000000.00")
    answer = browser.post(path, data=form | {"threshold": "", "citation": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#citation"' in page
    assert browser.post(path, data=form | {"threshold": "x", "regime": "barter"}).status_code == 422
    answer = browser.post(path, data=form | {"threshold": "800000", "citation": "川采"})
    assert answer.status_code == 303
    page = browser.page("/admin/regimes?region=510104")
    assert "¥800,000.00" in page
    assert "川采" in page
    assert browser.get("/admin/regimes/enter?region=999999").status_code == 404
    assert browser.get("/admin/regimes/enter?regime=barter").status_code == 400
