"""A market of very many providers, a part of whom have worked: rows written in bulk, records by the application."""

import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, create_engine, insert

from benchmarks.serving.measuring import NOW
from marketplace.blueprints.web.work import EXTENSION
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
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money

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
SURNAMES = "青山绿水金石木林江河湖海天地日月星辰春夏秋冬东南西北"
TRADES = ("环境", "测绘", "造价", "地质", "水利", "规划", "勘察", "评估")


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
        "distribution": [0, 0, 0, number, 0], "means": dict.fromkeys(WEIGHTS, 4.2), "counted_at": NOW,
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
