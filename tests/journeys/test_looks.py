"""A tour over every kind of page in both languages, at the width of a desk and of a telephone.

It goes through the small demonstration, which holds every state once.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, StorageState
from sqlalchemy import ColumnElement, select
from werkzeug.serving import make_server

from marketplace.app import create_app
from marketplace.blueprints.web.work import EXTENSION, House
from marketplace.demo import sign_ins
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import MilestoneState
from marketplace.domain.payments.models import Payment
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.queries import is_public
from marketplace.domain.tenders.states import TenderState
from tests.demo.conftest import loaded, settings_of  # noqa: F401 - a fixture
from tests.journeys.looks import WIDTHS, Tour, keyboard_faults, look
from tests.journeys.people import Person
from tests.journeys.site import Silent, served
from tests.journeys.words import Words

ROOMS: Mapping[str, tuple[str, ...]] = {
    "/": ("visitor",),
    "/account/": ("agency1",),
    "/admin/": ("operator",),
    "/buyer/": ("drafter", "approver", "finance-officer1", "finance-officer2"),
    "/regulator/": ("regulator",),
    "/supplier/": ("agency1", "agency2", "jiyuan", "beiyuan"),
}
"""The rooms by their addresses, and who works there; jiyuan has a rating to answer, beiyuan an entry to correct."""
APART = ("/account/", "/admin/", "/buyer/", "/documents/", "/regulator/", "/supplier/")
"""Not for visitors."""


@dataclass
class Demo:
    """The demonstration, served; whoever has signed in once stays signed in, since a code opens once only."""

    url: str
    app: Flask
    states: dict[str, StorageState] = field(default_factory=dict)

    @contextmanager
    def coming(self, chromium: Browser, who: str, words: Words) -> Iterator[Person]:
        """A visitor, or somebody of the demonstration who is signed in."""
        if who != "visitor" and who not in self.states:
            email = f"{who}@{sign_ins.DOMAIN}"
            secret = next((one["totp_secret"] for one in sign_ins.shown() if one["email"] == email), None)
            with Person.coming(chromium, self.url, Words("zh")) as person:
                person.sign_in(email, secret, sign_ins.PASSWORD)
                self.states[who] = person.page.context.storage_state()
        with Person.coming(chromium, self.url, words, state=self.states.get(who)) as person:
            person.page.context.add_cookies([{"name": "lang", "value": words.language, "url": self.url}])
            yield person

    def one_of_each(self, model: type[Tender | Contract | Payment], *conditions: ColumnElement[bool]) -> dict[str, str]:
        """A reference for each state."""
        house: House = self.app.extensions[EXTENSION]
        with house.providers.reading() as session:
            return dict(session.execute(select(model.state, model.ref).where(*conditions)).all())

    def starts(self, room: str) -> list[str]:
        """The room's home, and where it has them a tender, a contract and a payment of each state."""
        more = {"/supplier/": ["/supplier/register"]}
        if room == "/":
            more[room] = [f"/tenders/{ref}" for ref in self.one_of_each(Tender, is_public()).values()]
        if room == "/buyer/":
            delivered = Contract.milestones.any(Milestone.state == MilestoneState.DELIVERED)
            contracts = {*self.one_of_each(Contract).values(), *self.one_of_each(Contract, delivered).values()}
            more[room] = [
                *(f"/buyer/tenders/{ref}" for ref in self.one_of_each(Tender).values()),
                *(f"/buyer/contracts/{ref}" for ref in sorted(contracts)),
                *(f"/buyer/payments/{ref}" for ref in self.one_of_each(Payment).values()),
            ]
        return [room, *more.get(room, [])]


@pytest.fixture(scope="package")
def demo(loaded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:  # noqa: F811
    folder = tmp_path_factory.mktemp("looks") / "instance"
    shutil.copytree(loaded("small"), folder)
    app = create_app(settings_of(folder))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    with served(app, server):
        yield Demo(f"http://127.0.0.1:{server.server_port}", app)


@pytest.mark.browser
@pytest.mark.parametrize("room", ROOMS)
def test_every_kind_of_page(chromium: Browser, demo: Demo, words: Words, room: str) -> None:
    tour = Tour(demo.app, room, APART if room == "/" else ())
    found: list[str] = []
    for who in ROOMS[room]:
        with demo.coming(chromium, who, words) as person:
            for _path in tour.through(person.page, demo.starts(room)):
                found += look(person.page, *WIDTHS[words.language])
    assert not found, "\n".join(found)


@pytest.mark.browser
def test_pages_that_refuse(chromium: Browser, demo: Demo, words: Words) -> None:
    found: list[str] = []
    with demo.coming(chromium, "agency1", words) as person:
        for path, status in (("/tenders/T-NOBODY", 404), ("/buyer/", 403), ("/tenders?page=x", 400)):
            assert person.open(path) == status
            found += look(person.page, *WIDTHS[words.language])
        person.open("/supplier/register")
        person.press("Register the agency")
        person.sees(words("There is a problem"))
        found += look(person.page, *WIDTHS[words.language])
    assert not found, "\n".join(found)


@pytest.mark.browser
def test_pages_behind_an_act(chromium: Browser, demo: Demo, words: Words) -> None:
    found: list[str] = []
    with demo.coming(chromium, "visitor", words) as person:
        person.open("/sign-in")
        person.write({"E-mail address": f"evaluator3@{sign_ins.DOMAIN}", "Password": sign_ins.PASSWORD})
        person.press("Sign in")
        found += look(person.page, *WIDTHS[words.language])
        person.follow("Lost your telephone? Use a recovery code")
        found += look(person.page, *WIDTHS[words.language])
    with demo.coming(chromium, "evaluator2", words) as person:
        scored = demo.one_of_each(Tender, Tender.method == "proposal_merit")[TenderState.OPENED]
        person.open(f"/buyer/tenders/{scored}/evaluation")
        found += look(person.page, *WIDTHS[words.language])
        if person.offers("Declare"):
            person.field(words("No. I am free of any interest and will score by the published criteria alone.")).check()
            person.press("Declare")
        person.main.get_by_role("link", name=words("Score")).first.click()
        person.sees(words("Scores are given once and cannot be changed."))
        found += look(person.page, *WIDTHS[words.language])
    assert not found, "\n".join(found)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("visitor", "/"),
        ("visitor", "/tenders"),
        ("visitor", "/register"),
        ("drafter", "/buyer/"),
        ("agency1", "/supplier/"),
    ],
)
def test_the_keyboard_alone(chromium: Browser, demo: Demo, who: str, path: str) -> None:
    with demo.coming(chromium, who, Words("en")) as person:
        person.open(path)
        assert keyboard_faults(person.page, stops=12) == []
