"""Somebody in front of a browser: finds what to fill and to press by the words a reader sees."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Locator, Page, StorageState, ViewportSize, expect

from tests.journeys.codes import unused_code
from tests.journeys.words import Words

PASSWORD = "quiet river under nine bridges"
ACCEPTED = {"en": "en-GB", "zh": "zh-CN"}
PATIENCE_MS = 10_000
DESK: ViewportSize = {"width": 1280, "height": 900}


@dataclass
class Person:
    """One browser context and the language of its reader."""

    page: Page
    words: Words
    complaints: list[str] = field(default_factory=list)
    """What the browser's console said: errors of scripts, resources and the content security policy."""

    @classmethod
    @contextmanager
    def coming(
        cls, chromium: Browser, url: str, words: Words, *, script: bool = True, state: StorageState | None = None
    ) -> Iterator["Person"]:
        """Somebody with a browser that is empty or holds the cookies of `state`; leaves without complaints."""
        context = chromium.new_context(
            base_url=url,
            locale=ACCEPTED[words.language],
            viewport=DESK,
            java_script_enabled=script,
            storage_state=state,
        )
        context.set_default_timeout(PATIENCE_MS)
        person = cls(context.new_page(), words)
        person.page.on("console", person.hear)
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        person.page.on("dialog", lambda dialog: dialog.accept())
        yield person
        context.close()
        assert not person.complaints

    def hear(self, message: ConsoleMessage) -> None:
        """Keep errors; that a page was refused to this reader is for the test to see, not an error."""
        is_refusal = "Failed to load resource" in message.text and "/static/" not in message.location["url"]
        if message.type == "error" and not is_refusal:
            self.complaints.append(message.text)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def open(self, path: str) -> int:
        """Go to an address; gives the status of the answer."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def at(self) -> str:
        """The path of the page."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def sees(self, *texts: str) -> None:
        """Each text stands in the page's main part, in view."""
        for text in texts:
            expect(self.main.get_by_text(text).locator("visible=true").first).to_be_visible(timeout=PATIENCE_MS)

    def lacks(self, *texts: str) -> None:
        """None of the texts stands anywhere in the page, hidden or not."""
        source = self.page.content()
        for text in texts:
            assert text not in source, f"{text} stands on {self.at()}"

    def field(self, label: str, within: Locator | None = None) -> Locator:
        return (within or self.main).get_by_label(label, exact=True)

    def group(self, legend: str) -> Locator:
        """A group of fields by its legend."""
        return self.main.get_by_role("group", name=legend)

    def write(self, answers: Mapping[str, str]) -> None:
        """Fill fields; each is named by its label in English."""
        for label, answer in answers.items():
            self.field(self.words(label)).fill(answer)

    def attach(self, label: str, name: str, kind: str, content: bytes) -> None:
        """Choose a file; the field is named by its label in English."""
        file: FilePayload = {"name": name, "mimeType": kind, "buffer": content}
        self.field(self.words(label)).set_input_files(file)

    def press(self, label: str) -> None:
        """Press the button of this English label, which sends a form."""
        with self.page.expect_navigation():
            self._buttons(label).first.click()

    def offers(self, label: str) -> bool:
        """Whether the page has such a button."""
        return self._buttons(label).count() > 0

    def follow(self, label: str) -> None:
        """Follow the first link of this English label; a link may look like a button."""
        self.follow_name(self.words(label))

    def follow_name(self, name: str) -> None:
        """Follow the first link of this visible text."""
        link = self.main.locator("a").filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
        with self.page.expect_navigation():
            link.first.click()

    def send(self, answers: Mapping[str, str]) -> int:
        """Send a form that the page does not offer to its address; gives the status of the answer."""
        token = self.page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
        return self.page.request.post(self.at(), form={"csrf_token": token, **answers}).status

    def sign_in(self, email: str, totp_secret: str | None = None, password: str = PASSWORD) -> None:
        """Through the form, with an app's code where a second factor is set up."""
        self.open("/sign-in")
        self.write({"E-mail address": email, "Password": password})
        self.press("Sign in")
        if totp_secret is not None:
            self.write({"Code from your app": unused_code(totp_secret)})
            self.press("Continue")
        expect(self.page.locator(".account__email")).to_have_text(email)

    def _buttons(self, label: str) -> Locator:
        """By text; what only a screen reader is told may follow it."""
        text = re.escape(self.words(label))
        return self.main.get_by_role("button", name=re.compile(rf"^{text}(\s|$)"))
