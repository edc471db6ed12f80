"""The addresses of the regulator's room; only the complaints desk and the review register change anything."""

from flask import Blueprint

from marketplace.blueprints.regulator import affiliations, complaints, doubts, grades, objections, overrides, overview

regulator = Blueprint("regulator", __name__, url_prefix="/regulator")

for address, view in (
    ("/", overview.index),
    ("/tenders", overview.tender_list),
    ("/tenders/<ref>", overview.tender),
    ("/awards", overview.award_list),
    ("/contracts", overview.contract_list),
    ("/contracts/<ref>", overview.contract),
    ("/payments", overview.payment_list),
    ("/objections", objections.objections),
    ("/objections/<ref>", objections.objection),
    ("/doubts/<ref>", doubts.doubt),
    ("/affiliations", affiliations.affiliations),
    ("/grades", grades.grades),
    ("/journal", overview.journal),
    ("/journal/verify", overview.verify_journal),
):
    regulator.add_url_rule(address, view_func=view)

BOTH = ("GET", "POST")

for address, desk_view, methods in (
    ("/affiliations/new", affiliations.record_affiliation, BOTH),
    ("/affiliations/<ref>/end", affiliations.end_affiliation, BOTH),
    ("/grades/new", grades.file_grade, BOTH),
    ("/complaints", complaints.complaint_list, ("GET",)),
    ("/complaints/<ref>", complaints.complaint, ("GET",)),
    ("/complaints/<ref>/files/<file>", complaints.complaint_file, ("GET",)),
    ("/complaints/<ref>/take", complaints.complaint_take, ("POST",)),
    ("/complaints/<ref>/<step>", complaints.complaint_step, BOTH),
    ("/complaints/<ref>/decide", complaints.complaint_decide, BOTH),
    ("/complaints/<ref>/publish", complaints.complaint_publish, BOTH),
):
    regulator.add_url_rule(address, view_func=desk_view, methods=methods)

regulator.add_url_rule("/restrictions", "overrides", overrides.register)
regulator.add_url_rule("/restrictions/<ref>", "override", overrides.review, methods=BOTH)
