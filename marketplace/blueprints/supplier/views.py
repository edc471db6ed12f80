"""The addresses of the agency's room."""

from flask import Blueprint

from marketplace.blueprints.supplier import (
    bidding,
    changes,
    complaints,
    contracts,
    desk,
    disputes,
    enclosing,
    evidence,
    people,
    presence,
    questions,
    receipts,
    registration,
    unsigned,
)

supplier = Blueprint("supplier", __name__, url_prefix="/supplier")

BOTH = ("GET", "POST")

for address, view, methods in (
    ("/", desk.index, ("GET",)),
    ("/register", registration.register, BOTH),
    ("/agencies/<ref>", registration.agency, ("GET",)),
    ("/agencies/<ref>/correct", registration.correct, BOTH),
    ("/agencies/<ref>/services", registration.services, BOTH),
    ("/agencies/<ref>/services/<code>", evidence.offer, BOTH),
    ("/agencies/<ref>/profile", registration.profile, BOTH),
    ("/agencies/<ref>/evidence", evidence.evidence, ("GET",)),
    ("/agencies/<ref>/qualifications/new", evidence.add_qualification, BOTH),
    ("/qualifications/<ref>/take-off", evidence.take_off, BOTH),
    ("/agencies/<ref>/practitioners/new", evidence.add_practitioner, BOTH),
    ("/practitioners/<ref>/last-day", evidence.end_practitioner, BOTH),
    ("/agencies/<ref>/commitments/<kind>", evidence.commit, BOTH),
    ("/agencies/<ref>/leave", presence.leave, BOTH),
    ("/agencies/<ref>/come-back", presence.come_back, BOTH),
    ("/people", people.people, ("GET",)),
    ("/agencies/<ref>/people", people.people_of, BOTH),
    ("/agencies/<ref>/people/<act>", people.people_act, ("POST",)),
    ("/register/claim", disputes.open_dispute, BOTH),
    ("/disputes/<ref>", disputes.dispute, ("GET",)),
    ("/disputes/<ref>/withdraw", disputes.withdraw_dispute, ("POST",)),
    ("/tenders/<ref>/bid", bidding.bid, BOTH),
    ("/tenders/<ref>/bid/keep", bidding.keep, ("POST",)),
    ("/tenders/<ref>/bid/files", enclosing.seal_file, ("POST",)),
    ("/tenders/<ref>/questions", questions.questions, BOTH),
    ("/bids", bidding.bid_list, ("GET",)),
    ("/bids/<ref>", bidding.receipt, ("GET",)),
    ("/bids/<ref>/receipt.json", receipts.receipt_json, ("GET",)),
    ("/bids/<ref>/withdraw", bidding.withdraw, BOTH),
    ("/awards", contracts.award_list, ("GET",)),
    ("/awards/<ref>/decline", unsigned.decline, BOTH),
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
    ("/complaints", complaints.complaint_list, ("GET",)),
    ("/complaints/<ref>", complaints.complaint, BOTH),
    ("/complaints/<ref>/files/<file>", complaints.complaint_file, ("GET",)),
):
    supplier.add_url_rule(address, view_func=view, methods=methods)
