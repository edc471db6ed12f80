"""One tender with its whole story."""

from flask import render_template

from marketplace.blueprints.public import dossier, progress, results, rows, story
from marketplace.blueprints.web import doubts, findings, regimes
from marketplace.blueprints.web.amendments import changes
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.scorings import SCORINGS
from marketplace.blueprints.web.standing import tenders as standing
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.bids.states import Sitting
from marketplace.domain.complaints import queries as complaints
from marketplace.domain.tenders import method_settings, notice, reports
from marketplace.kernel.i18n import mark

MINUTES = {
    Sitting.WHOLE: mark("Minutes of the opening"),
    Sitting.TECHNICAL: mark("Minutes of the opening of the technical parts"),
    Sitting.PRICES: mark("Minutes of the opening of the prices"),
}


def show(ref: str) -> str:
    """One published tender with everything that has become of it."""
    facts = dossier.load(reading(), current_actor(), ref, now())
    report = reports.of_tender(reading(), facts.tender.id)
    return render_template(
        "public/tenders/show.html",
        facts=facts,
        report=report,
        findings=findings.of_report(report, reports.overrides(reading(), facts.tender.id)) if report else [],
        structural=findings.structure_of(report) if report else [],
        events=story.events(facts),
        steps=progress.steps(facts),
        stands=standing.of_tender(facts.tender, facts.award, facts.contract, facts.ended_awards),
        tags=progress.tags(facts),
        result=results.of(facts),
        minutes_of=MINUTES,
        scoring=SCORINGS[facts.tender.scoring],
        method=rows.method_labels(language()).get(facts.tender.method, facts.tender.method),
        summary=results.method_summary(facts.tender.method),
        settings=method_settings.as_set(notice.terms_of(facts.tender)),
        regime=regimes.of_tender(facts.tender),
        changes_of=changes,
        reasons_of_doubt=doubts.reasons,
        rulings=complaints.published_of(reading(), tender_id=facts.tender.id),
    )
