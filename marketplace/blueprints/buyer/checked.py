"""What the restriction check says of a tender that can still be mended: of its words and of how it is built."""

from collections.abc import Sequence

from marketplace.blueprints.buyer.who_qualifies import everybody
from marketplace.blueprints.web import findings
from marketplace.blueprints.web.findings import Shown
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.regimes.rules import Routing
from marketplace.domain.tenders import structure, wording
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.domain.tenders.rules import Terms


def by_field(
    terms: Terms, item: ServiceItem, routing: Routing, overrides: Sequence[RestrictionOverride] = ()
) -> dict[str, list[Shown]]:
    """By the name of the form's field; the words first."""
    shown = findings.of_draft(wording.examine(terms, routing.regime), overrides)
    offering = everybody(item) if terms.conditions else []
    built = findings.of_structure(structure.examine(terms, item, offering, routing), routing.regime)
    for field, warnings in built.items():
        shown.setdefault(field, []).extend(warnings)
    return shown
