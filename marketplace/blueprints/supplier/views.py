"""The addresses of the agency's room."""

from flask import Blueprint

from marketplace.blueprints.supplier import bidding, changes, contracts, desk, registration

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
    ("/contracts", contracts.contract_list, ("GET",)),
    ("/contracts/<ref>", contracts.contract, BOTH),
    ("/milestones/<ref>/deliver", contracts.deliver, BOTH),
    ("/contracts/<ref>/end", changes.end_contract, BOTH),
    ("/milestones/<ref>/more-time", changes.ask_for_time, BOTH),
    ("/changes/<ref>/agree", changes.agree_to_change, ("POST",)),
    ("/changes/<ref>/withdraw", changes.withdraw_change, ("POST",)),
    ("/changes/<ref>/refuse", changes.refuse_change, BOTH),
    ("/payments", contracts.payment_list, ("GET",)),
    ("/ratings", contracts.rating_list, ("GET",)),
    ("/ratings/<ref>/reply", contracts.reply, BOTH),
):
    supplier.add_url_rule(address, view_func=view, methods=methods)
