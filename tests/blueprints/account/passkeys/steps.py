"""What a person does with passkeys, step by step, through the pages."""

from html import unescape

from werkzeug.test import TestResponse

from tests.blueprints.account.passkeys.authenticator import Passkey, Question, question
from tests.blueprints.client import Browser

LIST = "/account/passkeys"
SIGN_IN = "/sign-in/passkey"
VERIFY = "/account/verify/passkey"
REFUSED = "This passkey does not open an account here."
AGAIN = "This step took too long or was answered already."


def ask(browser: Browser, path: str = SIGN_IN, **data: str) -> Question:
    """Press the button that asks for a passkey."""
    response = browser.post(path, data=data)
    assert response.status_code == 200, response.headers.get("Location")
    return question(response.get_data(as_text=True))


def send(browser: Browser, asked: Question, credential: str, **data: str) -> TestResponse:
    """Send an authenticator's answer where the page would."""
    return browser.post(asked.action, data={"credential": credential, **data})


def add(browser: Browser, passkey: Passkey | None = None, name: str = "Telephone") -> Passkey:
    """Give the account of `browser` a passkey."""
    passkey = passkey or Passkey()
    asked = ask(browser, LIST, name=name)
    response = send(browser, asked, passkey.make(asked.options))
    assert f"The passkey “{name}” is added." in unescape(after(browser, response))
    return passkey


def sign_in(browser: Browser, passkey: Passkey, **data: str) -> TestResponse:
    """Sign in with a passkey alone."""
    asked = ask(browser)
    return send(browser, asked, passkey.answer(asked.options), **data)


def after(browser: Browser, response: TestResponse) -> str:
    """The page an answer leads to."""
    assert response.status_code == 302, response.get_data(as_text=True)
    return browser.page(response.headers["Location"])


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/account/").status_code == 200
