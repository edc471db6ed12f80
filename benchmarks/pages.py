"""What a page costs, as a ratio of CPU time against a bare Flask page with one SELECT of 30 rows, measured in one run.

Goals: the public list page uncached at most 5 times the floor, a signed-in page (server session, memberships,
policy) at most 12 times, in both languages. Exit code 1 when a goal is missed. Every request reads its rows anew; parts
of a page that were written before for the very same content are remembered, and one line says what it costs without.
"""

import argparse
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine

from benchmarks.serving.measuring import NOW, Page, StandingClock, cpu_ms, floor, report
from marketplace.app import create_app
from marketplace.blueprints.public import rows
from marketplace.blueprints.web import fragments
from marketplace.blueprints.web.work import EXTENSION
from marketplace.config import Mode, Settings, make_keys
from marketplace.domain.accounts.models import User
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.domain.regimes.states import Regime
from marketplace.domain.regions import operations as regions
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.clock import wall_clock
from marketplace.kernel.database import Base, prepare
from marketplace.kernel.entropy import SeededEntropy
from marketplace.kernel.money import ZERO, Money
from marketplace.kernel.unit_of_work import UnitOfWork

TENDERS = 3_000
ROWS = 30
PUBLIC_GOAL, SIGNED_IN_GOAL = 5.0, 12.0
# The plus sign keeps SQLite from sorting every published row: the floor reads thirty along the index of the dates,
# as cheaply as thirty can be read. A slower floor would flatter the pages.
FLOOR_SQL = (
    "SELECT t.ref, t.title, t.state, t.ceiling, t.deadline_at, o.name FROM tender t"
    " JOIN organisation o ON o.id = t.buyer_id"
    " WHERE +t.state = 'PUBLISHED' ORDER BY t.published_at DESC, t.id DESC LIMIT 30"
)


def fill(uow: UnitOfWork) -> None:
    """One department, one person, three thousand tenders; written as rows, since it is the reading that is measured."""
    regions.seed(uow)
    catalogue.seed(uow)
    item = uow.session.query(ServiceItem.code).first()
    assert item is not None
    user = uow.add(
        User(email="d@example.org", fs_uniquifier="drafter", name="D", active=True, tf_primary_method="authenticator")
    )
    department = uow.add(
        Organisation(
            ref="O-BENCH",
            kind=OrganisationKind.DEPARTMENT,
            state=OrganisationState.ACTIVE,
            credit_code="11510100MB0000001X",
            name="青水市生态环境局",
            name_en="Qingshui Ecology and Environment Bureau",
            legal_form="government_body",
            legal_representative="A",
            contact_name="A",
            contact_phone="13800000000",
            contact_email="d@example.org",
            region_code="510100",
            submitted_at=NOW,
        )
    )
    for role in (Role.DRAFTER, Role.APPROVER):
        uow.add(Membership(organisation_id=department.id, user_id=user.id, role=role, granted_at=NOW))
    line = uow.add(
        BudgetLine(
            ref="L-BENCH",
            organisation_id=department.id,
            fiscal_year=2026,
            code="1",
            name="Line",
            amount=Money(10**14),
            reserved=ZERO,
            committed=ZERO,
            spent=ZERO,
        )
    )
    uow.session.add_all(
        Tender(
            ref=f"T-{number:08d}",
            state=TenderState.PUBLISHED,
            buyer_id=department.id,
            item_code=item.code,
            budget_line_id=line.id,
            regime=Regime.BELOW_THRESHOLD,
            title=f"环境影响评价文件技术评估服务采购 {number}",
            description="Description",
            region_code="510100",
            service_days=20,
            window_days=3,
            ceiling=Money(96_000_00 + number),
            method="lowest_price",
            drafted_by=user.id,
            authors=[user.id],
            created_at=NOW,
            published_at=NOW - timedelta(minutes=number),
            deadline_at=NOW + timedelta(days=3, minutes=number),
        )
        for number in range(TENDERS)
    )
    uow.flush()


def market(folder: Path) -> tuple[Flask, str]:
    """The application on a filled database, and the cookie of a signed-in person."""
    file = folder / "pages.sqlite"
    engine = prepare(create_engine(f"sqlite:///{file}"))
    Base.metadata.create_all(engine)
    engine.dispose()
    settings = Settings(
        instance=folder,
        keys=make_keys(folder / "keys", SeededEntropy("bench")),
        mode=Mode.DEMO,
        database_url=f"sqlite:///{file}",
        base_url="http://localhost",
        mail_url="folder:",
        mail_from="Market <no-reply@market.example>",
    )
    app = create_app(settings, StandingClock())
    with app.extensions[EXTENSION].providers.writing(PLATFORM) as uow:
        fill(uow)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "drafter"
        session["_fresh"] = True
        session["fs_paa"] = wall_clock().timestamp()
    [cookie] = [cookie for cookie in client._cookies.values() if "session" in cookie.key]  # noqa: SLF001
    return app, f"{cookie.key}={cookie.value}"


def forget() -> None:
    """As if neither these rows nor any part of a page had been written before."""
    rows._tenders.cache_clear()  # noqa: SLF001
    fragments._written.cache_clear()  # noqa: SLF001


def main() -> int:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10, help="requests per page and round")
    requests = parser.parse_args().requests
    with tempfile.TemporaryDirectory() as written:
        folder = Path(written)
        app, cookie = market(folder)
        pages = [
            Page("floor: bare Flask + SELECT of 30", floor(folder / "pages.sqlite", FLOOR_SQL), "/", rows=ROWS),
            Page("public list, English", app, "/tenders", PUBLIC_GOAL, rows=ROWS),
            Page("public list, Chinese", app, "/tenders", PUBLIC_GOAL, language="zh", rows=ROWS),
            Page("public list, nothing remembered", app, "/tenders", before=forget, rows=ROWS),
            Page("signed-in list, English", app, "/tenders", SIGNED_IN_GOAL, cookie, rows=ROWS),
            Page("signed-in list, Chinese", app, "/tenders", SIGNED_IN_GOAL, cookie, "zh", rows=ROWS),
        ]
        missed = report(pages, cpu_ms(pages, requests))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
