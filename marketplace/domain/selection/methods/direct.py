"""Direct choice (直接选取): the buyer names one provider, says why, and the reasons are published.

Law: whoever must buy a service for an approval chooses freely, and the department may not designate
(优化营商环境条例 Art 43(2)); a technical service that a department itself commissions inside an approval is chosen
by competition only (Art 43(3)), so it can never be given directly, under no regime and at no price. Fiscal money:
up to a cap of 30,000, the project's own default. State enterprises only for what an applicant must buy.
"""

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import money_text
from marketplace.domain.selection.prices import CEILING_PRICE, unusable_price
from marketplace.domain.selection.steps import Choose, Excluded, Journal, Ranked, Ranking, Step
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

CODE = "direct"
VERSION = "1"
LABEL = mark("Direct choice")
SUMMARY = mark("The buyer names one provider and publishes the reasons; never for what a department commissions.")
MINIMUM_CANDIDATES = {"below_threshold": 1, "state_enterprise": 1, "private": 1}
STEPS = ("choose",)
NEEDS = ("invitation",)
CHOICE = "choice"
"""Name of the step in which the buyer chooses."""
FISCAL, STATE_ENTERPRISE = "below_threshold", "state_enterprise"
APPLICANT, DEPARTMENT = "applicant", "department"
SETTINGS = (
    CEILING_PRICE,
    Field(
        name="commissioned_by",
        kind="choice",
        description=mark(
            "Who must buy the service: the applicant of an approval, the department inside an approval (then nobody "
            "may be named directly), or nobody, outside any approval"
        ),
        citation="优化营商环境条例 Art 43(2) and 43(3)",
        default=APPLICANT,
        required="notice",
        choices=(APPLICANT, DEPARTMENT, "nobody"),
    ),
    Field(
        name="direct_cap",
        kind="money",
        description=mark("Highest price that fiscal money may pay without competition"),
        citation="The project's own default",
        default="30000",
        filled_by="operator",
    ),
)
EXAMPLE = {
    "settings": {"regime": "below_threshold", "currency": "CNY", "commissioned_by": "applicant"},
    "candidates": [
        {"id": "Alder Survey", "price": "28000"},
        {"id": "Birch Testing", "price": "29500"},
        {"id": "Cedar Appraisal", "price": "31000"},
    ],
    "seed": "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
    "journal": [
        {
            "step": "choice",
            "by": "buyer",
            "at": "2026-03-02T11:00:00+08:00",
            "data": {"chosen": "Birch Testing", "reasons": "It drew up the first part of the same report."},
        }
    ],
}


def check(settings: Values) -> None:
    """Never what a department commissions; a state enterprise only as an applicant; raises ``SelectionInputError``."""
    commissioned = settings.label("commissioned_by")
    if commissioned == DEPARTMENT:
        raise SelectionInputError(
            mark("settings.commissioned_by: what a department commissions inside an approval is chosen by competition")
        )
    if settings.label("regime") == STATE_ENTERPRISE and commissioned != APPLICANT:
        raise SelectionInputError(
            mark("settings.commissioned_by: a state enterprise names a provider only for what an applicant must buy")
        )


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    """Exclude an unusable price and, where fiscal money pays, one above the cap."""
    unusable, cap, currency = (
        unusable_price(candidate, settings),
        settings.amount("direct_cap"),
        settings.label("currency"),
    )
    price = candidate.price
    if unusable is None and settings.label("regime") == FISCAL and price is not None and price > cap:
        return mark(
            "The price %(price)s %(currency)s is above %(cap)s %(currency)s, the most that fiscal money pays directly",
            price=money_text(price, currency),
            cap=money_text(cap, currency),
            currency=currency,
        )
    return unusable


def next_step(_settings: Values, journal: Journal, _seed: bytes | None) -> Step:
    """Ask for the choice, then place the chosen alone."""
    ids = tuple(candidate.id for candidate in journal.candidates)
    if CHOICE not in journal.answers:
        return Choose(CHOICE, mark("Name one provider and say why"), ids)
    counted = mark("No computation: a named choice among %(count)s", count=len(ids))
    choice = next(iter(journal.answers[CHOICE]), None)
    if choice is None:
        unnamed = tuple(Excluded(id_, mark("The buyer named nobody")) for id_ in ids)
        return Ranking((), (counted,), unnamed, mark("The buyer named nobody while the choice was open"))
    named = Ranked(choice.chosen, None, (mark("Named by the buyer: %(reasons)s", reasons=choice.reasons),))
    others = tuple(Excluded(id_, mark("The buyer named another provider")) for id_ in ids if id_ != choice.chosen)
    return Ranking(((named,),), (counted,), others)
