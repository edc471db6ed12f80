"""A live instance with many agencies, each with a person who is signed in; written as rows: bidding is measured."""

import hashlib
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask import Flask
from flask_migrate import upgrade
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from marketplace.app import MIGRATIONS, create_app
from marketplace.blueprints.web.session import token_hash
from marketplace.blueprints.web.work import EXTENSION
from marketplace.config import load
from marketplace.domain.accounts.models import User, WebSession
from marketplace.domain.bids import sealing
from marketplace.domain.bids.rules import Content
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.openers.panels import KeyHolder, Policy
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.states import ClaimState, OrganisationKind, OrganisationState
from marketplace.domain.regimes.states import Regime
from marketplace.domain.regions import operations as regions
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.clock import wall_clock
from marketplace.kernel.money import ZERO, Money

PROPOSAL = 12_000
"""Characters: padded, sealed and written down, a bid of 20 KB."""


@dataclass(frozen=True)
class Bidder:
    """A browser that is signed in for one agency."""

    ref: str
    cookie: str
    csrf: str


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def instance(folder: Path, url: str, port: int) -> Flask:
    """The application of a new live instance in `folder`, its database migrated."""
    (folder / "settings.toml").write_text(
        f'mode = "live"\nport = {port}\nbase_url = "http://127.0.0.1:{port}"\ndatabase_url = "{url}"\n'
        'mail_url = "folder:"\nmail_from = "Market <no-reply@market.example>"\nlanguage = "en"\n'
    )
    app = create_app(load({"INSTANCE": str(folder)}))
    with app.app_context():
        upgrade(MIGRATIONS)
    return app


def build(app: Flask, number: int) -> list[Bidder]:
    """A department and so many agencies; their people are signed in."""
    with app.extensions[EXTENSION].providers.writing(PLATFORM) as uow:
        regions.seed(uow)
        catalogue.seed(uow)
        buyer = uow.add(_organisation("O-BUYER", OrganisationKind.DEPARTMENT, "11510100MB0000001X"))
        drafter = uow.add(_user("drafter"))
        uow.add(_seat(buyer, drafter, Role.DRAFTER))
        uow.add(
            BudgetLine(
                ref="L-BENCH",
                organisation_id=buyer.id,
                fiscal_year=2026,
                code="1",
                name="Line",
                amount=Money(10**12),
                reserved=ZERO,
                committed=ZERO,
                spent=ZERO,
            )
        )
        agencies = [
            _organisation(f"O-{each:08d}", OrganisationKind.AGENCY, f"91510100MA{each:08d}") for each in range(number)
        ]
        people = [_user(f"bidder{each}") for each in range(number)]
        uow.session.add_all([*agencies, *people])
        uow.flush()
        now = wall_clock()
        for agency, person in zip(agencies, people, strict=True):
            uow.session.add(_seat(agency, person, Role.AGENCY_MEMBER))
            uow.session.add(
                WebSession(
                    token_hash=token_hash(_token(agency.ref)),
                    user_id=person.id,
                    data={"_user_id": person.fs_uniquifier, "_fresh": True, "fs_paa": now.timestamp()},
                    created_at=now,
                    seen_at=now,
                )
            )
    return [Bidder(agency.ref, f"session={_token(agency.ref)}", _csrf(app, _token(agency.ref))) for agency in agencies]


def publish(app: Flask, ref: str, deadline: datetime) -> Policy:
    """A tender for every agency, and what its bids are sealed under."""
    with app.extensions[EXTENSION].providers.writing(PLATFORM) as uow:
        session = uow.session
        buyer = session.scalars(select(Organisation).where(Organisation.ref == "O-BUYER")).one()
        tender = Tender(
            ref=ref,
            state=TenderState.PUBLISHED,
            buyer_id=buyer.id,
            item_code=session.scalars(select(ServiceItem.code).limit(1)).one(),
            budget_line_id=session.scalars(select(BudgetLine.id)).one(),
            regime=Regime.BELOW_THRESHOLD,
            title="环境影响评价文件技术评估服务采购",
            description="Description",
            region_code="510100",
            service_days=20,
            window_days=3,
            ceiling=Money(96_000_00),
            method="lowest_price",
            drafted_by=session.scalars(select(User.id).where(User.fs_uniquifier == "drafter")).one(),
            authors=[],
            created_at=deadline - timedelta(days=4),
            published_at=deadline - timedelta(days=3),
            deadline_at=deadline,
            next_check_at=deadline,
        )
        uow.add(tender)
        keys = (X25519PrivateKey.generate().public_key().public_bytes_raw().hex() for _ in range(3))
        holders = [KeyHolder(f"K-{number:08d}", f"Opener {number}", "Office", key) for number, key in enumerate(keys)]
        return policies.write(uow, tender, 2, holders)


def envelope(app: Flask, policy: Policy, bidder: Bidder, number: int) -> str:
    """The sealed bid of one bidder."""
    house = app.extensions[EXTENSION].providers
    content = Content(Money(80_000_00 + number), f"{number} ".ljust(PROPOSAL, "x"))
    return sealing.seal(house.sealing, house.entropy, policy, bidder.ref, content).decode()


def _token(ref: str) -> str:
    return hashlib.sha256(ref.encode()).hexdigest()[:43]


def _csrf(app: Flask, token: str) -> str:
    with app.test_request_context(headers={"Cookie": f"session={token}"}):
        return generate_csrf()


def _user(name: str) -> User:
    return User(
        email=f"{name}@example.org",
        fs_uniquifier=name,
        name=name,
        active=True,
        language="en",
        tf_primary_method="authenticator",
        tf_totp_secret="kept elsewhere",  # noqa: S106 - nobody signs in with it
    )


def _seat(organisation: Organisation, person: User, role: Role) -> Membership:
    return Membership(
        organisation_id=organisation.id, user_id=person.id, role=role, granted_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


def _organisation(ref: str, kind: OrganisationKind, credit_code: str) -> Organisation:
    return Organisation(
        ref=ref,
        kind=kind,
        state=OrganisationState.ACTIVE,
        credit_code=credit_code,
        name=f"测试机构 {ref}",
        name_en=f"Test {ref}",
        slug=ref.lower(),
        legal_form="enterprise",
        legal_representative="A",
        contact_name="A",
        contact_phone="13800000000",
        contact_email="a@example.org",
        region_code="510100" if kind is OrganisationKind.DEPARTMENT else None,
        submitted_at=datetime(2026, 1, 1, tzinfo=UTC),
        claim=ClaimState.VERIFIED,
    )
