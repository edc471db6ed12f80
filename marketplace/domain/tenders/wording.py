"""The words of a notice, part by part, and what the restriction check says of them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marketplace.domain.regimes.states import Regime
from marketplace.domain.restrictions.checking import Finding, check
from marketplace.domain.restrictions.rules import Severity
from marketplace.domain.tenders.requirements import Kind
from marketplace.domain.tenders.rules import Terms
from marketplace.kernel.i18n import Text, mark


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
