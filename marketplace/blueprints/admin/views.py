"""The addresses of the operator's room."""

from flask import Blueprint

from marketplace.blueprints.admin import (
    accounts,
    affiliations,
    claims,
    desk,
    dissolution,
    organisations,
    reference,
    regimes,
    registrations,
    rounds,
    settings,
)

admin = Blueprint("admin", __name__, url_prefix="/admin")

BOTH = ("GET", "POST")

for address, view, methods in (
    ("/", desk.index, ("GET",)),
    ("/registrations", registrations.registration_list, ("GET",)),
    ("/registrations/<ref>", registrations.registration, BOTH),
    ("/registrations/<ref>/pass", registrations.pass_registration, ("POST",)),
    ("/organisations", organisations.organisation_list, ("GET",)),
    ("/organisations/new", organisations.set_up, BOTH),
    ("/organisations/import", organisations.import_organisations, BOTH),
    ("/organisations/<ref>", organisations.organisation, BOTH),
    ("/organisations/<ref>/dissolve", dissolution.dissolve, BOTH),
    ("/organisations/<ref>/remove-member", organisations.remove_member, ("POST",)),
    ("/organisations/<ref>/claim", claims.claim, BOTH),
    ("/affiliations", affiliations.affiliations, ("GET",)),
    ("/affiliations/new", affiliations.record_affiliation, BOTH),
    ("/affiliations/<ref>/end", affiliations.end_affiliation, BOTH),
    ("/disputes", claims.dispute_list, ("GET",)),
    ("/disputes/<ref>", claims.dispute, BOTH),
    ("/rounds", rounds.round_list, ("GET",)),
    ("/rounds/<ref>/interrupt", rounds.interrupt_round, BOTH),
    ("/accounts", accounts.account_list, ("GET",)),
    ("/accounts/<int:number>", accounts.account, ("GET",)),
    ("/accounts/<int:number>/grant", accounts.grant, BOTH),
    ("/accounts/<int:number>/<verb>", accounts.account_act, BOTH),
    ("/regions", reference.region_list, ("GET",)),
    ("/regions/import", reference.import_regions, BOTH),
    ("/catalogue", reference.catalogue_list, ("GET",)),
    ("/catalogue/import", reference.import_catalogue, BOTH),
    ("/regimes", regimes.regime_list, ("GET",)),
    ("/regimes/enter", regimes.enter_figures, BOTH),
    ("/regimes/import", regimes.import_regimes, BOTH),
    ("/calendar", reference.calendar_now, BOTH),
    ("/calendar/<int:year>", reference.calendar_year, BOTH),
    ("/calendar/import", reference.import_calendar, BOTH),
    ("/jobs", desk.jobs, ("GET",)),
    ("/jobs/<int:entry_id>/retry", desk.retry, ("POST",)),
    ("/jobs/<int:entry_id>/drop", desk.drop, BOTH),
    ("/settings", settings.house_numbers, ("GET",)),
    ("/journal", desk.journal, ("GET",)),
    ("/journal/verify", desk.verify_journal, ("GET",)),
):
    admin.add_url_rule(address, view_func=view, methods=methods)
