"""One line of a regime's figures as a form."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from marketplace.blueprints.web.fields import ChoiceField, LineField, MoneyField, WholeField, choices
from marketplace.blueprints.web.regimes import REGIMES
from marketplace.blueprints.web.words import in_language
from marketplace.domain.regimes.operations import LONGEST_CITATION, LONGEST_ITEMS, Line, codes
from marketplace.domain.regimes.rules import Figures
from marketplace.domain.regimes.states import Regime
from marketplace.domain.regions.models import Region
from marketplace.kernel.money import ZERO

WHOLE_COUNTRY = ""


class FiguresForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What a region sets for a regime in a year."""

    region_code = ChoiceField(_l("Holds for"), default=WHOLE_COUNTRY)
    year = WholeField(_l("From the first day of the year"))
    regime = ChoiceField(_l("Regime"))
    threshold = MoneyField(
        _l("The sum from which it holds"),
        description=_l("Only for government procurement and for bidding that the law demands; the others hold below."),
    )
    items = LineField(
        _l("Items"),
        longest=LONGEST_ITEMS,
        description=_l(
            "Codes of the catalogue, apart by spaces: the only items bidding holds for, or those bought centrally."
        ),
    )
    small_purchase = MoneyField(_l("A small purchase is one up to"))
    window_small = WholeField(_l("Working days for bids, small purchases"))
    window_large = WholeField(_l("Working days for bids, all others"))
    publicity = WholeField(_l("Working days of publicity"), description=_l("0 where the award is made elsewhere."))
    sign_within = WholeField(
        _l("Working days for signing"), description=_l("From the end of the publicity; 0 where it is made elsewhere.")
    )
    citation = LineField(
        _l("Basis"), longest=LONGEST_CITATION, description=_l("The law or the decision that sets the figures.")
    )

    def __init__(self, regions: Sequence[Region], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(*args, **kwargs)
        self.region_code.choices = choices(
            ((region.code, f"{in_language(region.name_zh, region.name_en)} · {region.code}") for region in regions),
            empty=_l("The whole country"),
        )
        self.regime.choices = choices(REGIMES.items())
        for field in (self.threshold, self.items):
            field.flags.optional = True

    def line(self) -> Line:
        """The line as typed; a number that was left empty counts as 0 and is refused where 0 is none."""
        return Line(
            region_code=self.region_code.data or None,
            year=self.year.data or 0,
            regime=Regime(self.regime.data),
            threshold=self.threshold.data,
            items=codes(self.items.data or ""),
            small_purchase=self.small_purchase.data or ZERO,
            window_small=self.window_small.data or 0,
            window_large=self.window_large.data or 0,
            publicity=self.publicity.data or 0,
            sign_within=self.sign_within.data or 0,
            citation=self.citation.data or "",
        )


def values_of(figures: Figures, region_code: str, year: int) -> dict[str, Any]:
    """Figures that are in force as the form shows them, to be changed from a year on."""
    return {
        "region_code": region_code,
        "year": year,
        "regime": figures.regime,
        "threshold": figures.threshold,
        "items": " ".join(sorted(figures.items)),
        "small_purchase": figures.limits.small_purchase,
        "window_small": figures.limits.window_small,
        "window_large": figures.limits.window_large,
        "publicity": figures.limits.publicity,
        "sign_within": figures.limits.sign_within,
        "citation": figures.citation,
    }
