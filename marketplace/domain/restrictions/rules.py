"""The rules of the check: what each forbids, by which law, how hard it binds in which regime, what to write instead.

Sources: 反垄断法 (2022), 公平竞争审查条例 (Order 783), 公平竞争审查条例实施办法 (SAMR Order 99), 招标投标领域公平竞争
审查规则 (2024, Order 16), 招标投标法实施条例, 政府采购法实施条例, 财政部令第87号, 优化营商环境条例. Each rule names its
articles.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.domain.regimes.states import Regime
from marketplace.domain.restrictions.advice import ADVICE, LABELS
from marketplace.kernel.i18n import Text, mark


class Severity(StrEnum):
    """What a finding does: a block needs an edit or an override, a warning is published, a note only tells."""

    BLOCK = "BLOCK"
    WARN = "WARN"
    NOTE = "NOTE"


class Binding(StrEnum):
    """Whether a law binds the notice itself or is to be followed because another rule refers to it."""

    DIRECT = "direct"
    BY_REFERENCE = "by reference"


class Law(StrEnum):
    """Short names, as cited."""

    AML = "AML"
    FCR = "FCR"
    FCRM = "FCRM"
    O16 = "O16"
    TBL_IR = "TBL-IR"
    GPL_IR = "GPL-IR"
    MOF87 = "MOF87"
    OBE = "OBE"
    TBL = "TBL"
    GPL = "GPL"
    PLATFORM = "platform rule"
    OWN = "own rule"


LAWS: Mapping[Law, Text] = {
    Law.AML: mark("Anti-Monopoly Law (2022)"),
    Law.FCR: mark("Fair Competition Review Regulations (2024)"),
    Law.FCRM: mark("Implementing Measures of the Fair Competition Review Regulations (2025)"),
    Law.O16: mark("Fair Competition Review Rules for Tendering (2024)"),
    Law.TBL_IR: mark("Implementing Regulations of the Tendering and Bidding Law"),
    Law.GPL_IR: mark("Implementing Regulations of the Government Procurement Law"),
    Law.MOF87: mark("Measures for Tendering in Government Procurement (Order 87)"),
    Law.OBE: mark("Regulations on Optimising the Business Environment"),
    Law.TBL: mark("Tendering and Bidding Law"),
    Law.GPL: mark("Government Procurement Law"),
    Law.PLATFORM: mark("Rule of this platform: taking part is free"),
    Law.OWN: mark("Own rule of this platform"),
}

_PUBLIC = frozenset({Regime.BELOW_THRESHOLD, Regime.GOV_PROCUREMENT, Regime.STATUTORY_BIDDING})
"""Regimes in which the buyer is a department: 反垄断法 Art 39–45 and 优化营商环境条例 bind administrative bodies."""

DIRECT_IN: Mapping[Law, frozenset[Regime]] = {
    Law.AML: _PUBLIC,
    Law.OBE: _PUBLIC,
    Law.TBL_IR: frozenset({Regime.STATUTORY_BIDDING}),
    Law.GPL_IR: frozenset({Regime.GOV_PROCUREMENT}),
    Law.MOF87: frozenset({Regime.GOV_PROCUREMENT}),
    Law.TBL: frozenset({Regime.STATUTORY_BIDDING}),
    Law.GPL: frozenset({Regime.GOV_PROCUREMENT}),
    Law.PLATFORM: frozenset(Regime),
    Law.OWN: frozenset(Regime),
}
"""Where a law binds a notice itself. The others bind those who make policy; 招标投标领域公平竞争审查规则 Art 20 has
notices and platforms refer to them."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A law and the articles of it, e.g. ``TBL-IR 32(3)``."""

    law: Law
    articles: str

    def __str__(self) -> str:
        return f"{self.law} {self.articles}".strip()

    def binding(self, regime: Regime) -> Binding:
        """How the law stands to a notice under this regime."""
        return Binding.DIRECT if regime in DIRECT_IN.get(self.law, frozenset()) else Binding.BY_REFERENCE


@dataclass(frozen=True, slots=True)
class Rule:
    """One forbidden condition."""

    code: str
    severity: Severity
    citations: tuple[Citation, ...]
    by_regime: Mapping[Regime, Severity] = field(default_factory=dict)
    """Where a regime is harder or softer than `severity`."""

    @property
    def label(self) -> Text:
        """What the rule is about, in a few words."""
        return LABELS[self.code]

    @property
    def advice(self) -> Text:
        """How to say it lawfully."""
        return ADVICE[self.code]

    @property
    def citation(self) -> str:
        """All citations in one line."""
        return "; ".join(str(citation) for citation in self.citations)

    def severity_in(self, regime: Regime) -> Severity:
        """How hard the rule is under a regime."""
        return self.by_regime.get(regime, self.severity)

    def binding_in(self, regime: Regime) -> Binding:
        """Direct as soon as one of its laws binds directly."""
        bindings = {citation.binding(regime) for citation in self.citations}
        return Binding.DIRECT if Binding.DIRECT in bindings else Binding.BY_REFERENCE


def _rule(code: str, severity: Severity, cited: str, by_regime: Mapping[Regime, Severity] | None = None) -> Rule:
    return Rule(code, severity, tuple(_cited(part.strip()) for part in cited.split(";")), by_regime or {})


def _cited(text: str) -> Citation:
    if text in {Law.PLATFORM, Law.OWN}:
        return Citation(Law(text), "")
    law, _, articles = text.partition(" ")
    return Citation(Law(law), articles)


_LOT = {
    Regime.STATUTORY_BIDDING: Severity.BLOCK,
    Regime.GOV_PROCUREMENT: Severity.WARN,
}
"""A draw among equals is one of the lawful methods below the limits and with one's own funds; there it is a note."""

_BLOCK, _WARN, _NOTE = Severity.BLOCK, Severity.WARN, Severity.NOTE

RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        _rule("LOC_REG", _BLOCK, "AML 42; GPL-IR 20(7); FCR 9(3); FCRM 15(3)"),
        _rule("LOC_BRANCH", _BLOCK, "AML 43; O16 6(2); FCR 9(2)"),
        _rule("LOC_TAX", _BLOCK, "O16 6(2); FCRM 15(3)"),
        _rule("LOC_PERF", _BLOCK, "TBL-IR 32(3); GPL-IR 20(4); O16 6(3),7(1)"),
        _rule("LOC_AWARD", _BLOCK, "TBL-IR 32(3); GPL-IR 20(4); O16 6(3)"),
        _rule("LOC_CONSORT", _BLOCK, "O16 6(2),7(5); FCRM 15(3)"),
        _rule("LOC_PREF", _BLOCK, "OBE 13; AML 41–42; O16 7(4)"),
        _rule("LOC_FILING", _BLOCK, "FCR 8(1),9; O16 6(1)"),
        _rule("LIST", _BLOCK, "O16 5(9); FCR 8(3); FCRM 11"),
        _rule("DESIGNATE", _BLOCK, "OBE 43(2); AML 39; FCR 8(3)"),
        _rule("OWNERSHIP", _BLOCK, "TBL-IR 32(6); GPL-IR 20(7); O16 7(2)"),
        _rule("ORGFORM", _WARN, "TBL-IR 32(6); GPL-IR 20(7)"),
        _rule("CAPITAL", _BLOCK, "MOF87 17; O16 7(4); FCRM 12(1)"),
        _rule("TURNOVER", _BLOCK, "MOF87 17; O16 7(4)"),
        _rule("AGE", _BLOCK, "FCRM 12(1)"),
        _rule("PERF_AMT", _WARN, "TBL-IR 32(2); GPL-IR 20(2)"),
        _rule("BRAND", _BLOCK, "TBL-IR 32(5); GPL-IR 20(6)"),
        _rule("ASSOC", _BLOCK, "O16 6(5)"),
        _rule("CERT_LOCAL", _BLOCK, "O16 6(4)"),
        _rule("MGMT_CERT", _WARN, "TBL-IR 32(2); GPL-IR 20(2)"),
        _rule("PRESENCE", _WARN, "O16 10(4)"),
        _rule("ORIGINALS", _WARN, "O16 10(3)"),
        _rule("DEPOSIT", _WARN, "OBE 25; O16 11(2),(3); TBL-IR 26,58"),
        _rule("GUARANTOR", _BLOCK, "O16 11(4)"),
        _rule("FEE", _BLOCK, "OBE 25; platform rule"),
        _rule("LOT", _NOTE, "O16 8(4)", _LOT),
        _rule("SHIFT_FEE", _BLOCK, "OBE 43(3)"),
        _rule("TAILORED", _WARN, "GPL-IR 20(3); AML 42"),
        _rule("FLOOR", _WARN, "TBL-IR 27; FCR 11(3)", {Regime.STATUTORY_BIDDING: Severity.BLOCK}),
        _rule("PROOF", _WARN, "OBE 44"),
        _rule("CA", _WARN, "O16 5(7),(8)"),
    )
}

CHECKS: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        _rule("S1", _WARN, "TBL-IR 32(1); GPL-IR 20(1)"),
        _rule("S2", _WARN, "TBL-IR 32(4); GPL-IR 20(5)"),
        _rule("S3", _WARN, "TBL-IR 32(2); GPL-IR 20(2)"),
        _rule("S4", _WARN, "own rule"),
        _rule("S5", _BLOCK, "MOF87 16; own rule"),
        _rule("S6", _WARN, "OBE 43(3)"),
        _rule("S7", _BLOCK, "OBE 43(3); O16 8(4)"),
        _rule("S8", _BLOCK, "TBL-IR 32(2); GPL-IR 20(2)"),
        _rule("S9", _WARN, "TBL 4; GPL-IR 28"),
        _rule("S10", _WARN, "O16 9; AML 42"),
        _rule("S11", _WARN, "TBL-IR 49"),
        _rule("S12", _WARN, "GPL-IR 20(3); own rule"),
    )
}
"""The structural checks S1–S12: how a notice is built, whatever its words. The blocks are refused at their fields when
a draft is saved, so that no report ever holds them."""
