"""A live instance set up from nothing: the commands of docs/first-run.md, then its people on the pages."""

import re
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser

from marketplace import reference
from marketplace.blueprints.web.labels import ROLES
from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.rules import LEGAL_FORMS, LegalForm
from marketplace.kernel.actor import Role
from tests.journeys import facts, steps
from tests.journeys.facts import Agency
from tests.journeys.first_run import Instance, free_port
from tests.journeys.people import Person
from tests.journeys.words import Words

DEPARTMENT = "新设水务局"
CODE = make_credit_code("11510100MB000031")
OFFICER = Agency("officer@example.gov", "钱伟", "", "", "", facts.CEILING, "")


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """Set up by the page's commands, once for both languages."""
    made = Instance(tmp_path_factory.mktemp("first-run") / "market", free_port())
    made.set_up()
    return made


@pytest.fixture
def instance(typed: Instance, tmp_path: Path) -> Iterator[Instance]:
    """A copy of it, running."""
    copy = replace(typed, folder=tmp_path / "market")
    shutil.copytree(typed.folder, copy.folder)
    with copy.served():
        yield copy


@pytest.mark.browser
def test_a_live_instance_set_up_from_nothing(instance: Instance, chromium: Browser, words: Words) -> None:
    assert tomllib.loads((instance.folder / "settings.toml").read_text())["mode"] == "live"
    with ExitStack() as leaving:
        operator, officer = (leaving.enter_context(Person.coming(chromium, instance.url, words)) for _ in range(2))
        operator.open(f"/?lang={words.language}")
        operator.sign_in("operator@example.gov", password=instance.password)
        set_up_second_factor(operator, "/admin/")
        operator.lacks(words("Demonstration"))
        import_catalogue(operator)
        set_up_department(operator)
        steps.create_account(officer, instance, OFFICER)  # type: ignore[arg-type]  # it works and mails like a site
        give_role(operator)
        set_up_second_factor(officer, "/buyer/")
        steps.import_budget(officer)
        operator.open("/admin/")
        operator.sees(words("No registration waits."))
    said = instance.flask("doctor")
    assert "FAULT" not in said
    assert "mode live" in said
    instance.flask("audit verify")


def set_up_second_factor(person: Person, room: str) -> None:
    """An office opens only with one: the room leads there by itself."""
    person.open(room)
    assert person.at().startswith("/account/second-factor")
    person.press("Start")
    key = re.sub("[^A-Z2-7]", "", person.main.locator("code.hash").inner_text())
    person.write({"Code from your app": pyotp.TOTP(key).now()})
    person.press("Set up")
    assert person.open(room) == 200
    assert person.at() == room


def import_catalogue(operator: Person) -> None:
    """The product's own table with one name changed, as a province would send it."""
    words = operator.words
    operator.open("/admin/catalogue")
    operator.follow("Import a table")
    table = reference.content("catalogue.csv").replace(facts.ITEM_EN.encode(), b"Our own name", 1)
    operator.attach("Table", "catalogue.csv", "text/csv", table)
    operator.press("Import")
    operator.sees(words("%(added)s items were added, %(changed)s changed.", added=0, changed=1))


def set_up_department(operator: Person) -> None:
    words = operator.words
    operator.open("/admin/organisations")
    operator.follow("Set one up")
    operator.write(
        {
            "Unified social credit code": CODE,
            "Full name": DEPARTMENT,
            "Legal representative": "周强",
            "Contact person": "吴敏",
            "Telephone": "028-86000003",
            "E-mail for the market's mails": "water@example.gov",
        }
    )
    operator.field(words("What kind of body it is")).select_option(label=words(LEGAL_FORMS[LegalForm.GOVERNMENT_BODY]))
    operator.field(words("Region of a department")).select_option("510100")
    operator.press("Set it up")
    operator.sees(words("The organisation is set up."))


def give_role(operator: Person) -> None:
    """Find the account that the officer made, and make them finance officer."""
    words = operator.words
    operator.open("/admin/accounts?q=officer")
    operator.follow_name(OFFICER.person)
    operator.follow("Give a role")
    operator.write({"Number or credit code of the organisation": CODE})
    operator.field(words("Role")).select_option(label=words(ROLES[Role.FINANCE_OFFICER]))
    operator.press("Give the role")
    operator.sees(words("The role is given."), DEPARTMENT)
