"""What stands behind a provider's statements, for those who have to check it.

The public page shows the facts of certificates and how many people hold which professional certificate, but no
person's name: anybody could collect names, and choosing a provider needs only the number (个人信息保护法 Art 6: the
least that the purpose needs). A department checks a person in the register of the profession, for which it needs name
and registration number; so these, and the certificates' files, stand here, behind the policy's question.
"""

from flask import render_template

from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.web.work import current_actor, reading, today
from marketplace.domain.organisations import queries
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.i18n import mark


def show(number: int) -> str:
    """Certificates with their files, and people by name: for departments, supervision, the operator and its own."""
    agency = queries.provider(reading(), number)
    if not queries.may_see_evidence(reading(), current_actor(), agency):
        raise NotPermitted(mark("Files and names are for departments, supervision and the operator."))
    return render_template(
        "public/providers/evidence.html",
        agency=agency,
        path=provider_path(agency.id, agency.slug),
        shown=queries.qualifications(reading(), agency.id, today()),
        practitioners=queries.practitioners(reading(), agency.id),
    )
