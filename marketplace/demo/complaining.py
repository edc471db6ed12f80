"""What people complain of, and what the regulator makes of it, read from ``complaints.toml``."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marketplace.demo import sign_ins
from marketplace.demo.cast import FOLDER, local
from marketplace.demo.plans import Plan
from marketplace.demo.story import Scene, Story
from marketplace.domain.complaints import operations as complaints
from marketplace.domain.complaints.operations import Filed, Finding
from marketplace.domain.complaints.rules import Contact, Submission
from marketplace.domain.complaints.states import Anonymity, Outcome, SubjectKind
from marketplace.kernel.actor import ANYONE, Role

REGULATOR = sign_ins.of_office("regulator", Role.REGULATOR, 1)
HOUR = 14
"""When a step is taken, some minutes more or less."""

LETTERS = {
    "ask_supplement": complaints.ask_supplement,
    "ask_statement": complaints.ask_statement,
    "not_accept": complaints.not_accept,
    "transfer": complaints.transfer,
    "withhold": complaints.withhold,
}
"""What the regulator writes, by the name of the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedComplaint:
    """One complaint. `about` is the key of a purchase, a department or an agency; empty for a policy."""

    begins: datetime
    source: str
    kind: SubjectKind
    about: str
    articles: Sequence[str]
    facts: str
    reasons: str
    anonymity: Anonymity
    steps: Sequence[Mapping[str, Any]]
    """Acts in their order, each so many working days after the one before (`after`, else 1)."""
    since: date | None = None
    clause: str = ""
    policy: Mapping[str, str]
    contact: Mapping[str, str]


def complaints_about(keys: Collection[str]) -> list[PlannedComplaint]:
    """Those whose subject is among `keys`, and those about policies."""
    read = tomllib.loads((FOLDER / "complaints.toml").read_text(encoding="utf-8"))
    return [
        _planned(entry) for entry in read["complaint"] if entry["kind"] == SubjectKind.POLICY or entry["about"] in keys
    ]


def complaint(story: Story, planned: PlannedComplaint, plans: Sequence[Plan], codes: Mapping[str, str]) -> Scene:
    """Somebody complains; the regulator, the respondent and the filer act as planned. `codes`: agencies' credit codes.

    Who files is anyone: nobody signs in for it.
    """
    yield planned.begins
    with story.house.writing(ANYONE) as uow:
        filed = complaints.file(uow, _submission(story, planned, codes), (), planned.source)
    for step in planned.steps:
        yield story.on_working_day(step.get("after", 1), HOUR)
        _act(story, filed, step, _respondent(story, planned, plans), planned.source)


def _act(story: Story, filed: Filed, step: Mapping[str, Any], respondent: str, source: str) -> None:
    ref, text = filed.complaint.ref, step.get("text", "")
    match step["act"]:
        case "supplement":
            with story.house.writing(ANYONE) as uow:
                complaints.supplement(uow, ref, filed.code, text, (), source)
        case "withdraw":
            with story.house.writing(ANYONE) as uow:
                complaints.withdraw(uow, ref, filed.code)
        case "state":
            with story.acting(respondent) as uow:
                complaints.state(uow, ref, text, ())
        case "decide":
            finding = Finding(
                Outcome(step["outcome"]),
                step["facts"],
                step["reasoning"],
                tuple(step.get("articles", ())),
                step.get("measures", ""),
            )
            with story.acting(REGULATOR) as uow:
                complaints.decide(uow, ref, finding)
        case "take":
            with story.acting(REGULATOR) as uow:
                complaints.take(uow, ref)
        case "publish":
            with story.acting(REGULATOR) as uow:
                complaints.publish(uow, ref)
        case act:
            with story.acting(REGULATOR) as uow:
                LETTERS[act](uow, ref, text)


def _submission(story: Story, planned: PlannedComplaint, codes: Mapping[str, str]) -> Submission:
    about = story.refs.get(planned.about, "")
    return Submission(
        kind=planned.kind,
        articles=tuple(planned.articles),
        facts=planned.facts,
        reasons=planned.reasons,
        since=planned.since,
        reported_elsewhere=False,
        elsewhere="",
        anonymity=planned.anonymity,
        about=codes[planned.about] if planned.kind is SubjectKind.AGENCY else about,
        clause=planned.clause,
        **{f"policy_{name}": value for name, value in planned.policy.items()},
        contact=Contact(**planned.contact),
    )


def _respondent(story: Story, planned: PlannedComplaint, plans: Sequence[Plan]) -> str:
    """The address of whoever answers for the respondent."""
    if planned.kind is SubjectKind.AGENCY:
        return sign_ins.of_agency(planned.about)
    department = next((plan.department for plan in plans if plan.key == planned.about), planned.about)
    return sign_ins.of_office(story.who_acts_for(department), Role.APPROVER, 1)


def _planned(entry: Mapping[str, Any]) -> PlannedComplaint:
    return PlannedComplaint(
        **{
            "about": "",
            "policy": {},
            "contact": {},
            **entry,
            "begins": local(entry["begins"]),
            "kind": SubjectKind(entry["kind"]),
            "anonymity": Anonymity(entry["anonymity"]),
        }
    )
