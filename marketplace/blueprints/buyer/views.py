"""The room put together from its parts; `sitemap` opens it."""

from typing import Any

from flask import Blueprint

from marketplace.blueprints.buyer.approval import approval
from marketplace.blueprints.buyer.awards import awards
from marketplace.blueprints.buyer.budgets import budgets
from marketplace.blueprints.buyer.changes import changes
from marketplace.blueprints.buyer.complaints import complaints
from marketplace.blueprints.buyer.consensus import consensus
from marketplace.blueprints.buyer.contracts import contracts
from marketplace.blueprints.buyer.doubts import doubts
from marketplace.blueprints.buyer.drafting import drafting
from marketplace.blueprints.buyer.evaluation import evaluation
from marketplace.blueprints.buyer.home import home
from marketplace.blueprints.buyer.objections import objections
from marketplace.blueprints.buyer.opening import opening
from marketplace.blueprints.buyer.overrides import overrides
from marketplace.blueprints.buyer.payments import payments
from marketplace.blueprints.buyer.people import people
from marketplace.blueprints.buyer.questions import questions
from marketplace.blueprints.buyer.ratings import ratings
from marketplace.blueprints.buyer.recusals import recusals
from marketplace.blueprints.buyer.registration import registration
from marketplace.blueprints.buyer.releases import releases
from marketplace.blueprints.buyer.rounds import rounds
from marketplace.blueprints.buyer.shortlists import shortlists
from marketplace.blueprints.buyer.sketches import sketches
from marketplace.blueprints.buyer.tender_files import files
from marketplace.blueprints.buyer.tenders import tenders
from marketplace.blueprints.web.work import current_actor, now
from marketplace.kernel.actor import Role

buyer = Blueprint("buyer", __name__, url_prefix="/buyer")
"""The door stands in the sitemap: drafters, approvers, evaluators, finance and legal officers."""

PARTS = (
    home,
    budgets,
    drafting,
    tenders,
    questions,
    approval,
    overrides,
    opening,
    evaluation,
    releases,
    doubts,
    consensus,
    rounds,
    awards,
    contracts,
    changes,
    payments,
    ratings,
    people,
    registration,
    sketches,
    files,
    recusals,
    shortlists,
    objections,
    complaints,
)

for part in PARTS:
    buyer.register_blueprint(part)


@buyer.context_processor
def shown_everywhere() -> dict[str, Any]:
    """The present, and whether the payments are the reader's work."""
    return {"now": now(), "is_officer": current_actor().has(Role.FINANCE_OFFICER)}
