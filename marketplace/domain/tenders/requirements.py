"""What a tender asks of those who take part, and who meets it. Pure.

A requirement that can be computed from what an agency has shown (certificates, practitioners) is decided here; every
other one is for people to read and never keeps anybody from bidding.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import Any

from marketplace.domain.catalogue.certificates import RETAINED
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.holdings import GRADES, Grade, Holdings
from marketplace.kernel.i18n import Text, mark

MAX_REQUIREMENTS = 10
"""Rows of one tender [own default]."""

MAX_SUBJECT = 120
MAX_JUSTIFICATION = 500
MAX_PRACTITIONERS = 50
"""More for one service is a slip of the pen or a tailored tender [own default]."""

TAILORED = 1
"""Providers left when a requirement looks cut for one of them (own rule S12: a warning, never a block)."""


class Kind(StrEnum):
    """What a requirement is about."""

    QUALIFICATION = "qualification"
    PRACTITIONERS = "practitioners"
    PROOF = "certificate"
    OTHER = "other"


KINDS: Mapping[Kind, Text] = {
    Kind.QUALIFICATION: mark("A qualification certificate"),
    Kind.PRACTITIONERS: mark("Practitioners with a certificate"),
    Kind.PROOF: mark("A proof from the retained list"),
    Kind.OTHER: mark("Something else, in words"),
}


class Standing(StrEnum):
    """How an agency stands to one requirement."""

    MEETS = "meets"
    LACKS = "lacks"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row: `subject` names the certificate, is the code of a retained proof, or says it in words."""

    kind: Kind
    subject: str
    justification: str
    grade: Grade = Grade.UNGRADED
    """The least that will do, of a qualification."""
    number: int = 0
    """How many practitioners at least."""

    def as_json(self) -> dict[str, Any]:
        """As stored and published."""
        return {
            "kind": str(self.kind),
            "subject": self.subject,
            "justification": self.justification,
            "grade": self.grade.name,
            "number": self.number,
        }


def read(stored: Iterable[Mapping[str, Any]]) -> tuple[Requirement, ...]:
    """Read back what `as_json` wrote."""
    return tuple(
        Requirement(Kind(row["kind"]), row["subject"], row["justification"], Grade[row["grade"]], row["number"])
        for row in stored
    )


def faults(requirements: Sequence[Requirement]) -> Mapping[str, Text]:
    """What keeps these rows from being published, by ``conditions-<row>-<field>``; rows count from 0.

    A requirement without a reason is refused (own rule S8), a proof outside the retained list too (优化营商环境条例
    Art 44).
    """
    if len(requirements) > MAX_REQUIREMENTS:
        return {"conditions": mark("Ask for at most %(most)s things.", most=MAX_REQUIREMENTS)}
    return {
        f"conditions-{row}-{name}": text
        for row, requirement in enumerate(requirements)
        for name, text in _faults_of(requirement).items()
    }


def _faults_of(requirement: Requirement) -> Mapping[str, Text]:
    found: dict[str, Text] = {}
    if not requirement.justification.strip():
        found["justification"] = mark("Say why the work cannot be done without it.")
    elif len(requirement.justification) > MAX_JUSTIFICATION:
        found["justification"] = mark("Keep this text within %(limit)s characters.", limit=MAX_JUSTIFICATION)
    if requirement.kind is Kind.PROOF:
        if requirement.subject not in RETAINED:
            found["proof"] = mark("Choose a proof from the retained list; no other may be asked for.")
        return found
    if not requirement.subject.strip():
        found["subject"] = mark("Name what is asked for.")
    elif len(requirement.subject) > MAX_SUBJECT:
        found["subject"] = mark("Keep this text within %(limit)s characters.", limit=MAX_SUBJECT)
    if requirement.kind is Kind.PRACTITIONERS and not 1 <= requirement.number <= MAX_PRACTITIONERS:
        found["number"] = mark("Ask for 1 to %(most)s practitioners.", most=MAX_PRACTITIONERS)
    return found


def warnings(requirements: Sequence[Requirement], item: ServiceItem) -> Sequence[tuple[Requirement, Text]]:
    """Qualifications that the law of this service does not ask for (own rule S3: a warning)."""
    lawful = [_plain(name) for name in (item.qualification_zh, item.qualification_en) if name.strip()]
    found = []
    for requirement in requirements:
        name = _plain(requirement.subject)
        if requirement.kind is not Kind.QUALIFICATION or any(name in basis or basis in name for basis in lawful):
            continue
        text = (
            mark("The law asks for another qualification for this service: %(lawful)s.", lawful=item.qualification_zh)
            if lawful
            else mark("The catalogue names no qualification that the law asks for in this service.")
        )
        found.append((requirement, text))
    return found


def standing(requirement: Requirement, holdings: Holdings) -> Standing:
    """How an agency with these holdings stands; a higher grade covers a lower one."""
    match requirement.kind:
        case Kind.QUALIFICATION:
            grade = _best(requirement.subject, holdings.qualifications)
            return Standing.MEETS if grade is not None and grade >= requirement.grade else Standing.LACKS
        case Kind.PRACTITIONERS:
            return Standing.LACKS if _short_of(requirement, holdings) else Standing.MEETS
        case _:
            return Standing.UNKNOWN


def eligibility(requirements: Sequence[Requirement], holdings: Holdings) -> list[tuple[Requirement, Standing]]:
    """Each requirement in its order, with how this agency stands to it."""
    return [(requirement, standing(requirement, holdings)) for requirement in requirements]


def lacks(requirements: Sequence[Requirement], holdings: Holdings) -> list[Text]:
    """What exactly is missing, one text a requirement; empty when nothing that can be computed is."""
    return [
        missing(requirement, holdings)
        for requirement, found in eligibility(requirements, holdings)
        if found is Standing.LACKS
    ]


def missing(requirement: Requirement, holdings: Holdings) -> Text:
    """What an agency would still have to show to meet a requirement that it lacks."""
    if requirement.kind is Kind.PRACTITIONERS:
        short = _short_of(requirement, holdings)
        if short == 1:
            return mark("one more practitioner with the certificate “%(name)s”", name=requirement.subject)
        return mark(
            "%(count)s more practitioners with the certificate “%(name)s”", count=short, name=requirement.subject
        )
    grade = _best(requirement.subject, holdings.qualifications)
    if grade is None:
        if requirement.grade is Grade.UNGRADED:
            return mark("the certificate “%(name)s”", name=requirement.subject)
        return mark(
            "the certificate “%(name)s”, at least %(grade)s", name=requirement.subject, grade=GRADES[requirement.grade]
        )
    return mark(
        "a higher grade of the certificate “%(name)s”: %(grade)s is asked for, you have %(own)s",
        name=requirement.subject,
        grade=GRADES[requirement.grade],
        own=GRADES[grade],
    )


def listed(texts: Sequence[Text]) -> Text:
    """Several texts as one."""
    return reduce(lambda one, more: mark("%(one)s; %(more)s", one=one, more=more), texts)


@dataclass(frozen=True, slots=True)
class Step:
    """How many providers qualify before a requirement and after it."""

    requirement: Requirement
    before: int
    after: int

    @property
    def looks_tailored(self) -> bool:
        """Whether this very requirement leaves one provider or none (own rule S12)."""
        return self.after <= TAILORED and self.after < self.before


def narrowing(requirements: Sequence[Requirement], everybody: Sequence[Holdings]) -> list[Step]:
    """One step a requirement, in their order; one that cannot be computed keeps nobody out."""
    left, steps = list(everybody), []
    for requirement in requirements:
        after = [holdings for holdings in left if standing(requirement, holdings) is not Standing.LACKS]
        steps.append(Step(requirement, len(left), len(after)))
        left = after
    return steps


def _short_of(requirement: Requirement, holdings: Holdings) -> int:
    name = _plain(requirement.subject)
    held = sum(count for certificate, count in holdings.practitioners.items() if _plain(certificate) == name)
    return max(0, requirement.number - held)


def _best(subject: str, qualifications: Mapping[str, Grade]) -> Grade | None:
    name = _plain(subject)
    return max((grade for certificate, grade in qualifications.items() if _plain(certificate) == name), default=None)


def _plain(name: str) -> str:
    """A certificate's name as it is compared: wide or narrow, capital or small, with or without blanks is all one."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
