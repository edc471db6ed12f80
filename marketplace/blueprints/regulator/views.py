"""The addresses of the regulator's room; none of them changes anything."""

from flask import Blueprint

from marketplace.blueprints.regulator import overview

regulator = Blueprint("regulator", __name__, url_prefix="/regulator")

for address, view in (
    ("/", overview.index),
    ("/tenders", overview.tender_list),
    ("/tenders/<ref>", overview.tender),
    ("/awards", overview.award_list),
    ("/contracts", overview.contract_list),
    ("/contracts/<ref>", overview.contract),
    ("/payments", overview.payment_list),
    ("/journal", overview.journal),
    ("/journal/verify", overview.verify_journal),
):
    regulator.add_url_rule(address, view_func=view)
