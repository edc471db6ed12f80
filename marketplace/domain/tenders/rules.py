"""What makes a draft lawful, and which dates follow from publishing it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from marketplace.domain.calendar.rules import WorkingCalendar, at_closing_hour
from marketplace.domain.catalogue import rules as catalogue
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.regimes.rules import Limits, Routing
from marketplace.domain.regimes.states import Exemption, Funds
from marketplace.domain.tenders import project_codes, requirements
from marketplace.domain.tenders.requirements import Requirement
from marketplace.domain.tenders.states import Quote, Scoring
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money

MAX_WINDOW = 60
"""Working days; a longer window is a slip of the pen [own default]."""

MAX_SERVICE_DAYS = 365
"""Working days for one service [own default]."""

AWARD_WITHIN = 2
"""Working days from the opening to the award notice (财政部令87 Art 69)."""

PRICE_WEIGHT = range(10, 41)
"""Percent the price may count in a merit selection [own default]."""

MAX_RETENTION_PERCENT = 3
"""Of the contract price (建设工程质量保证金管理办法 Art 7, 建质〔2017〕138号, by analogy for services [ours])."""

MAX_RETENTION_MONTHS = 24
"""From the acceptance of the last deliverable (建设工程质量保证金管理办法 Art 2; by analogy [ours])."""

HOLD_FOR = 1
"""Working days by which the deadline moves while a question is unanswered [own default]."""

MAX_HOLDS = 5
"""How often it moves for that; then the tender fails, so that silence neither closes it nor keeps it open for ever
[own default]."""

TIME_AFTER_ANSWER = 1
"""Working days that bidders have after an answer, at least [own default; 招标投标法实施条例 Art 21 moves the deadline
where less than its time is left]."""

WEIGHTS_TOTAL = 100
MAX_CRITERIA = 10
MAX_POINTS = 1000

MAX_TITLE = 120
LONGEST_ADDRESS = 500
MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Criterion:
    """One quality criterion of a merit selection: weight in percent, points an evaluator may give."""

    code: str
    label: str
    weight: int
    max_points: int = 100

    def as_json(self) -> dict[str, Any]:
        """As stored and published."""
        return {"code": self.code, "label": self.label, "weight": self.weight, "max_points": self.max_points}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a drafter decides."""

    title: str
    description: str
    requirements: str
    region_code: str
    service_days: int
    window_days: int
    ceiling: Money
    method: str
    criteria: tuple[Criterion, ...] = ()
    price_weight: int | None = None
    conditions: tuple[Requirement, ...] = ()
    """What is asked of those who take part."""
    retention_percent: int = 0
    """Of the price, kept back until the liability period is over; nothing is ever paid in as a deposit."""
    retention_months: int = 0
    """How long the liability period lasts."""
    made_at: str = ""
    """The address where a purchase is made whose law has its own place; empty for one that is made here."""
    scoring: Scoring = Scoring.MEANS
    """Which points of the evaluators count, where the method scores proposals."""
    method_settings: tuple[tuple[str, int | str], ...] = ()
    """What the department sets of its method, by name; what it leaves out keeps the method's default."""
    exemption: Exemption | None = None
    """Why the purchase does not wait for the usual procedure; the approver agrees to it."""
    invited: str = ""
    """Whom alone the buyer asks, by reference; empty where everybody may bid."""
    invited_because: str = ""
    """Why that one."""
    shortlist: str = ""
    """The short-list that the choice rests on, by reference; empty where it rests on none."""
    unlisted_because: str = ""
    """Why it rests on none."""
    quote: Quote = Quote.AMOUNT
    """What bidders write: an amount, or a percentage off the ceiling."""
    project_code: str = ""
    """Which project it belongs to; purchases of one project are added up."""
    project_name: str = ""


def faults(terms: Terms, item: ServiceItem, routing: Routing) -> Mapping[str, Text]:
    """Field by field, everything that keeps these terms from being published under the regime they fall under."""
    found: dict[str, Text] = {}
    may = (
        catalogue.may_be_tendered_by_department
        if routing.funds is Funds.FISCAL
        else catalogue.may_be_bought_by_applicant
    )
    if refusal := may(item):
        found["item_code"] = refusal
    if not terms.title.strip():
        found["title"] = mark("Write a title that says what is bought.")
    elif len(terms.title) > MAX_TITLE:
        found["title"] = mark("Keep the title within %(limit)s characters.", limit=MAX_TITLE)
    if not terms.description.strip():
        found["description"] = mark("Describe the service, so that agencies can price it.")
    for name in ("description", "requirements"):
        if len(getattr(terms, name)) > MAX_TEXT:
            found[name] = mark("Keep this text within %(limit)s characters.", limit=MAX_TEXT)
    found |= project_codes.faults(terms.project_code, terms.project_name)
    found |= requirements.faults(terms.conditions)
    found |= _fault_of_days(terms, item, routing)
    found |= _fault_of_money(terms)
    found |= _fault_of_place(terms, routing)
    found |= _fault_of_retention(terms)
    if terms.criteria or terms.price_weight is not None:
        found |= _fault_of_criteria(terms)
    elif terms.scoring is not Scoring.MEANS:
        found["scoring"] = mark("Only where proposals are scored do evaluators agree on points.")
    return found


def _fault_of_days(terms: Terms, item: ServiceItem, routing: Routing) -> Mapping[str, Text]:
    found: dict[str, Text] = {}
    minimum = routing.limits.minimum_window(terms.ceiling)
    if not minimum <= terms.window_days <= MAX_WINDOW:
        found["window_days"] = mark(
            "Give bidders %(least)s to %(most)s working days.",
            least=minimum,
            most=MAX_WINDOW,
        )
    limit = item.time_limit_working_days or MAX_SERVICE_DAYS
    if not 1 <= terms.service_days <= limit:
        found["service_days"] = mark("The service takes 1 to %(most)s working days.", most=limit)
    return found


def _fault_of_money(terms: Terms) -> Mapping[str, Text]:
    if terms.ceiling.fen <= 0:
        return {"ceiling": mark("The ceiling price must be more than zero.")}
    return {}


def _fault_of_place(terms: Terms, routing: Routing) -> Mapping[str, Text]:
    """A purchase whose law has its own place names that place; one that is made here names none."""
    parts = urlsplit(terms.made_at) if terms.made_at.isascii() else urlsplit("")
    is_address = parts.scheme == "https" and "." in parts.netloc and len(terms.made_at) <= LONGEST_ADDRESS
    if routing.blocked and not is_address:
        return {
            "made_at": mark(
                "%(why)s Only its notice can stand here: write the address where it is made, beginning with https://.",
                why=routing.why[0],
            )
        }
    if terms.made_at and not routing.blocked:
        return {"made_at": mark("This purchase is made here; leave the address empty.")}
    return {}


def _fault_of_retention(terms: Terms) -> Mapping[str, Text]:
    found: dict[str, Text] = {}
    for name, most in (("retention_percent", MAX_RETENTION_PERCENT), ("retention_months", MAX_RETENTION_MONTHS)):
        if not 0 <= getattr(terms, name) <= most:
            found[name] = mark("Write a number from 0 to %(most)s; 0 when nothing is kept back.", most=most)
    if not found and bool(terms.retention_percent) != bool(terms.retention_months):
        missing = "retention_months" if terms.retention_percent else "retention_percent"
        found[missing] = mark("Retention money needs a share and a period; write 0 for both when nothing is kept back.")
    return found


def _fault_of_criteria(terms: Terms) -> Mapping[str, Text]:
    if terms.price_weight not in PRICE_WEIGHT:
        return {
            "price_weight": mark(
                "The price counts %(least)s to %(most)s percent.",
                least=PRICE_WEIGHT.start,
                most=PRICE_WEIGHT.stop - 1,
            ),
        }
    if not 1 <= len(terms.criteria) <= MAX_CRITERIA:
        return {"criteria": mark("Name 1 to %(most)s criteria.", most=MAX_CRITERIA)}
    if any(
        not criterion.label.strip() or criterion.weight <= 0 or not 1 <= criterion.max_points <= MAX_POINTS
        for criterion in terms.criteria
    ):
        return {"criteria": mark("Each criterion needs a name, a weight and the points it can earn.")}
    if len({criterion.code for criterion in terms.criteria}) != len(terms.criteria):
        return {"criteria": mark("Each criterion needs a name of its own.")}
    total = (terms.price_weight or 0) + sum(criterion.weight for criterion in terms.criteria)
    if total != WEIGHTS_TOTAL:
        return {
            "criteria": mark("All weights with the price must add up to 100; they add up to %(total)s.", total=total)
        }
    return {}


def deadline(calendar: WorkingCalendar, published_at: datetime, window_days: int) -> datetime:
    """Close of business on the last day of the window; the day of publication is not counted (民法典 Art 201)."""
    return at_closing_hour(calendar.working_day_after(published_at, window_days))


@dataclass(frozen=True, slots=True)
class Timetable:
    """The dates that follow from publishing at a given instant."""

    published_at: datetime
    deadline_at: datetime
    award_by: datetime
    publicity_until: datetime
    contract_by: datetime
    is_provisional: bool
    """Whether a year is touched whose working days the State Council has not yet announced."""


def timetable(calendar: WorkingCalendar, published_at: datetime, window_days: int, limits: Limits) -> Timetable:
    """Shown before publishing; only the deadline binds, the others follow from the acts in between."""
    deadline_at = deadline(calendar, published_at, window_days)
    award_by = calendar.add_working_days(deadline_at, AWARD_WITHIN)
    publicity_until = calendar.add_working_days(award_by, limits.publicity)
    contract_by = calendar.add_working_days(publicity_until, limits.sign_within)
    return Timetable(
        published_at,
        deadline_at,
        award_by,
        publicity_until,
        contract_by,
        is_provisional=calendar.is_provisional(published_at, contract_by),
    )
