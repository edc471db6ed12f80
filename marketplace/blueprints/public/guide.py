"""The guide: for whom this is, how to bid, how draws work, how to verify a selection; and what is kept of people."""

from flask import render_template

from marketplace.blueprints.public import results, rows
from marketplace.blueprints.web.language import language
from marketplace.domain.contracts.rules import RATE_WITHIN
from marketplace.domain.organisations.rules import FORMAL_CHECK_WORKING_DAYS
from marketplace.domain.personal.register import REGISTER
from marketplace.domain.ratings import rules
from marketplace.domain.ratings.rules import PRIOR_MEAN, SUFFICIENT
from marketplace.domain.regimes.rules import PUBLICITY, SIGN_WITHIN
from marketplace.domain.selection.registry import METHODS


def index() -> str:
    """The guide; every figure in it is the rule's own."""
    labels = rows.method_labels(language())
    return render_template(
        "public/help.html",
        methods=[(labels[code], results.method_summary(code)) for code in METHODS],
        check_days=FORMAL_CHECK_WORKING_DAYS,
        publicity_days=PUBLICITY,
        sign_days=SIGN_WITHIN,
        sufficient=SUFFICIENT,
        prior=f"{PRIOR_MEAN:.2f}",
        prior_until=rules.PRIOR_UNTIL,
        prior_weight=rules.PRIOR_WEIGHT,
        half_life=rules.HALF_LIFE_DAYS,
        most_weight=rules.MAX_VALUE_WEIGHT,
        share=f"{rules.MOST_SHARE * 100:.0f}",
        bound=f"{rules.MOST_SHARE * rules.STARS_APART:.2f}",
        rate_days=RATE_WITHIN,
    )


def privacy() -> str:
    """What is kept of people, why, how long, on what ground, and what they may ask for."""
    return render_template("public/privacy.html", register=REGISTER)
