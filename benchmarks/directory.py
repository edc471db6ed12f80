"""What the directory's pages cost at one million providers, as a ratio of CPU time against bare Flask with one SELECT.

The database is filled here: every provider with services, a part of them with bids, awards, contracts and ratings; the
records of all are built by the application's own code. Goals: a provider's page and the comparison of six at most 8
times the floor, uncached, in both languages; the answer that nothing has changed at most half the floor. Exit code 1
when a goal is missed. `--keep FOLDER` fills that folder once and measures again and again.
"""

import argparse
import html
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, create_engine, insert
from werkzeug.test import EnvironBuilder

from marketplace.app import create_app
from marketplace.blueprints.web import fragments
from marketplace.blueprints.web.work import EXTENSION
from marketplace.config import Mode, Settings, make_keys
from marketplace.domain.accounts.models import User
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.calendar import operations as calendar
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import ContractState, MilestoneKind, MilestoneState
from marketplace.domain.organisations.models import OfferedService, Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState, PriceMode
from marketplace.domain.ratings.models import ProviderStanding, Rating
from marketplace.domain.ratings.rules import WEIGHTS
from marketplace.domain.regimes.states import Regime
from marketplace.domain.regions import operations as regions
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.jobs import directory
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.database import Base, prepare
from marketplace.kernel.entropy import SeededEntropy
from marketplace.kernel.money import Money

PROVIDERS = 1_000_000
DEPARTMENTS = 200
SERVICES_EACH = 3
ONE_IN = 20
"""So many providers share one who has worked here; the worked ones have `CONTRACTS_EACH` contracts."""
CONTRACTS_EACH = 4
BUSY = 12
"""The first providers have worked most: these are the ones whose pages are measured, `BUSY_CONTRACTS` each."""
BUSY_CONTRACTS = 25
LOSERS = 2
CHUNK = 20_000
ROUNDS = 60
WARM_UP = 20
PAGE_GOAL, UNCHANGED_GOAL = 8.0, 0.5
NOW = datetime(2026, 6, 15, 1, 30, tzinfo=UTC)
FLOOR_SQL = (
    "SELECT t.ref, t.title, t.state, t.ceiling, t.deadline_at, o.name FROM tender t"
    " JOIN organisation o ON o.id = t.buyer_id WHERE +t.state = 'AWARDED'"
    " ORDER BY t.published_at DESC, t.id DESC LIMIT 30"
)
SURNAMES = "青山绿水金石木林江河湖海天地日月星辰春夏秋冬东南西北"
TRADES = ("环境", "测绘", "造价", "地质", "水利", "规划", "勘察", "评估")


class StandingClock:
    """The benchmark's present."""

    def now(self, session: object) -> datetime:  # noqa: ARG002 - the port's shape
        """Always the same instant."""
        return NOW


@dataclass
class Page:
    """A page to measure."""

    name: str
    app: Flask
    path: str
    goal: float | None = None
    language: str = "en"
    etag: str = ""
    before: Callable[[], object] = lambda: None
    status: str = "200"
    environs: list[dict[str, Any]] = field(default_factory=list)

    def environ(self) -> dict[str, Any]:
        """One request."""
        headers = {"Accept-Language": self.language}
        if self.etag:
            headers["If-None-Match"] = self.etag
        return EnvironBuilder(self.path, base_url="http://localhost", headers=headers).get_environ()


def floor(file: Path) -> Flask:
    """Bare Flask, one SELECT of thirty rows, escaped by hand: what nobody can do without."""
    app = Flask("floor")
    connection = sqlite3.connect(file, check_same_thread=False)

    @app.get("/")
    def listed() -> str:
        found = connection.execute(FLOOR_SQL).fetchall()
        return (
            "<ul>" + "".join(f"<li>{' '.join(html.escape(str(cell)) for cell in row)}</li>" for row in found) + "</ul>"
        )

    return app


def name_of(number: int) -> tuple[str, str]:
    """The names of a provider in both languages."""
    first, second = SURNAMES[number % len(SURNAMES)], SURNAMES[number // len(SURNAMES) % len(SURNAMES)]
    return f"{first}{second}{TRADES[number % len(TRADES)]}技术有限公司{number}", f"Provider {number} Technology Ltd"


def agencies(count: int, first: int) -> Iterator[dict[str, Any]]:
    """Rows of the providers."""
    for number in range(count):
        chinese, english = name_of(number)
        yield {
            "id": first + number,
            "ref": f"O-{number:08d}",
            "kind": OrganisationKind.AGENCY,
            "state": OrganisationState.ACTIVE,
            "credit_code": f"91510100{number:010d}",
            "name": chinese,
            "name_en": english,
            "slug": f"provider-{number}",
            "legal_form": "enterprise",
            "legal_representative": "A",
            "contact_name": "李某",
            "contact_phone": "13800000000",
            "contact_email": "a@example.org",
            "description": "We assess, measure and report. " * 4,
            "submitted_at": NOW,
            "decided_at": NOW,
        }


def work(count: int) -> Iterator[tuple[int, int]]:
    """(provider, how many contracts) of those who have worked here."""
    yield from ((number, BUSY_CONTRACTS) for number in range(min(BUSY, count)))
    yield from ((number, CONTRACTS_EACH) for number in range(BUSY, count, ONE_IN))


def purchases(count: int, first: int, items: list[str]) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    """Rows of tenders with their bids, awards, contracts, deliverables and ratings."""
    key = bid = 0
    for provider, contracts in work(count):
        yield ProviderStanding, standing(first + provider, contracts)
        for turn in range(contracts):
            key += 1
            at = NOW - timedelta(days=30 + key % 400)
            item, amount = (
                items[(provider * 7 + turn % SERVICES_EACH * 31) % len(items)],
                Money(40_000_00 + key * 7919 % 60_000_00),
            )
            buyer = 1 + key % DEPARTMENTS
            yield Tender, {
                "id": key, "ref": f"T-{key:08d}", "state": TenderState.AWARDED, "buyer_id": buyer, "item_code": item,
                "regime": Regime.PRIVATE, "title": f"技术评估服务采购 {key}", "description": "D",
                "region_code": "510100",
                "service_days": 20, "window_days": 3, "ceiling": Money(amount.fen + 5_000_00), "method": "lowest_price",
                "drafted_by": 1, "authors": [1], "created_at": at, "published_at": at, "deadline_at": at,
                "selected_by": 1,
            }  # fmt: skip
            for place in range(1 + LOSERS):
                bid += 1
                bidder = first + (provider + place * 37) % count
                yield Bid, {
                    "id": bid, "ref": f"B-{bid:08d}", "tender_id": key, "tenderer_id": bidder,
                    "state": BidState.VALID, "envelopes": 1, "envelope_sha256": "a" * 64, "received_at": at,
                    "submitted_by": 1, "price": Money(amount.fen + place),
                }  # fmt: skip
            yield Award, {
                "id": key, "ref": f"A-{key:08d}", "tender_id": key, "bid_id": bid - LOSERS,
                "supplier_id": first + provider, "amount": amount, "state": AwardState.CONTRACTED, "announced_at": at,
                "announced_by": 1, "publicity_until": at, "sign_by": at,
            }  # fmt: skip
            yield Contract, {
                "id": key, "ref": f"C-{key:08d}", "award_id": key, "tender_id": key, "buyer_id": buyer,
                "supplier_id": first + provider, "amount": amount, "service_days": 20,
                "state": ContractState.COMPLETED, "terms_sha256": "a" * 64, "drawn_up_at": at, "signed_at": at,
                "due_at": at + timedelta(days=28),
            }  # fmt: skip
            yield Milestone, {
                "id": key, "ref": f"M-{key:08d}", "contract_id": key, "number": 1, "title": "Report", "amount": amount,
                "kind": MilestoneKind.SERVICE, "days": 20, "state": MilestoneState.PAID,
                "due_at": at + timedelta(days=28), "delivered_at": at + timedelta(days=14 + key % 20),
            }  # fmt: skip
            yield Rating, rating(key, buyer, first + provider, amount, at)


def offered(provider: int, items: list[str]) -> list[str]:
    """The items that a provider offers, and wins."""
    return [items[(provider * 7 + place * 31) % len(items)] for place in range(SERVICES_EACH)]


def rating(key: int, buyer: int, supplier: int, amount: Money, at: datetime) -> dict[str, Any]:
    """What the department said of a contract."""
    stars = {name: 3 + (key + place) % 3 for place, name in enumerate(("quality", "timeliness", "fees", "conduct"))}
    return {
        "id": key, "ref": f"R-{key:08d}", "contract_id": key, "buyer_id": buyer, "supplier_id": supplier,
        "compliance": 5, "score": 4, "contract_amount": amount, "at": at, "by": 1,
        "shown_at": at, "announced_at": at,
        "text": "The report came in time and answered every question of the experts. " * 3,
        "reply": "Thank you." if key % 3 == 0 else None, "replied_at": at if key % 3 == 0 else None, **stars,
    }  # fmt: skip


def standing(supplier: int, number: int) -> dict[str, Any]:
    """What the nightly count makes of so many ratings."""
    return {
        "organisation_id": supplier, "star": Decimal("4.20"), "count": number, "weight": Decimal(number),
        "prior": Decimal("4.00"), "low": Decimal("3.90"), "high": Decimal("4.50"),
        "distribution": [0, 0, 0, number, 0], "means": dict.fromkeys(WEIGHTS, 4.2), "delivered": number,
        "on_time": number, "over": number, "price_kept": number, "counted_at": NOW,
    }  # fmt: skip


def write(connection: Connection, rows: Iterable[tuple[type[Base], dict[str, Any]]]) -> None:
    """Insert rows in bulk, each kind for itself."""
    waiting: dict[type[Base], list[dict[str, Any]]] = {}
    for number, (model, row) in enumerate(rows, 1):
        waiting.setdefault(model, []).append(row)
        if number % CHUNK == 0:
            flush(connection, waiting)
    flush(connection, waiting)


def flush(connection: Connection, waiting: dict[type[Base], list[dict[str, Any]]]) -> None:
    """Write what waits."""
    for model, rows in waiting.items():
        connection.execute(insert(model.__table__), rows)
    waiting.clear()


def fill(app: Flask, file: Path, count: int) -> None:
    """Write the market and build its records; says how long that took."""
    begun = time.perf_counter()
    providers = app.extensions[EXTENSION].providers
    with providers.writing(PLATFORM) as uow:
        regions.seed(uow)
        catalogue.seed(uow)
        calendar.seed(uow, providers.holidays, (2024, 2025, 2026))
        items = list(uow.session.scalars(ServiceItem.__table__.select().with_only_columns(ServiceItem.code)))
        uow.add(User(email="d@example.org", fs_uniquifier="drafter", name="D", active=True))
        for number in range(DEPARTMENTS):
            uow.add(
                Organisation(
                    ref=f"D-{number:08d}", kind=OrganisationKind.DEPARTMENT, state=OrganisationState.ACTIVE,
                    credit_code=f"11510100MB{number:08d}", name=f"青水市生态环境局{number}", name_en=f"Bureau {number}",
                    legal_form="government_body", legal_representative="A", contact_name="A", contact_phone="1",
                    contact_email="d@example.org", region_code="510100", submitted_at=NOW,
                )
            )  # fmt: skip
    first = 1 + DEPARTMENTS
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
        write(connection, ((Organisation, row) for row in agencies(count, first)))
        write(connection, ((OfferedService, row) for row in offers(count, first, items)))
        write(connection, purchases(count, first, items))
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    print(f"{count} providers written in {time.perf_counter() - begun:.0f} s")
    begun = time.perf_counter()
    built = directory.rebuild(providers, 0, lambda done, _last: print(f"\r{done} records", end="", file=sys.stderr))
    spent = time.perf_counter() - begun
    print(f"{built} records built in {spent:.0f} s, {built / spent:.0f} a second")


def offers(count: int, first: int, items: list[str]) -> Iterator[dict[str, Any]]:
    """Rows of what the providers offer."""
    for number in range(count):
        for item in offered(number, items):
            yield {
                "organisation_id": first + number,
                "item_code": item,
                "promised_days": 10 + number % 20,
                "price_mode": PriceMode.MARKET,
                "price_from": Money(20_000_00),
                "price_to": Money(60_000_00 + number % 1000),
                "conditions": "A project file, the plan of the site and a person to ask. ",
                "flow": "Contract, visit of the site, draft, answers of the experts, report.",
            }


def once(page: Page) -> tuple[bytes, dict[str, str]]:
    """Answer one request without a network; stops the run when the answer is not the one expected."""
    page.before()
    answered: list[tuple[str, dict[str, str]]] = []

    def start_response(
        line: str, headers: Iterable[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        answered.append((line, dict(headers)))
        return lambda _body: None

    answer = page.app.wsgi_app(page.environ(), start_response)
    body = b"".join(answer)
    close = getattr(answer, "close", None)
    if close:
        close()
    status, headers = answered[0]
    if not status.startswith(page.status):
        sys.exit(f"{page.name}: {status}")
    return body, headers


def cpu_ms(pages: list[Page], requests: int) -> list[list[float]]:
    """CPU milliseconds per request, in many short rounds in which the pages take turns; the best round counts."""
    for page in pages:
        for _ in range(WARM_UP):
            once(page)
    measured: list[list[float]] = [[] for _ in pages]
    for _ in range(ROUNDS):
        for page, times in zip(pages, measured, strict=True):
            begun = time.process_time()
            for _ in range(requests):
                once(page)
            times.append((time.process_time() - begun) / requests * 1000)
    return measured


def market(folder: Path, count: int) -> tuple[Flask, Path]:
    """The application on a filled database."""
    file = folder / "directory.sqlite"
    is_new = not file.exists()
    if is_new:
        engine = prepare(create_engine(f"sqlite:///{file}"))
        Base.metadata.create_all(engine)
        engine.dispose()
    settings = Settings(
        instance=folder,
        keys=make_keys(folder / "keys", SeededEntropy("bench")),
        mode=Mode.LIVE,
        database_url=f"sqlite:///{file}",
        base_url="https://localhost",
        mail_url="folder:",
        mail_from="Market <no-reply@market.example>",
    )
    app = create_app(settings, StandingClock(), lambda: NOW)
    if is_new:
        fill(app, file, count)
    return app, file


def forget() -> None:
    """As if no part of a page had been written before."""
    fragments._written.cache_clear()  # noqa: SLF001


def main() -> int:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--providers", type=int, default=PROVIDERS)
    parser.add_argument("--requests", type=int, default=10, help="requests per page and round")
    parser.add_argument("--keep", type=Path, help="a folder for the filled database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as written:
        folder = asked.keep or Path(written)
        folder.mkdir(parents=True, exist_ok=True)
        app, file = market(folder, asked.providers)
        first = 1 + DEPARTMENTS
        provider = f"/providers/{first}-provider-0"
        compared = f"/providers/compare?ids={','.join(str(first + number) for number in range(6))}"
        pages = [
            Page("floor: bare Flask + SELECT of 30", floor(file), "/"),
            Page("provider, English", app, provider, PAGE_GOAL),
            Page("provider, Chinese", app, provider, PAGE_GOAL, "zh"),
            Page("provider, nothing remembered", app, provider, before=forget),
            Page("provider without work", app, f"/providers/{first + BUSY + 1}-provider-{BUSY + 1}", PAGE_GOAL),
            Page("comparison of six, English", app, compared, PAGE_GOAL),
            Page("comparison of six, Chinese", app, compared, PAGE_GOAL, "zh"),
        ]
        for page in (*pages[1:3], *pages[5:7]):
            etag = once(page)[1].get("ETag", "")
            if etag:
                pages.append(
                    Page(f"{page.name}, unchanged", app, page.path, UNCHANGED_GOAL, page.language, etag, status="304")
                )
        measured = cpu_ms(pages, asked.requests)
    base = min(measured[0])
    missed = 0
    for page, times in zip(pages, measured, strict=True):
        cost = min(times)
        ratio = cost / base
        verdict = "" if page.goal is None else f"goal {page.goal:g}x  {'met' if ratio <= page.goal else 'MISSED'}"
        missed += page.goal is not None and ratio > page.goal
        print(f"{page.name:44} {cost:7.3f} ms CPU  {ratio:5.2f}x  {verdict}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
