"""Every page of the operator's room, in both languages, for operators with a second factor and nobody else."""

import pytest

from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage

PAGES = (
    "/admin/",
    "/admin/registrations",
    "/admin/registrations/{waiting}",
    "/admin/registrations/{returned}",
    "/admin/organisations",
    "/admin/organisations?kind=department&q=Test",
    "/admin/organisations/new",
    "/admin/organisations/import",
    "/admin/organisations/{department}",
    "/admin/organisations/{agency1}",
    "/admin/accounts",
    "/admin/accounts?q=example",
    "/admin/accounts/1",
    "/admin/accounts/1/grant",
    "/admin/accounts/1/lock",
    "/admin/accounts/1/end_sessions",
    "/admin/accounts/1/reset_second_factor",
    "/admin/regions",
    "/admin/regions?q=510&page=2",
    "/admin/regions/import",
    "/admin/settings",
    "/admin/jobs/{dead_job}/drop",
    "/admin/catalogue",
    "/admin/catalogue?status=cancelled&q=a",
    "/admin/catalogue/import",
    "/admin/calendar",
    "/admin/calendar/2027",
    "/admin/calendar/import",
    "/admin/jobs",
    "/admin/journal",
    "/admin/journal?action=bid%3Asubmit",
    "/admin/journal/verify",
)
ACTS = (
    "/admin/registrations/{waiting}",
    "/admin/registrations/{waiting}/pass",
    "/admin/organisations/new",
    "/admin/organisations/import",
    "/admin/organisations/{agency1}",
    "/admin/organisations/{agency1}/remove-member",
    "/admin/accounts/1/grant",
    "/admin/accounts/1/lock",
    "/admin/accounts/1/unlock",
    "/admin/regions/import",
    "/admin/jobs/1/drop",
    "/admin/catalogue/import",
    "/admin/calendar/2026",
    "/admin/calendar/import",
    "/admin/jobs/1/retry",
)


def address(path: str, stage: Stage) -> str:
    return path.format(**stage.market_refs, **stage.refs)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_an_operator_opens_every_page(enter: Enter, stage: Stage, path: str, language: str) -> None:
    separator = "&" if "?" in path else "?"
    enter("operator").page(f"{address(path, stage)}{separator}lang={language}")


@pytest.mark.parametrize("person", ["agency1", "drafter", "approver", "officer1", "regulator", "nobody"])
def test_others_are_turned_away(enter: Enter, stage: Stage, person: str) -> None:
    browser = enter(person)
    for path in PAGES:
        assert browser.get(address(path, stage)).status_code == 403, path
    for path in ACTS:
        assert browser.post(address(path, stage)).status_code == 403, path


def test_without_a_second_factor_an_operator_is_led_to_set_it_up(enter: Enter) -> None:
    response = enter("operator", second_factor=False).get("/admin/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/second-factor")


@pytest.mark.parametrize(
    "path",
    [
        "/admin/organisations?kind=x",
        "/admin/organisations?page=x",
        "/admin/journal?before=x",
        "/admin/catalogue?status=x",
    ],
)
def test_bad_values_in_an_address_are_said(enter: Enter, path: str) -> None:
    assert enter("operator").get(path).status_code == 400


@pytest.mark.parametrize(
    "path", ["/admin/registrations/O-NOTHERE", "/admin/organisations/O-NOTHERE", "/admin/calendar/1900"]
)
def test_what_is_not_there_is_not_found(enter: Enter, path: str) -> None:
    assert enter("operator").get(path).status_code == 404
