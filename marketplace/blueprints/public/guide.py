"""The guide: for whom this is, how to bid, how draws work, how to verify a selection; and what is kept of people."""

from flask import render_template

from marketplace.blueprints.public import results, rows
from marketplace.blueprints.web.language import language
from marketplace.domain.organisations.rules import FORMAL_CHECK_WORKING_DAYS
from marketplace.domain.personal.register import REGISTER
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
        prior=f"{PRIOR_MEAN:.1f}",
    )


def privacy() -> str:
    """What is kept of people, why, how long, on what ground, and what they may ask for."""
    return render_template("public/privacy.html", register=REGISTER)
