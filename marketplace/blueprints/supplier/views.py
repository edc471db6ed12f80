"""The addresses of the agency's room."""

from flask import Blueprint

from marketplace.blueprints.supplier import bidding, contracts, desk, registration, unsigned

supplier = Blueprint("supplier", __name__, url_prefix="/supplier")

BOTH = ("GET", "POST")

for address, view, methods in (
    ("/", desk.index, ("GET",)),
    ("/register", registration.register, BOTH),
    ("/agencies/<ref>", registration.agency, ("GET",)),
    ("/agencies/<ref>/correct", registration.correct, BOTH),
    ("/agencies/<ref>/services", registration.services, BOTH),
    ("/agencies/<ref>/profile", registration.profile, BOTH),
    ("/tenders/<ref>/bid", bidding.bid, BOTH),
    ("/bids", bidding.bid_list, ("GET",)),
    ("/bids/<ref>", bidding.receipt, ("GET",)),
    ("/bids/<ref>/receipt.json", bidding.receipt_json, ("GET",)),
    ("/bids/<ref>/withdraw", bidding.withdraw, BOTH),
    ("/awards", contracts.award_list, ("GET",)),
    ("/awards/<ref>/decline", unsigned.decline, BOTH),
    ("/contracts", contracts.contract_list, ("GET",)),
    ("/contracts/<ref>", contracts.contract, BOTH),
    ("/milestones/<ref>/deliver", contracts.deliver, BOTH),
    ("/payments", contracts.payment_list, ("GET",)),
    ("/ratings", contracts.rating_list, ("GET",)),
    ("/ratings/<ref>/reply", contracts.reply, BOTH),
):
    supplier.add_url_rule(address, view_func=view, methods=methods)
