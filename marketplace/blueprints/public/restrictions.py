"""The report of the restriction check of a published tender, for machines."""

from flask import jsonify
from werkzeug.wrappers import Response

from marketplace.blueprints.web import findings
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders import reports
from marketplace.kernel.errors import NotFound


def report(ref: str) -> Response:
    """The report of the notice as it stands: `reports.as_json` with ``at`` and ``overrides``."""
    tender = tenders.see(reading(), current_actor(), ref)
    found = reports.of_tender(reading(), tender.id)
    if found is None:
        raise NotFound
    return jsonify(findings.as_json(found, reports.overrides(reading(), tender.id)))
