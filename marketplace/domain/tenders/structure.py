"""How a tender is built, whatever its words: the structural checks S1–S12, as warnings with their places. Pure.

S5, S7 and S8 are refused at their fields (`rules`, `notice`, `requirements`) and never get as far as a report. Files of
a notice are public with it, and a draft takes no budget line but the buyer's: of S1 and S6 only the words are left.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.holdings import Holdings
from marketplace.domain.regimes.rules import RELATED_WITHIN, Routing
from marketplace.domain.regimes.states import Funds
from marketplace.domain.restrictions import structure
from marketplace.domain.restrictions.rules import CHECKS, Rule
from marketplace.domain.tenders import requirements, wording
from marketplace.domain.tenders.rules import Terms
from marketplace.domain.tenders.wording import Part
from marketplace.kernel.i18n import Text, mark

MOST_OF_ONE_CRITERION = 30
"""Percent that a single criterion may weigh before the report warns (own rule S4)."""

NAMED_FROM = 2
"""Half of the words of a criterion in a sentence: it is the criterion that the sentence is about [own default]."""

_WORDS = re.compile(r"[a-z]{4,}|(?=([一-鿿]{2}))")


@dataclass(frozen=True, slots=True)
class Structural:
    """A warning about how the tender is built; the stretch of `part` is empty where no words are meant."""

    rule: Rule
    text: Text
    part: Part
    start: int = 0
    end: int = 0

    @property
    def words(self) -> str:
        """The very words; empty where none are meant."""
        return self.part.text[self.start : self.end]


def examine(terms: Terms, item: ServiceItem, everybody: Sequence[Holdings], routing: Routing) -> Sequence[Structural]:
    """All warnings in the order of the checks; `everybody` are the active agencies that offer the service."""
    named = {part.field: part for part in wording.parts(terms)}
    found = [
        *_told(terms, routing.funds),
        *_unasked(terms, item, named),
        *_heavy(terms, named),
        *_split(routing),
        *_tailored(terms, everybody, named),
    ]
    return sorted(found, key=lambda each: int(each.rule.code.removeprefix("S")))


def _told(terms: Terms, funds: Funds) -> Iterator[Structural]:
    """S1, S2, S6, S10 and S11: what the words say of it. Who buys with own funds may agree on any payer."""
    for part in wording.parts(terms):
        if part.field == "title" or part.field.startswith("criteria-"):
            continue
        for told in structure.told(part.text):
            around = part.text[slice(*told.sentence)]
            if told.check == "S6" and funds is not Funds.FISCAL:
                continue
            if told.check == "S11" and _names_one(around, [criterion.label for criterion in terms.criteria]):
                continue
            rule = CHECKS[told.check]
            yield Structural(rule, rule.advice, part, told.start, told.end)


def _names_one(sentence: str, labels: Collection[str]) -> bool:
    said = _words(sentence)
    return any(
        label.casefold() in sentence.casefold() or (wanted and NAMED_FROM * len(wanted & said) >= len(wanted))
        for label, wanted in ((label, _words(label)) for label in labels)
    )


def _words(text: str) -> set[str]:
    """Words of four letters or more, and every two Chinese characters that stand side by side."""
    return {match[0] or match[1] for match in _WORDS.finditer(text.casefold())}


def _unasked(terms: Terms, item: ServiceItem, named: dict[str, Part]) -> Iterator[Structural]:
    """S3: a qualification that the law of this service does not ask for."""
    unlawful = dict(requirements.warnings(terms.conditions, item))
    for row, condition in enumerate(terms.conditions):
        if condition in unlawful:
            yield Structural(CHECKS["S3"], unlawful[condition], named[f"conditions-{row}-subject"])


def _heavy(terms: Terms, named: dict[str, Part]) -> Iterator[Structural]:
    """S4: a single criterion that decides by itself."""
    for row, criterion in enumerate(terms.criteria):
        if criterion.weight > MOST_OF_ONE_CRITERION:
            text = mark(
                "The criterion “%(name)s” weighs more than %(most)s percent by itself.",
                name=criterion.label,
                most=MOST_OF_ONE_CRITERION,
            )
            yield Structural(CHECKS["S4"], text, named[f"criteria-{row}-label"])


def _split(routing: Routing) -> Iterator[Structural]:
    """S9: by itself it stays below a limit of the laws of bidding that it reaches with what belongs to it."""
    if routing.is_split:
        text = mark(
            "By itself this purchase stays below the limit that it reaches with what was bought of the same item"
            " within %(days)s days, or for the same project. What belongs together may not be split.",
            days=RELATED_WITHIN.days,
        )
        yield Structural(CHECKS["S9"], text, Part("ceiling", mark("Ceiling price"), ""))


def _tailored(terms: Terms, everybody: Sequence[Holdings], named: dict[str, Part]) -> Iterator[Structural]:
    """S12: a requirement that leaves one provider or none."""
    for row, step in enumerate(requirements.narrowing(terms.conditions, everybody)):
        if step.looks_tailored:
            text = mark(
                "Requirement %(number)s leaves %(after)s of %(before)s providers.",
                number=row + 1,
                after=step.after,
                before=step.before,
            )
            yield Structural(CHECKS["S12"], text, named[f"conditions-{row}-subject"])
