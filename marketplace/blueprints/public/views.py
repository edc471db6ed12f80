"""The addresses of the public room."""

from flask import Blueprint

from marketplace.blueprints.public import (
    affiliations,
    approvals,
    audit,
    award_list,
    compare,
    complaints,
    decision_list,
    directory,
    evidence,
    exports,
    guide,
    home,
    opening,
    provider_lists,
    providers,
    restrictions,
    rulings,
    sealer,
    search,
    selection,
    service_list,
    services,
    shortlists,
    tender_list,
    tenders,
)

public = Blueprint("public", __name__)

public.add_url_rule("/", "index", home.index)
public.add_url_rule("/tenders", "tenders", tender_list.index)
public.add_url_rule("/tenders/<ref>", "tender", tenders.show)
public.add_url_rule("/tenders/<ref>/selection.json", "selection_evidence", selection.evidence)
public.add_url_rule("/tenders/<ref>/selection/verify", "selection_verify", selection.verify)
public.add_url_rule("/tenders/<ref>/policy.json", "policy", opening.policy)
public.add_url_rule("/tenders/<ref>/restrictions.json", "restrictions", restrictions.report)
public.add_url_rule("/tenders/<ref>/opening.json", "opening", opening.opening)
public.add_url_rule("/verify_selection.py", "verifier", selection.verifier)
public.add_url_rule("/seal_bid.py", "sealer", sealer.program)
public.add_url_rule("/providers", "providers", directory.index)
public.add_url_rule("/providers/<int:number>", "provider_by_number", providers.show)
public.add_url_rule("/providers/<int:number>-<slug>", "provider", providers.show)
public.add_url_rule("/providers/<int:number>-<slug>/ratings", "provider_ratings", provider_lists.ratings)
public.add_url_rule("/providers/<int:number>-<slug>/contracts", "provider_contracts", provider_lists.contracts)
public.add_url_rule("/providers/<int:number>/evidence", "provider_evidence", evidence.show)
public.add_url_rule("/affiliations", "affiliations", affiliations.index)
public.add_url_rule("/approvals", "approvals", approvals.index)
public.add_url_rule("/services", "services", service_list.index)
public.add_url_rule("/services/<code>", "service", services.show)
public.add_url_rule("/awards", "awards", award_list.index)
public.add_url_rule("/decisions", "decisions", decision_list.index)
public.add_url_rule("/search", "search", search.index)
public.add_url_rule("/search/suggestions.json", "suggestions", search.suggestions)
public.add_url_rule("/search.csv", "search_csv", exports.as_csv)
public.add_url_rule("/search.json", "search_json", exports.as_json)
public.add_url_rule("/ranking", "ranking", search.ranking)
public.add_url_rule("/audit", "audit", audit.index)
public.add_url_rule("/audit/log.pem", "log_key", audit.key)
public.add_url_rule("/verify_receipt.py", "receipt_verifier", audit.verifier)
public.add_url_rule("/shortlists/<ref>", "shortlist", shortlists.show)
public.add_url_rule("/shortlists/<ref>.json", "shortlist_json", shortlists.as_json)
public.add_url_rule("/shortlists/<ref>.csv", "shortlist_csv", shortlists.as_csv)
public.add_url_rule("/help", "help", guide.index)
public.add_url_rule("/privacy", "privacy", guide.privacy)
public.add_url_rule("/complaints", "complaints", rulings.index)
public.add_url_rule("/complaints/<ref>", "complaint", rulings.show)
public.add_url_rule("/complaints/new", "complain", complaints.new, methods=("GET", "POST"))
public.add_url_rule("/complaints/track", "complaint_track", complaints.track, methods=("GET", "POST"))
public.add_url_rule(
    "/complaints/track/supplement", "complaint_supplement", complaints.supplement, methods=("GET", "POST")
)
public.add_url_rule("/complaints/track/withdraw", "complaint_withdraw", complaints.withdraw, methods=("GET", "POST"))
public.add_url_rule("/providers/compare", "compare", compare.compare)
