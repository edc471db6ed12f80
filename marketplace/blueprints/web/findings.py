"""What the restriction check found, for a page: the words in their surroundings, the rule, its laws and the advice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.domain.regimes.states import Regime
from marketplace.domain.restrictions.rules import CHECKS, LAWS, RULES, Binding, Rule, Severity
from marketplace.domain.tenders.report_models import RestrictionOverride, TenderReport
from marketplace.domain.tenders.structure import Structural
from marketplace.domain.tenders.wording import Noted
from marketplace.kernel.i18n import Text, from_json, mark

AROUND = 40
"""Characters shown on each side of the words."""

SEVERITIES: Mapping[Severity, Text] = {
    Severity.BLOCK: mark("Blocks the publication"),
    Severity.WARN: mark("Warning"),
    Severity.NOTE: mark("Note"),
}
BINDINGS: Mapping[Binding, Text] = {
    Binding.DIRECT: mark("binds this notice directly"),
    Binding.BY_REFERENCE: mark("applies by reference"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding. `laws` are (law with article, how it binds); `override` is who stands for it, if anybody."""

    key: str
    part: str
    label: str
    severity: str
    is_block: bool
    before: str
    words: str
    after: str
    laws: Sequence[tuple[str, str]]
    advice: str
    override: RestrictionOverride | None


def of_draft(found: Iterable[Noted], overrides: Sequence[RestrictionOverride] = ()) -> dict[str, list[Shown]]:
    """By the name of the form's field."""
    shown: dict[str, list[Shown]] = {}
    for noted in found:
        finding, text = noted.finding, noted.part.text
        shown.setdefault(noted.part.field, []).append(
            Shown(
                key=key_of(noted),
                part=translate(noted.part.label),
                label=translate(finding.rule.label),
                severity=translate(SEVERITIES[finding.severity]),
                is_block=noted.blocks,
                before=_left(text, finding.start),
                words=noted.words,
                after=_right(text, finding.end),
                laws=[
                    (_cited(finding.rule, number), translate(BINDINGS[citation.binding(finding.regime)]))
                    for number, citation in enumerate(finding.rule.citations)
                ],
                advice=translate(finding.advice),
                override=_override(overrides, *noted.key),
            )
        )
    return shown


def of_report(report: TenderReport, overrides: Sequence[RestrictionOverride]) -> list[Shown]:
    """The findings of a published report, with what has become of their overrides since."""
    return [
        Shown(
            key="",
            part="",
            label=translate(RULES[row["rule"]].label),
            severity=translate(SEVERITIES[Severity(row["severity"])]),
            is_block=row["severity"] == Severity.BLOCK,
            before="",
            words=row["words"],
            after="",
            laws=[(law, "") for law in laws_of(RULES[row["rule"]])],
            advice=translate(RULES[row["rule"]].advice),
            override=_override(overrides, row["rule"], row["words"]),
        )
        for row in report.document["findings"]
    ]


def of_structure(found: Iterable[Structural], regime: Regime) -> dict[str, list[Shown]]:
    """The structural warnings of a draft, by the name of the form's field."""
    shown: dict[str, list[Shown]] = {}
    for each in found:
        text = each.part.text
        shown.setdefault(each.part.field, []).append(
            _warning(
                each.rule,
                part=translate(each.part.label),
                before=_left(text, each.start) if each.words else "",
                words=each.words,
                after=_right(text, each.end) if each.words else "",
                laws=[
                    (_cited(each.rule, number), translate(BINDINGS[citation.binding(regime)]))
                    for number, citation in enumerate(each.rule.citations)
                ],
                advice=_advised(each.rule, each.text),
            )
        )
    return shown


def structure_of(report: TenderReport) -> list[Shown]:
    """The structural warnings of a published report."""
    return [
        _warning(
            CHECKS[row["check"]],
            words=row.get("words", ""),
            laws=[(law, "") for law in laws_of(CHECKS[row["check"]])],
            advice=_advised(CHECKS[row["check"]], from_json(row["warning"])),
        )
        for row in report.document["structure"]
    ]


def _advised(rule: Rule, text: Text) -> str:
    """What was found and what to do; a check of words alone only says what to do."""
    return translate(text) if text == rule.advice else f"{translate(text)} {translate(rule.advice)}"


def _warning(
    rule: Rule,
    *,
    laws: Sequence[tuple[str, str]],
    advice: str,
    part: str = "",
    before: str = "",
    words: str = "",
    after: str = "",
) -> Shown:
    return Shown(
        key="",
        part=part,
        label=f"{rule.code} · {translate(rule.label)}",
        severity=translate(SEVERITIES[Severity.WARN]),
        is_block=False,
        before=before,
        words=words,
        after=after,
        laws=laws,
        advice=advice,
        override=None,
    )


def key_of(noted: Noted) -> str:
    """How a form names a finding: the rule and the words."""
    return "|".join(noted.key)


def as_json(report: TenderReport, overrides: Sequence[RestrictionOverride]) -> dict[str, Any]:
    """The report as published, with the overrides as they stand now."""
    return report.document | {
        "at": report.at.isoformat(),
        "overrides": [
            {
                "ref": each.ref,
                "rule": each.rule,
                "words": each.words,
                "law": each.law,
                "article": each.article,
                "reason": each.reason,
                "expires_on": each.expires_on.isoformat(),
                "state": str(each.state),
                "review": each.review,
            }
            for each in overrides
        ],
    }


def _override(overrides: Sequence[RestrictionOverride], rule: str, words: str) -> RestrictionOverride | None:
    return next((each for each in reversed(overrides) if (each.rule, each.words) == (rule, words)), None)


def laws_of(rule: Rule) -> list[str]:
    """What a rule rests on, each law by its name with its articles."""
    return [_cited(rule, number) for number, _each in enumerate(rule.citations)]


def _cited(rule: Rule, number: int) -> str:
    citation = rule.citations[number]
    if not citation.articles:
        return translate(LAWS[citation.law])
    return _("%(law)s, Art. %(articles)s", law=translate(LAWS[citation.law]), articles=citation.articles)


def _left(text: str, start: int) -> str:
    return ("…" if start > AROUND else "") + text[max(0, start - AROUND) : start]


def _right(text: str, end: int) -> str:
    return text[end : end + AROUND] + ("…" if len(text) > end + AROUND else "")
