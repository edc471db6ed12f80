"""Finding, exporting and comparing providers on a telephone without JavaScript; suggestions for those who have it."""

import csv
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.looks import OVERFLOW, PHONE
from tests.journeys.people import Person
from tests.journeys.test_looks import Demo, demo, loaded  # noqa: F401 - fixtures
from tests.journeys.words import Words

NEEDED = 3
WORD = "环评"


def _ticked(person: Person, name: str, value: int) -> str:
    """Tick the first choice of a filter that is in view; gives its value."""
    box = person.page.locator(f"#filters input[name={name}]").nth(value)
    box.check()
    return box.get_attribute("value") or ""


@pytest.mark.browser
def test_from_two_characters_to_an_export_and_a_comparison(chromium: Browser, demo: Demo, words: Words) -> None:  # noqa: F811
    with Person.coming(chromium, demo.url, words, script=False) as person:
        page = person.page
        page.set_viewport_size(PHONE)
        person.open("/providers")
        person.write({"Search providers": WORD})
        person.press("Search")
        expect(page.locator("mark").first).to_be_visible()
        page.get_by_role("button", name=words("Filters"), exact=True).click()
        item = _ticked(person, "item", 0)
        page.locator("#filters").get_by_role("button", name=words("Apply filters")).click()
        person.page.wait_for_url(re.compile(r"item="))
        page.get_by_role("button", name=words("Filters"), exact=True).click()
        region = page.locator("#filters input[name=region]").nth(1)
        region.check()
        page.locator("#filters").get_by_role("button", name=words("Apply filters")).click()
        person.page.wait_for_url(re.compile(r"region="))
        assert f"item={item}" in person.at()
        chips = page.locator(".chip")
        expect(chips).to_have_count(NEEDED)
        assert page.evaluate(OVERFLOW) <= 0
        narrowed = page.locator("table input[name=ids]").count()
        chips.last.click()
        assert "region=" not in person.at()
        boxes = page.locator("table input[name=ids]")
        assert boxes.count() >= max(narrowed, NEEDED)
        with page.expect_download() as begun:
            page.get_by_role("link", name="CSV", exact=True).click()
        exported = list(csv.reader(begun.value.path().read_text(encoding="utf-8-sig").splitlines()))
        first = page.locator("table tbody a").first.inner_text()
        assert any(first in cell for cell in exported[1])
        for at in range(NEEDED):
            boxes.nth(at).check()
        person.press("Compare those ticked")
        assert re.search(r"/providers/compare\?ids=\d+,\d+,\d+$", person.at())


@pytest.mark.browser
@pytest.mark.parametrize("words", ["en"], indirect=True)
def test_suggestions_by_the_keyboard(chromium: Browser, demo: Demo, words: Words) -> None:  # noqa: F811
    with Person.coming(chromium, demo.url, words) as person:
        person.open("/")
        box = person.page.get_by_role("combobox")
        box.press_sequentially("环")
        options = person.page.get_by_role("option")
        expect(options.first).to_be_visible()
        box.press("Escape")
        expect(options.first).to_be_hidden()
        box.press_sequentially("评")
        expect(options.first).to_be_visible()
        box.press("ArrowDown")
        expect(box).to_have_attribute("aria-activedescendant", "search-list-0")
        expect(options.first).to_have_attribute("aria-selected", "true")
        with person.page.expect_navigation():
            box.press("Enter")
        assert person.at().startswith("/providers/")
        person.open("/search?q=zzzqqq")
        person.sees(words("Nothing was found for “%(words)s”", words="zzzqqq"))
