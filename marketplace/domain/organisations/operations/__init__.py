"""What people do with organisations: registering and checking, the profile, members, set-up and import."""

from marketplace.domain.organisations.operations.dissolution import dissolve
from marketplace.domain.organisations.operations.members import add_member, remove_member
from marketplace.domain.organisations.operations.profile import offer_services, update_profile
from marketplace.domain.organisations.operations.registration import (
    correct,
    pass_check,
    pass_on_timeout,
    register_agency,
    return_for_correction,
)
from marketplace.domain.organisations.operations.set_up import import_organisations, set_up

__all__ = [
    "add_member",
    "correct",
    "dissolve",
    "import_organisations",
    "offer_services",
    "pass_check",
    "pass_on_timeout",
    "register_agency",
    "remove_member",
    "return_for_correction",
    "set_up",
    "update_profile",
]
