"""What people do with organisations: registering and checking, the profile, members, set-up and import.

And what an agency shows: statements on its services, certificates, practitioners, commitments; leaving and coming back.
"""

from marketplace.domain.organisations.operations.commitments import sign_commitment
from marketplace.domain.organisations.operations.members import add_member, remove_member
from marketplace.domain.organisations.operations.practitioners import Person, add_practitioner, end_practitioner
from marketplace.domain.organisations.operations.presence import rejoin, withdraw
from marketplace.domain.organisations.operations.profile import offer_services, update_profile
from marketplace.domain.organisations.operations.qualifications import (
    Certificate,
    add_qualification,
    note_news,
    take_off_qualification,
)
from marketplace.domain.organisations.operations.registration import (
    correct,
    pass_check,
    pass_on_timeout,
    register_agency,
    return_for_correction,
)
from marketplace.domain.organisations.operations.set_up import import_organisations, set_up
from marketplace.domain.organisations.operations.statements import state_service

__all__ = [
    "Certificate",
    "Person",
    "add_member",
    "add_practitioner",
    "add_qualification",
    "correct",
    "end_practitioner",
    "import_organisations",
    "note_news",
    "offer_services",
    "pass_check",
    "pass_on_timeout",
    "register_agency",
    "rejoin",
    "remove_member",
    "return_for_correction",
    "set_up",
    "sign_commitment",
    "state_service",
    "take_off_qualification",
    "update_profile",
    "withdraw",
]
