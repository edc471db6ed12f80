"""Certificates, people and statements for tests."""

from datetime import date

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.holdings import Grade
from marketplace.domain.organisations.offering import Statement
from marketplace.domain.organisations.operations import Certificate, Person
from marketplace.kernel.money import Money
from tests.domain.market import Market

CMA = "检验检测机构资质认定（CMA）"
"""What the catalogue requires for `NEEDS_CMA`."""
NEEDS_CMA = "env-monitor"
RESIDENT = "11010519491231002X"
"""The example number of GB 11643."""


def certificate(**changes: object) -> Certificate:
    """One in force from March to June 2026, but for what a test changes."""
    answers: dict[str, object] = {
        "name": CMA,
        "grade": Grade.UNGRADED,
        "number": "260000000001",
        "issuer": "市场监督管理局",
        "valid_from": date(2026, 3, 1),
        "valid_to": date(2026, 6, 30),
        "legal_basis": "《计量法》第二十二条",
    }
    return Certificate(**answers | changes)  # type: ignore[arg-type]


def person(**changes: object) -> Person:
    """A registered engineer, but for what a test changes."""
    answers: dict[str, object] = {
        "name": "周某",
        "certificate": "注册环评工程师",
        "registration_number": "ZC-0001",
        "identity_number": RESIDENT,
        "active_from": date(2026, 3, 1),
    }
    return Person(**answers | changes)  # type: ignore[arg-type]


def statement(**changes: object) -> Statement:
    """A full statement, but for what a test changes."""
    answers: dict[str, object] = {
        "conditions": "A project file.",
        "flow": "Contract, site visit, report.",
        "promised_days": 15,
        "price_mode": "market",
        "price_from": Money(20_000_00),
        "price_to": Money(60_000_00),
    }
    return Statement(**answers | changes)  # type: ignore[arg-type]


def show(market: Market, agency: str = "agency1", **changes: object) -> str:
    """The reference of a certificate that the agency shows."""
    document = market.document(agency)
    with market.acting(agency) as uow:
        return organisations.add_qualification(uow, market.refs[agency], certificate(**changes), document).ref


def name_person(market: Market, agency: str = "agency1", **changes: object) -> str:
    """The reference of a person whom the agency names."""
    with market.acting(agency) as uow:
        return organisations.add_practitioner(
            uow, market.refs[agency], person(**changes), market.house.identity_digest
        ).ref


def offer(market: Market, *codes: str, agency: str = "agency1") -> None:
    """Make these the services of the agency."""
    with market.acting(agency) as uow:
        organisations.offer_services(uow, market.refs[agency], codes)
