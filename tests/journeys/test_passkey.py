"""A passkey from its making to its removal, in Chromium with an authenticator in software, in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import offices
from tests.journeys.looks import WIDTHS, look
from tests.journeys.people import PASSWORD, Person
from tests.journeys.site import Site
from tests.journeys.words import Words

TELEPHONE = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
LIST = "/account/passkeys"


class Device:
    """The reader's telephone, which answers at once unless told to hesitate or not to know its owner."""

    def __init__(self, person: Person) -> None:
        self._wire = person.page.context.new_cdp_session(person.page)
        self._wire.send("WebAuthn.enable")
        self._number = self._wire.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})["authenticatorId"]

    def hesitates(self, *, enabled: bool) -> None:
        self._tell("setAutomaticPresenceSimulation", enabled=not enabled)

    def knows_its_owner(self, *, enabled: bool) -> None:
        self._tell("setUserVerified", isUserVerified=enabled)

    def holds(self) -> int:
        return len(self._tell("getCredentials")["credentials"])

    def _tell(self, what: str, **more: Any) -> Any:  # noqa: ANN401
        return self._wire.send(f"WebAuthn.{what}", {"authenticatorId": self._number, **more})


@pytest.fixture
def person(chromium: Browser, site: Site, words: Words) -> Iterator[Person]:
    """Somebody of an office; passkeys belong to a name, so they come by the name of this machine."""
    with Person.coming(chromium, site.url.replace("127.0.0.1", "localhost"), words) as came:
        yield came


def sign_out(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.locator('form[action="/sign-out"]').first.evaluate("form => form.submit()")


def is_signed_in(person: Person, email: str) -> None:
    expect(person.page.locator(".account__email")).to_have_text(email)


@pytest.mark.browser
def test_a_passkey_from_its_making_to_its_removal(site: Site, person: Person, words: Words) -> None:
    who = offices.found(site, words.language)["drafter"]
    widths, found = WIDTHS[words.language], []
    device = Device(person)
    person.sign_in(who.email, who.totp_secret)

    person.open(LIST)
    found += look(person.page, *widths)
    device.hesitates(enabled=True)
    person.write({"Name of the passkey": "Telephone 手机"})
    person.press("Continue")
    person.sees(words("Follow what your browser or your device asks."))
    found += look(person.page, *widths)
    device.hesitates(enabled=False)
    person.main.get_by_role("button", name=words("Make the passkey")).click()
    person.sees(words("The passkey “%(name)s” is added. It opens your account from now on.", name="Telephone 手机"))
    found += look(person.page, *widths)
    assert device.holds() == 1

    sign_out(person)
    person.open("/sign-in?next=/buyer/")
    found += look(person.page, *widths)
    device.knows_its_owner(enabled=False)
    person.press("Sign in with a passkey")
    person.sees(words("Nothing was chosen, or it took too long. Press the button to try again."))
    found += look(person.page, *widths)
    device.knows_its_owner(enabled=True)
    person.main.get_by_role("button", name=words("Use the passkey")).click()
    is_signed_in(person, who.email)
    assert person.at() == "/buyer/"

    sign_out(person)
    person.open("/sign-in")
    person.write({"E-mail address": who.email, "Password": PASSWORD})
    person.press("Sign in")
    found += look(person.page, *widths)
    person.press("Use a passkey instead")
    is_signed_in(person, who.email)

    person.open(LIST)
    person.follow_name(f"{words('Remove')} Telephone 手机")
    found += look(person.page, *widths)
    person.press("Remove the passkey")
    person.sees(words("You have no passkey yet."))
    sign_out(person)
    person.open("/sign-in")
    person.press("Sign in with a passkey")
    person.sees(words("Sign in with your password"))
    person.sees("It may have been removed." if words.language == "en" else "可能已被移除")
    found += look(person.page, *widths)
    assert not found, "\n".join(found)


@pytest.mark.browser
@pytest.mark.parametrize("words", ["en"], indirect=True)
def test_without_script_the_page_says_so(chromium: Browser, site: Site, words: Words) -> None:
    with Person.coming(chromium, site.url.replace("127.0.0.1", "localhost"), words, script=False) as person:
        person.open("/sign-in")
        person.press("Sign in with a passkey")
        person.sees("Passkeys need JavaScript", words("Sign in with your password"))
