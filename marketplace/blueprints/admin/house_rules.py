"""The numbers the house goes by, read from the code that applies them: value, unit, what it means, whose rule it is."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

from marketplace import domain
from marketplace.domain.accounts.rules import Limit
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money

ROOT = Path(domain.__file__).parent
_OWN = re.compile(r"\[ours\b|own default")
_LAW = re.compile(r"[\u4e00-\u9fff]{3,}(?:令\d+)? Art \d+(?:\(\d\))?|OWASP ASVS [\d.]+(?:, [\d.]*\d)?|GB/T \d+|RFC \d+")

LONG_HOURS = 72
"""From here on a period is told in days."""
FIGURES = (int, float, Decimal, Money, time, timedelta, range, Limit, Mapping)
"""What counts as a number; a list of words that the law names is no figure."""

MEANINGS: Mapping[str, Text] = {
    "calendar.rules.CLOSING_TIME": mark("Hour of the last day at which bids fall due"),
    "organisations.rules.FORMAL_CHECK_WORKING_DAYS": mark("Working days for the formal check of a registration"),
    "organisations.rules.REGISTRATION_WINDOW": mark("Time in which one person may register only a few agencies"),
    "regimes.rules.PROCUREMENT_LIMIT": mark("Limit from which a purchase must go through government procurement"),
    "regimes.rules.BIDDING_LIMIT": mark("Estimate from which services for works must be put to bidding"),
    "regimes.rules.RELATED_WITHIN": mark("Time in which purchases of one buyer and one item count as one"),
    "regimes.rules.EXEMPT_WINDOW": mark("Fewest working days for bids where the matter is urgent"),
    "regimes.operations.YEARS": mark("Years for which the figures of a regime may be entered"),
    "regimes.operations.LONGEST_PERIOD": mark("Most working days of a period of a regime"),
    "regimes.rules.SMALL_PURCHASE": mark("Ceiling up to which the shorter time for bids suffices"),
    "regimes.rules.MIN_WINDOW": mark("Fewest working days for bids"),
    "tenders.rules.MAX_WINDOW": mark("Most working days for bids"),
    "tenders.operations.overrides.LONGEST_OVERRIDE": mark("How long an override of the restriction check may hold"),
    "tenders.rules.MAX_SERVICE_DAYS": mark("Most working days for one service"),
    "tenders.rules.AWARD_WITHIN": mark("Working days from the opening to the award notice"),
    "regimes.rules.PUBLICITY": mark("Working days the award notice stands before the contract"),
    "regimes.rules.SIGN_WITHIN": mark("Working days from the end of the publicity to the contract"),
    "tenders.notice.MAX_GROUND": mark("Most characters of the reasons for asking one provider alone"),
    "saved_searches.rules.MOST": mark("Most searches that one person saves"),
    "saved_searches.rules.TOLD_EVERY": mark("How often a person is told what is new in a saved search at most"),
    "shortlists.rules.FIRST": mark("Providers that a short-list holds"),
    "shortlists.rules.FEWEST": mark("Fewest providers that a short-list compares"),
    "shortlists.rules.VALID_FOR": mark("How long a direct choice may rest on a short-list"),
    "tenders.structure.NAMED_FROM": mark("One in so many words of a criterion makes a sentence be about it"),
    "tenders.rules.PRICE_WEIGHT": mark("Percent the price may count in a selection on merit"),
    "tenders.rules.MAX_RETENTION_PERCENT": mark("Most percent of the price that may be kept back"),
    "tenders.rules.MAX_RETENTION_MONTHS": mark("Most months for which it may be kept back"),
    "tenders.rules.HOLD_FOR": mark("Working days by which a deadline moves while a question is not answered"),
    "tenders.rules.MAX_HOLDS": mark("How often a deadline moves for that before the tender fails"),
    "tenders.rules.TIME_AFTER_ANSWER": mark("Working days that bidders have after an answer, at least"),
    "questions.rules.CUTOFF": mark("Working days before the deadline until which questions are taken"),
    "questions.rules.MOST": mark("Most questions of one provider about one tender"),
    "objections.rules.ANSWER_WITHIN": mark("Working days in which an objection to an award is answered"),
    "bids.rules.REPLY_WITHIN": mark("Working days in which a bidder replies to what ties it to others"),
    "independence.rules.KINDS_TO_BE_SURE": mark(
        "Fewest things that two bidders have in common before both are out at once"
    ),
    "bids.rules.DECIDE_WITHIN": mark("Working days from a bidder's reply in which the department decides"),
    "bids.rules.EXPLAIN_WITHIN": mark("Working days in which an abnormally low price is explained"),
    "bids.rules.LONGEST_REPLY": mark("Most characters of a bidder's reply"),
    "bids.rules.MAX_PROPOSAL": mark("Most characters of a proposal"),
    "bids.envelopes.PADDING": mark("Bytes by which sealed envelopes grow, so that their size tells nothing"),
    "bids.envelopes.MOST_BYTES": mark("Most bytes of a sealed bid"),
    "bids.envelopes.PAD_BYTES": mark("Bytes of a share that is sealed to an opener"),
    "tenders.beacons.AFTER_DEADLINE": mark("From the deadline to the round of the public beacon"),
    "tenders.beacons.GIVEN_UP_AFTER": mark("From that round until the draw goes on without it"),
    "tenders.reachability.LOOKED_AT": mark("So long before a deadline the platform's silence counts"),
    "tenders.reachability.SILENCE": mark("A longer silence of the platform moves a deadline"),
    "tenders.reachability.LEAST": mark("Least time that bidders get after such a silence"),
    "openers.rules.PANELS": mark("How many openers a tender names, and how many of them are needed"),
    "bids.rules.OPEN_WITHIN": mark("Working days from the closing in which the openers hand in their keys"),
    "openers.rules.REHEARSAL": mark("So long before a deadline the openers are asked for their keys"),
    "evaluation.rules.ACT_WITHIN": mark("Working days an evaluator may let the others wait before a release"),
    "evaluation.rules.MINIMUM_EVALUATORS": mark("Fewest evaluators who have scored every bid"),
    "evaluation.rules.MINIMUM_OF_A_PRIVATE_BUYER": mark("Fewest evaluators of a buyer with private funds"),
    "evaluation.rules.MOST_DEVIATION_PERCENT": mark(
        "Percent of a criterion's most points that agreed points may lie off the mean"
    ),
    "rounds.rules.CALLED_BEFORE": mark("Least time from the call of a round to its beginning"),
    "rounds.rules.CALLED_WITHIN": mark("Working days within which a round that is called begins"),
    "rounds.rules.BREAK": mark("Time between two rounds"),
    "rounds.rules.MOST_EXTENSIONS": mark("How often late offers extend one round at most"),
    "contracts.rules.MAX_MILESTONES": mark("Most milestones of a contract"),
    "contracts.rules.ACCEPT_WITHIN": mark("Working days to accept or return a deliverable; then it is accepted"),
    "contracts.rules.PAY_WITHIN": mark("Calendar days from the acceptance of a deliverable to its payment"),
    "ratings.rules.CREDIT_PER_STAR": mark("Credit points for each star of the ratings"),
    "ratings.rules.WEIGHTS": mark("Percent that each dimension of a rating counts"),
    "ratings.rules.PRIOR_MEAN": mark("Rating assumed until a provider has ratings of its own"),
    "ratings.rules.PRIOR_WEIGHT": mark("How many ratings the assumed one counts as"),
    "ratings.rules.HALF_LIFE_DAYS": mark("Days after which a rating counts half"),
    "ratings.rules.MAX_VALUE_WEIGHT": mark("Most that the size of a contract may add to the weight of its rating"),
    "contracts.rules.RATE_WITHIN": mark("Working days after a contract in which both sides rate each other"),
    "ratings.rules.PRIOR_UNTIL": mark("Ratings of the platform from which on its own mean is assumed"),
    "ratings.rules.MOST_SHARE": mark("Most that one department, circle or fortnight carries of a provider's rating"),
    "ratings.rules.LEAST_VOICE": mark("Weight that one department may carry in any case"),
    "ratings.rules.BURST_DAYS": mark("Days whose ratings together count as one burst"),
    "ratings.rules.CIRCLE_STEPS": mark("Most ratings from hand to hand that make a circle"),
    "ratings.composite.SHARES": mark("Usual shares of the parts of the composite"),
    "ratings.composite.COMPLAINT_COSTS": mark("Stars that a complaint upheld takes from the part of the facts"),
    "ratings.composite.GRADE_YEARS": mark("Years after its own in which a yearly grade counts"),
    "ratings.composite.COMPLAINT_DAYS": mark("Days for which a complaint upheld counts there"),
    "ratings.star.PRIOR_DEVIATION": mark("Stars by which the assumed ratings scatter"),
    "ratings.rules.SUFFICIENT": mark("Fewest ratings for a public figure"),
    "selection.figures.PLACES": mark("Most decimals of a weight, a percentage or a score"),
    "selection.figures.LONGEST_LABEL": mark("Most characters of a name in a selection"),
    "selection.figures.LONGEST_TEXT": mark("Most characters of a reason in a selection"),
    "selection.methods.random.MINIMUM_CANDIDATES": mark("Fewest bidders for a draw"),
    "bids.enclosures.MAX_ENCLOSURES": mark("Most files of one bid"),
    "bids.enclosures.STEP": mark("Bytes to whose full steps sealed files are padded"),
    "contracts.rules.SUPPLEMENT_PERCENT": mark("Percent that all supplements together may add to the signed price"),
    "contracts.rules.MOST_EXTRA_DAYS": mark("Most working days of one extension"),
    "contracts.rules.DEMAND_DAYS": mark("Working days that a last date for a late deliverable lies ahead"),
    "organisations.offering.MOST_DAYS": mark(
        "Longest time a provider may promise where the catalogue sets no limit, in working days"
    ),
    "organisations.operations.invitations.TOKEN_BYTES": mark("Bytes of chance in the link of an invitation"),
    "organisations.rules.INVITATION_VALID": mark("How long the link of an invitation opens"),
    "organisations.rules.INVITATION_ADDRESS_KEPT": mark(
        "How long the address of an invitation that nobody accepted is kept"
    ),
    "organisations.rules.INVITATION_WINDOW": mark("Time in which one organisation may send only a few invitations"),
    "organisations.rules.LONGEST_DOCUMENT_NUMBER": mark("Most characters of the number of a document that dissolves"),
    "awards.rules.ANSWER_WITHIN": mark("Fewest working days a provider has to sign a contract that was drawn up late"),
    "complaints.rules.DECIDE_WITHIN": mark("Calendar days from the complete complaint to the decision"),
    "organisations.rules.MAX_OPEN_DISPUTES": mark("Most credit codes one person may claim at the same time"),
    "tenders.attachments.MAX_ATTACHMENTS": mark("Most files of one notice"),
    "tenders.drafting.MAX_TYPED": mark("Most characters that are kept of an unfinished form"),
    "tenders.requirements.MAX_REQUIREMENTS": mark("Most requirements of one tender"),
    "tenders.requirements.MAX_PRACTITIONERS": mark("Most practitioners a tender may ask for"),
    "documents.rules.MAX_BYTES": mark("Largest file, in bytes"),
    "documents.rules.MAX_BYTES_PER_DAY": mark("Most bytes one person may hand in within a day"),
    "documents.rules.MAX_RATIO": mark("Most times a packed file may grow when unpacked"),
    "documents.tables.MAX_LISTED": mark("Most bad lines of an import that are named at once"),
    "accounts.rules.PASSWORD_MIN": mark("Fewest characters of a password"),
    "accounts.rules.LONGEST_PASSKEY_NAME": mark("Most characters of a passkey's name"),
    "accounts.rules.MOST_PASSKEYS": mark("Most passkeys of one account"),
    "accounts.rules.LONGEST_REASON": mark("Most characters of why an operator acted on an account"),
    "personal.rules.KEPT_YEARS": mark("Years that a procurement file is kept after the purchase"),
    "personal.rules.PRACTITIONER_KEPT": mark("How long a practitioner who left is kept where no file needs them"),
    "budgets.operations.YEARS": mark("Fiscal years that a budget line may have"),
    "calendar.queries.YEARS_AHEAD": mark("Years for which the calendar is looked up ahead"),
    "complaints.rules.FILING": mark("Complaints from one network address"),
    "complaints.rules.CODE_FROM_ADDRESS": mark("Wrong codes of complaints from one network address"),
    "complaints.rules.CODE": mark("Wrong codes for one complaint from everywhere"),
    "complaints.rules.SUPPLEMENTS": mark("Supplements to complaints from one network address"),
    "complaints.rules.MAX_FILES": mark("Most files of one complaint, supplement or statement"),
    "complaints.rules.MAX_FILE_BYTES": mark("Most bytes of the files of one complaint or supplement together"),
    "complaints.rules.CODE_BYTES": mark("Bytes of chance in the code that follows a complaint"),
    "notifications.queries.MAX_PAGE": mark("Most pages of an inbox"),
    "notifications.queries.MOST_SHOWN": mark("Most unread news that the head of a page counts"),
    "directory.rules.MARKET_AWARDS": mark("Fewest awards or contracts whose median may be called the market's"),
    "directory.rules.MARKET_PARTIES": mark("Fewest buyers or providers behind a market's median"),
    "directory.market_facts.RATINGS_SHOWN": mark("Most ratings on a provider's page"),
    "directory.market_facts.AWARDS_SHOWN": mark("Most awards on a provider's page"),
    "directory.records.RULINGS_SHOWN": mark("Most decisions on complaints on a provider's page"),
    "directory.queries.CHECKED_EVERY": mark("Time in which every record of the directory is compared with its facts"),
}
"""What the main rules mean, in both languages; a rule that is not named here is shown in the code's own words."""


@dataclass(frozen=True, slots=True)
class HouseRule:
    """One number of the house. `words` are the code's own, in English; `law` is empty where none is cited."""

    module: str
    name: str
    value: Any
    words: str
    meaning: Text | None
    law: str
    is_own: bool

    @property
    def key(self) -> str:
        """Where it stands, below the domain."""
        return f"{self.module}.{self.name}"

    @property
    def figure(self) -> str | Text:
        """The value as a person reads it."""
        return shown(self.value)


@cache
def house_rules() -> tuple[HouseRule, ...]:
    """Every constant of the domain that cites a law or calls itself our own default, in the order of the packages."""
    return tuple(rule for path in sorted(ROOT.rglob("*.py")) for rule in _of_module(path))


def shown(value: Any) -> str | Text:  # noqa: ANN401 - whatever a constant may be
    """Ranges, times and limits as text; everything else by itself."""
    if isinstance(value, range):
        return f"{value.start}–{value.stop - 1}"
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        hours, rest = divmod(minutes, 60)
        if hours >= LONG_HOURS and not (rest or hours % 24):
            return mark("%(count)s days", count=hours // 24)
        return (
            mark("%(count)s hours", count=hours) if hours > 1 and not rest else mark("%(count)s minutes", count=minutes)
        )
    if isinstance(value, Limit):
        return mark("%(count)s in %(time)s", count=value.count, time=shown(value.within))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {part}" for name, part in value.items())
    return f"{value:,}" if isinstance(value, int) else str(value)


def _of_module(path: Path) -> Iterator[HouseRule]:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    body = ast.parse(path.read_text(encoding="utf-8")).body
    for statement, after in pairwise(body):
        name, words = _name(statement), _words(after)
        law, is_own = "; ".join(dict.fromkeys(_LAW.findall(words))), bool(_OWN.search(words))
        if not name.isupper() or name.startswith("_") or not (law or is_own):
            continue
        value = getattr(import_module(f"{domain.__name__}.{module}"), name)
        if _is_figure(value):
            meaning = MEANINGS.get(f"{module}.{name}")
            yield HouseRule(module, name, value, " ".join(words.split()), meaning, law, is_own)


def _is_figure(value: object) -> bool:
    """Whether it is a number, or a table of numbers: tables of words and of rules are no figures."""
    return isinstance(value, FIGURES) and (not isinstance(value, Mapping) or all(map(_is_figure, value.values())))


def _name(statement: ast.stmt) -> str:
    target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
    return target.id if isinstance(target, ast.Name) else ""


def _words(statement: ast.stmt) -> str:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""
