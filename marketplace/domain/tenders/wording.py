"""The words of a notice, part by part, and what the restriction check says of them. Pure.

Structural findings (own rules S3, S4, S12) have no words: they come from what is asked and how it is weighed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.holdings import Holdings
from marketplace.domain.regimes.states import Regime
from marketplace.domain.restrictions.checking import Finding, check, version
from marketplace.domain.restrictions.rules import Severity
from marketplace.domain.tenders import requirements
from marketplace.domain.tenders.requirements import Kind
from marketplace.domain.tenders.rules import Terms
from marketplace.kernel import canonical
from marketplace.kernel.i18n import Text, mark

MOST_OF_ONE_CRITERION = 30
"""Percent that a single criterion may weigh before the report warns (own rule S4)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a notice; `field` is its name in the drafter's form."""

    field: str
    label: Text
    text: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding in a part of a notice."""

    part: Part
    finding: Finding

    @property
    def words(self) -> str:
        """The very words."""
        return self.part.text[self.finding.start : self.finding.end]

    @property
    def key(self) -> tuple[str, str]:
        """What an override names: the rule and the words."""
        return self.finding.rule.code, self.words

    @property
    def blocks(self) -> bool:
        """Whether it must be mended or overridden."""
        return self.finding.severity is Severity.BLOCK


@dataclass(frozen=True, slots=True)
class Structural:
    """A finding about how the tender is built; `check` is the number of the own rule."""

    check: str
    text: Text


def parts(terms: Terms) -> Iterator[Part]:
    """Every text that a drafter writes freely, in the order of the form."""
    yield Part("title", mark("Title"), terms.title)
    yield Part("description", mark("Description of the service"), terms.description)
    yield Part("requirements", mark("Requirements"), terms.requirements)
    for row, condition in enumerate(terms.conditions):
        number = row + 1
        if condition.kind is not Kind.PROOF:
            yield Part(f"conditions-{row}-subject", mark("Requirement %(number)s", number=number), condition.subject)
        yield Part(
            f"conditions-{row}-justification",
            mark("Requirement %(number)s: reason", number=number),
            condition.justification,
        )
    for row, criterion in enumerate(terms.criteria):
        yield Part(f"criteria-{row}-label", mark("Criterion %(number)s", number=row + 1), criterion.label)


def examine(terms: Terms, regime: Regime) -> Sequence[Noted]:
    """All findings in the words, in the order of the form.

    A title names the work: only the words themselves count in it, for no sentence is there that could be judged as one.
    """
    return [
        Noted(part, finding)
        for part in parts(terms)
        for finding in check(part.text, regime=regime)
        if finding.is_worded or part.field != "title"
    ]


def structure(terms: Terms, item: ServiceItem, everybody: Sequence[Holdings]) -> Sequence[Structural]:
    """Warnings about the tender as a whole; `everybody` are the active agencies that offer the service."""
    found = [Structural("S3", text) for _, text in requirements.warnings(terms.conditions, item)]
    found += [
        Structural(
            "S4",
            mark(
                "The criterion “%(name)s” weighs more than %(most)s percent by itself.",
                name=criterion.label,
                most=MOST_OF_ONE_CRITERION,
            ),
        )
        for criterion in terms.criteria
        if criterion.weight > MOST_OF_ONE_CRITERION
    ]
    found += [
        Structural(
            "S12",
            mark(
                "Requirement %(number)s leaves %(after)s of %(before)s providers.",
                number=number,
                after=step.after,
                before=step.before,
            ),
        )
        for number, step in enumerate(requirements.narrowing(terms.conditions, everybody), 1)
        if step.looks_tailored
    ]
    return found


def document(terms: Terms, regime: Regime, structural: Sequence[Structural]) -> dict[str, Any]:
    """The report as stored: ``{"check", "regime", "sha256", "findings", "structure"}``.

    `sha256` is the digest of the texts ``[[field, text]]``; a finding holds ``field, rule, severity, binding,
    citation, start, end, words``.
    """
    return {
        "check": version(),
        "regime": str(regime),
        "sha256": canonical.digest([[part.field, part.text] for part in parts(terms)]),
        "findings": [
            {
                "field": noted.part.field,
                "rule": noted.finding.rule.code,
                "severity": str(noted.finding.severity),
                "binding": str(noted.finding.binding),
                "citation": noted.finding.rule.citation,
                "start": noted.finding.start,
                "end": noted.finding.end,
                "words": noted.words,
            }
            for noted in examine(terms, regime)
        ],
        "structure": [{"check": each.check, "warning": each.text.as_json()} for each in structural],
    }
