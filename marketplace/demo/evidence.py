"""What agencies show beside their registration: certificates, people, promises on services, commitments."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import select

from marketplace.demo import report, sign_ins
from marketplace.demo.cast import FOLDER, Agency, local
from marketplace.demo.story import Scene, Story
from marketplace.domain.documents import intake
from marketplace.domain.documents import operations as documents
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.commitments import COMMITMENTS
from marketplace.domain.organisations.holdings import Grade
from marketplace.domain.organisations.models import Organisation, Qualification
from marketplace.domain.organisations.offering import Statement
from marketplace.domain.organisations.operations import Certificate, Person
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role
from marketplace.kernel.money import Money

OPERATOR = sign_ins.of_office("operator", Role.OPERATOR, 1)
CHECKED = "营业执照副本、法定代表人授权书与经办人身份证件已核对一致。"
DAYS_APART = 3
"""By so many working days agencies' promises differ."""
PRICES_APART = (92, 95, 98, 100, 103, 107)
"""Percent of the usual price that agencies ask."""
HUNDRED = 100
"""Percent; fen in a yuan; and prices are whole hundreds of yuan."""


@cache
def written() -> Mapping[str, Any]:
    """The file."""
    return tomllib.loads((FOLDER / "evidence.toml").read_text(encoding="utf-8"))


def show(story: Story, agency: Agency) -> Scene:
    """An agency shows what it has; the operator confirms who stands behind it, or it signs commitments instead."""
    yield story.by_day(story.later(hours=1))
    for entry in _of(agency, "certificate"):
        if "shown" not in entry:
            _certificate(story, agency, entry)
    _people(story, agency)
    _promises(story, agency)
    if agency.key in written()["unverified"]:
        _commit(story, agency)
        return
    yield story.on_working_day(2, 10)
    with story.acting(OPERATOR) as uow:
        organisations.verify_by_document(uow, story.refs[agency.key], CHECKED)


def watch(story: Story, agency: Agency) -> Scene:
    """The clock notes when the agency's certificates are about to expire, and when they have."""
    while True:
        with story.house.reading() as session:
            due = session.scalars(
                select(Qualification.next_check_at)
                .join(Organisation, Organisation.id == Qualification.organisation_id)
                .where(Organisation.ref == story.refs[agency.key], Qualification.next_check_at.is_not(None))
                .order_by(Qualification.next_check_at)
            ).first()
        if due is None:
            return
        yield due
        deadlines.note_certificates(story.house)


def later(story: Story, agency: Agency) -> list[Scene]:
    """A certificate is renewed ahead of time, or no longer relied on."""
    entries = _of(agency, "certificate")
    return [
        *(_show_later(story, agency, entry) for entry in entries if "shown" in entry),
        *(_take_off(story, agency, entry) for entry in entries if "taken_off" in entry),
    ]


def _show_later(story: Story, agency: Agency, entry: Mapping[str, Any]) -> Scene:
    yield local(entry["shown"])
    _certificate(story, agency, entry)


def _take_off(story: Story, agency: Agency, entry: Mapping[str, Any]) -> Scene:
    yield local(entry["taken_off"])
    with story.acting(sign_ins.of_agency(agency.key)) as uow:
        ref = uow.session.scalars(select(Qualification.ref).where(Qualification.number == entry["number"])).one()
        organisations.take_off_qualification(uow, ref)


def _of(agency: Agency, kind: str) -> list[Mapping[str, Any]]:
    return [entry for entry in written()[kind] if entry["agency"] == agency.key]


def _certificate(story: Story, agency: Agency, entry: Mapping[str, Any]) -> None:
    lines = [entry["name"], agency.name, entry["number"], "演示数据 Demonstration data"]
    stored = intake.receive(story.house.storage, story.house.sniffer, f"{entry['name']}.pdf", report.pdf(lines))
    ref = story.refs[agency.key]
    with story.acting(sign_ins.of_agency(agency.key)) as uow:
        owner = uow.session.scalars(select(Organisation.id).where(Organisation.ref == ref)).one()
        document = documents.register(uow, stored, organisation_id=owner)
        certificate = Certificate(
            name=entry["name"],
            grade=Grade[entry.get("grade", Grade.UNGRADED.name)],
            number=entry["number"],
            issuer=entry["issuer"],
            valid_from=entry["from"],
            valid_to=entry.get("to"),
        )
        organisations.add_qualification(uow, ref, certificate, document.ref)


def _people(story: Story, agency: Agency) -> None:
    for number, entry in enumerate(written()["practitioner"], 1):
        if entry["agency"] != agency.key:
            continue
        person = Person(
            name=entry["name"],
            certificate=entry["certificate"],
            registration_number=f"示例注册{number:06}",
            identity_number=f"DEMO{number:06}",
            active_from=entry["since"],
        )
        with story.acting(sign_ins.of_agency(agency.key)) as uow:
            organisations.add_practitioner(uow, story.refs[agency.key], person, story.house.identity_digest)


def _promises(story: Story, agency: Agency) -> None:
    unlike = sum(map(ord, agency.key))
    for code, usual in written()["service"].items():
        if code not in agency.services:
            continue
        percent = PRICES_APART[unlike % len(PRICES_APART)]
        statement = Statement(
            conditions=usual["conditions"],
            flow=usual["flow"],
            promised_days=usual["days"] + unlike % DAYS_APART,
            price_mode="market",
            price_from=_price(usual["from"], percent),
            price_to=_price(usual["to"], percent),
            price_text=usual["unit"],
        )
        with story.acting(sign_ins.of_agency(agency.key)) as uow:
            organisations.state_service(uow, story.refs[agency.key], code, statement)


def _price(yuan: int, percent: int) -> Money:
    """So many percent of `yuan`, in whole hundreds of yuan."""
    return Money(yuan * percent // HUNDRED // HUNDRED * HUNDRED * HUNDRED)


def _commit(story: Story, agency: Agency) -> None:
    for kind, wording in COMMITMENTS.items():
        with story.acting(sign_ins.of_agency(agency.key)) as uow:
            organisations.sign_commitment(uow, story.refs[agency.key], kind, wording.version, has_agreed=True)
