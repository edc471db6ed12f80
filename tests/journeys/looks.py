"""What every page must be, whatever it shows: within the window, accessible, one heading, quiet on the console."""

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Page, ViewportSize
from werkzeug.exceptions import HTTPException

from tests.journeys.people import DESK

PHONE: ViewportSize = {"width": 375, "height": 812}
WIDTHS = {"en": (DESK, PHONE), "zh": (PHONE, DESK)}
"""Axe, which is slow, looks at the second: each language once, each width once."""

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "() => [...document.querySelectorAll('a[href^=\"/\"]')].map(a => a.getAttribute('href'))"
FOCUSED = "() => document.activeElement.outerHTML.slice(0, 120)"

_axe = Axe()


def look(page: Page, *widths: ViewportSize) -> list[str]:
    """What is wrong with the page that is open at any of the widths; axe looks at the last."""
    where = page.url.split("/", 3)[-1]
    found = []
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"{where}: {headings} main headings")
    for width in widths:
        page.set_viewport_size(width)
        beyond = page.evaluate(OVERFLOW)
        if beyond > 0:
            found.append(f"{where}: {beyond} px beyond the edge at {width['width']}")
    for violation in _axe.run(page).response["violations"]:
        targets = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
        found.append(f"{where}: {violation['id']} ({violation['impact']}): {targets[:3]}")
    return found


def keyboard_faults(page: Page, stops: int) -> list[str]:
    """Go through a page by Tab: first the skip link, which leads to the main part; then each stop shows its focus."""
    found = []
    page.keyboard.press("Tab")
    skip = page.locator(".govuk-skip-link")
    if not skip.evaluate("link => link === document.activeElement && link.getBoundingClientRect().width > 1"):
        found.append("the first stop is not a visible skip link")
    for _ in range(stops):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break  # the page has no more stops
        element, focused = page.evaluate(FOCUSED), page.screenshot()
        page.evaluate("document.activeElement.blur()")
        if page.screenshot() == focused:
            found.append(f"the focus does not show on {element}")
    skip.focus()
    page.keyboard.press("Enter")
    if page.evaluate("document.activeElement.id") != "main":
        found.append("the skip link does not lead to the main part")
    return found


class Tour:
    """Goes through a room: opens pages and then whatever they link to there, one page of each kind.

    Files are not pages: a link whose last part has an ending is left alone.
    """

    def __init__(self, app: Flask, prefix: str, apart: tuple[str, ...] = ()) -> None:
        self._rules = app.url_map.bind("127.0.0.1")
        self._prefix = prefix
        self._apart = apart
        self._looked_at: set[str] = set()

    def through(self, page: Page, starts: list[str]) -> Iterator[str]:
        """Yields the path of each page when it is open, unless a person before has looked at one of its kind."""
        looked_at = {*self._looked_at}
        waiting = list(starts)
        opened = {self._kind(path) for path in starts}
        while waiting:
            path = waiting.pop(0)
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, f"{path}: {answer.status}"
            kind = self._kind(path)
            if kind not in looked_at:
                self._looked_at.add(kind)
                yield path
            for link in page.evaluate(LINKS):
                bare = link.partition("#")[0].partition("?")[0]
                if self._is_page_here(bare) and (kind := self._kind(bare)) and kind not in opened:
                    opened.add(kind)
                    waiting.append(bare)

    def _is_page_here(self, path: str) -> bool:
        is_file = "." in path.rpartition("/")[2]
        return path.startswith(self._prefix) and not path.startswith(self._apart) and not is_file

    def _kind(self, path: str) -> str:
        try:
            endpoint, _ = self._rules.match(path.partition("?")[0], method="GET")
        except HTTPException:
            return ""
        return str(endpoint)
