"""Fixtures for journeys: a browser, a running site, and a factory of people who each have a browser of their own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from jinja2 import BytecodeCache
from playwright.sync_api import Browser, sync_playwright

from tests.clock import HandClock
from tests.journeys.people import Person
from tests.journeys.site import Site, migrate, running
from tests.journeys.words import Words

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    # Chromium's own pages around ours, which nobody sees and every new window loads, are the first two; the others are
    # what Playwright switches off by itself: of two lists Chromium takes the last.
    (
        "--disable-features=PreloadTopChromeWebUI,WebUIOmniboxPopup,AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,"
        "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,"
        "HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,"
        "PreconnectToSearch,ThirdPartyStoragePartitioning"
    ),
)
PUBLISHED_AT = datetime.fromisoformat("2023-04-07T09:00:00+08:00")
"""The day of the notice that the journey follows, a Friday."""

Enter = Callable[..., Person]


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Take back pytest-flask's standing request: the pages are asked for by a browser."""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=["en", "zh"])
def words(request: pytest.FixtureRequest) -> Words:
    """A test that asks for it runs in both languages."""
    found = Words(request.param)
    if not found.is_translated:
        pytest.skip("the catalogue is not compiled: make translations")
    return found


@pytest.fixture
def clock() -> HandClock:
    return HandClock(PUBLISHED_AT)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrate(tmp_path_factory.mktemp("migrated"))


@pytest.fixture
def site(tmp_path: Path, clock: HandClock, migrated: Path, bytecode: BytecodeCache) -> Iterator[Site]:
    with running(tmp_path, clock, migrated, bytecode) as served:
        yield served


@pytest.fixture
def enter(chromium: Browser, site: Site, words: Words) -> Iterator[Enter]:
    """`enter(script=False)` is somebody with a fresh browser, who must not meet an error on its console."""
    with ExitStack() as leaving:

        def entered(*, script: bool = True) -> Person:
            return leaving.enter_context(Person.coming(chromium, site.url, words, script=script))

        yield entered
