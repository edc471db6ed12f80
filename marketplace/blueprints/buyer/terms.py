"""The terms of a tender as a form: what a drafter decides, on one page."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FormField, HiddenField
from wtforms.validators import InputRequired

from marketplace.blueprints.buyer import conditions
from marketplace.blueprints.buyer.conditions import ConditionsMixin
from marketplace.blueprints.buyer.criteria import CriterionForm
from marketplace.blueprints.buyer.direct_choice import NO_CHOICE, DirectChoice, DirectChoiceMixin, choice_of
from marketplace.blueprints.buyer.method_settings import MethodSettingsMixin, settings_of
from marketplace.blueprints.buyer.term_choices import offered_methods, paying_line, places
from marketplace.blueprints.web.fields import (
    REQUIRED,
    ChoiceField,
    LineField,
    MoneyField,
    ParagraphsField,
    RadiosField,
    RowsField,
    WholeField,
    choices,
)
from marketplace.blueprints.web.filters import money, translate
from marketplace.blueprints.web.regimes import EXEMPTIONS
from marketplace.blueprints.web.scorings import SCORINGS
from marketplace.blueprints.web.submit import say_on_form
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.regimes.rules import USUAL, Routing
from marketplace.domain.regimes.states import Exemption
from marketplace.domain.regions.models import Region
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders import notice, project_codes, requirements, rules
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import Criterion, Terms
from marketplace.domain.tenders.states import Quote, Scoring
from marketplace.kernel.errors import Invalid
from marketplace.kernel.money import ZERO


class TermsForm(MethodSettingsMixin, ConditionsMixin, DirectChoiceMixin):
    """Everything a notice says; whoever buys with own funds (`lines` of None) names no budget line.

    `version` is what the drafter had on the screen, `typed` how often it was kept.
    """

    title = LineField(
        _l("Title"), longest=rules.MAX_TITLE, description=_l("What is bought, in one line; providers see it in lists.")
    )
    description = ParagraphsField(
        _l("Description of the service"),
        longest=rules.MAX_TEXT,
        description=_l("Scope, place, quantities, what is handed over: all that a provider needs to price the work."),
    )
    requirements = ParagraphsField(
        _l("Requirements"),
        longest=rules.MAX_TEXT,
        description=_l(
            "Only what the law or the work itself demands. Nothing about a provider's place, size or ownership."
        ),
    )
    project_code = LineField(_l("Project code"), longest=project_codes.LONGEST_CODE)
    project_name = LineField(_l("Project name"), longest=project_codes.LONGEST_NAME)
    region_code = ChoiceField(
        _l("Where the service is delivered"), description=_l("Never a condition on where a provider comes from.")
    )
    service_days = WholeField(_l("Time for the service"), validators=[InputRequired(REQUIRED)])
    window_days = WholeField(_l("Time for bids"), validators=[InputRequired(REQUIRED)])
    budget_line = ChoiceField(_l("Budget line that pays"))
    ceiling = MoneyField(
        _l("Ceiling price"),
        validators=[InputRequired(REQUIRED)],
        description=_l("No bid above it is taken. In a random draw it is the price that everybody works for."),
    )
    retention_percent = WholeField(
        _l("Share of the price that is kept back"),
        description=_l(
            "Retention money: paid after a liability period, so that defects are mended. Never a deposit. At most "
            "%(most)s percent; 0 for none. Providers read it before they bid.",
            most=rules.MAX_RETENTION_PERCENT,
        ),
        default="0",
    )
    retention_months = WholeField(
        _l("Liability period"),
        description=_l(
            "Months from the acceptance of the last deliverable, at most %(most)s; 0 when nothing is kept back.",
            most=rules.MAX_RETENTION_MONTHS,
        ),
        default="0",
    )
    method = RadiosField(_l("How the winner is selected"))
    quote = RadiosField(
        _l("What providers quote"),
        description=_l("A rate is a percentage off the ceiling price; the price follows from it, rounded to fen."),
        default=Quote.AMOUNT,
    )
    made_at = LineField(
        _l("Where the purchase is made, if not here"),
        longest=rules.LONGEST_ADDRESS,
        description=_l(
            "Only where a law of bidding holds: the address of the notice on the platform of that law. The notice then "
            "stands here too, and no bid is taken here."
        ),
    )
    exemption = ChoiceField(
        _l("Does the matter not wait?"),
        description=_l(
            "Only for a severe disaster, the urgent investigation of an accident, or state security. The approver "
            "agrees to it, and the notice says so. Nothing secret belongs in a notice."
        ),
        default="",
    )
    price_weight = WholeField(_l("Weight of the price"))
    scoring = RadiosField(_l("Which points of the evaluators count"), default=Scoring.MEANS)
    criteria = RowsField(FormField(CriterionForm), _l("Criteria"), min_entries=rules.MAX_CRITERIA)
    conditions = conditions.rows()
    version = HiddenField()
    typed = HiddenField(default="0")

    def __init__(
        self,
        item: ServiceItem,
        lines: Sequence[BudgetLine] | None,
        regions: Sequence[Region],
        route: Callable[[Terms], Routing],
        choice: DirectChoice = NO_CHOICE,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(**kwargs)
        self._item, self._route = item, route
        self.exemption.flags.optional = self.made_at.flags.optional = True
        self.project_code.flags.optional = self.project_name.flags.optional = True
        self.exemption.choices = choices(
            ((exemption, translate(words)) for exemption, words in EXEMPTIONS.items()), empty=_("It waits")
        )
        self.requirements.flags.optional = True
        self.region_code.choices = places(regions)
        if lines is None:
            del self.budget_line
        else:
            self.budget_line.choices = choices(
                ((line.ref, paying_line(line)) for line in lines), empty=_("Choose a budget line")
            )
        self.scoring.choices = choices((scoring, name) for scoring, (name, _meaning) in SCORINGS.items())
        for option, (_name, meaning) in zip(self.scoring.choices, SCORINGS.values(), strict=True):
            option.render_kw = {"hint": translate(meaning)}
        self.offer_choice(choice)
        methods = notice.offered(USUAL[route(self.terms()).funds])
        self.offers_invitations = any(notice.invites(method.code) for method in methods)
        self.method.choices = offered_methods(methods)
        self.quote.choices = choices(
            ((Quote.AMOUNT, _("An amount in yuan")), (Quote.DISCOUNT_RATE, _("A discount rate in percent")))
        )
        self.service_days.description = _time_limit(item)
        limits = route(self.terms()).limits
        self.window_days.description = _(
            "Working days from publication to the deadline: at least %(small)s up to %(limit)s, %(least)s above that.",
            small=limits.window_small,
            limit=money(limits.small_purchase),
            least=limits.window_large,
        )
        self.price_weight.description = _(
            "Percent, from %(least)s to %(most)s; with the weights below it adds up to %(total)s.",
            least=rules.PRICE_WEIGHT.start,
            most=rules.PRICE_WEIGHT.stop - 1,
            total=rules.WEIGHTS_TOTAL,
        )

    @property
    def shows_criteria(self) -> bool:
        """Whether the method, as chosen so far, scores proposals."""
        return self.method.data in METHODS and notice.is_scored(self.method.data)

    @property
    def _has_scoring(self) -> bool:
        return self.shows_criteria and self.scoring.data in set(Scoring)

    @property
    def rows_in_use(self) -> int:
        """How many rows of criteria hold something."""
        return max((number for number, row in enumerate(self.criteria, 1) if not row.form.is_blank), default=0)

    def terms(self) -> Terms:
        """The terms as typed; a number that could not be read counts as nothing and is refused at its field."""
        return Terms(
            title=self.title.data or "",
            description=self.description.data or "",
            requirements=self.requirements.data or "",
            region_code=self.region_code.data or "",
            service_days=self.service_days.data or 0,
            window_days=self.window_days.data or 0,
            ceiling=self.ceiling.data or ZERO,
            method=self.method.data or "",
            criteria=self._criteria() if self.shows_criteria else (),
            price_weight=(self.price_weight.data or 0) if self.shows_criteria else None,
            scoring=Scoring(self.scoring.data) if self._has_scoring else Scoring.MEANS,
            conditions=self.asked(),
            method_settings=self.method_settings(),
            retention_percent=self.retention_percent.data or 0,
            retention_months=self.retention_months.data or 0,
            made_at=self.made_at.data or "",
            project_code=self.project_code.data or "",
            project_name=self.project_name.data or "",
            **self.choice(),
            quote=Quote(self.quote.data) if self.quote.data in set(Quote) else Quote.AMOUNT,
            exemption=Exemption(self.exemption.data) if self.exemption.data in set(Exemption) else None,
        )

    @property
    def routing(self) -> Routing:
        """Where a purchase on the terms as typed belongs."""
        return self._route(self.terms())

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401 - WTForms' signature
        """Say at once all that is wrong: what cannot be read, and what the rules find in the rest."""
        super().validate(**kwargs)
        found = self.place_faults(rules.faults(self.terms(), self._item, self._route(self.terms())))
        fresh = {name: text for name, text in found.items() if name not in self._fields or not self[name].errors}
        if fresh:
            say_on_form(self, Invalid(fields=fresh))
        return not self.errors

    def _criteria(self) -> tuple[Criterion, ...]:
        rows = [row.form for row in self.criteria if not row.form.is_blank]
        return tuple(
            Criterion(f"c{number}", row.label.data or "", row.weight.data or 0, row.max_points.data or 0)
            for number, row in enumerate(rows, 1)
        )


def values_of(tender: Tender, line: BudgetLine | None) -> dict[str, Any]:
    """A tender as the form shows it."""
    names = ("title", "description", "requirements", "region_code", "service_days", "window_days", "ceiling", "method")
    return (
        {name: getattr(tender, name) for name in names}
        | settings_of(tender)
        | {
            "budget_line": line.ref if line else "",
            "made_at": tender.made_at,
            "project_code": tender.project_code,
            "project_name": tender.project_name,
            "exemption": tender.exemption or "",
            "quote": tender.quote,
            **choice_of(tender),
            "price_weight": tender.price_weight,
            "scoring": tender.scoring,
            "retention_percent": tender.retention_percent,
            "retention_months": tender.retention_months,
            "criteria": tender.criteria,
            "conditions": conditions.values_of(requirements.read(tender.conditions)),
            "version": tender.version,
        }
    )


def _time_limit(item: ServiceItem) -> str:
    if item.time_limit_working_days:
        words = _(
            "Working days from the contract to the deliverable. The catalogue allows at most %(limit)s.",
            limit=item.time_limit_working_days,
        )
    else:
        words = _(
            "Working days from the contract to the deliverable. The catalogue sets no limit for this service: "
            "say how long it may take, up to %(most)s.",
            most=rules.MAX_SERVICE_DAYS,
        )
    return str(words)
