"""A legal officer stands for a condition that the restriction check blocks."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from marketplace.blueprints.buyer.desk import Answer, back, demand, own_tender
from marketplace.blueprints.web import findings
from marketplace.blueprints.web.fields import DayField, LineField, ParagraphsField, RadiosField, choices
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import reading, today
from marketplace.domain.tenders import notice, operations, reports
from marketplace.domain.tenders.operations.overrides import MAX_ARTICLE, MAX_LAW, UNDECIDED
from marketplace.domain.tenders.operations.steps import MAX_REASON
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.domain.tenders.states import TENDER
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

overrides = Blueprint("overrides", __name__, url_prefix="/tenders")


class GroundForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Which condition, and which national law demands it."""

    condition = RadiosField(_l("Which condition"))
    law = LineField(
        _l("National law or regulation"),
        longest=MAX_LAW,
        description=_l("A law or a regulation of the State Council that demands this very condition; no local rule."),
    )
    article = LineField(_l("Article"), longest=MAX_ARTICLE)
    reason = ParagraphsField(
        _l("Reason"),
        longest=MAX_REASON,
        description=_l("Why no less restrictive way will do. It is published with the notice."),
    )
    expires_on = DayField(_l("Ends on"), description=_l("At most a year from today."))


@overrides.route("/<ref>/override", methods=["GET", "POST"])
def give(ref: str) -> Answer:
    """Choose a blocked condition and cite the law."""
    tender = own_tender(ref)
    demand("tender:override", tender)
    found = reports.blocking(reading(), tender, notice.terms_of(tender), today())
    form = GroundForm()
    if form.is_submitted() and tender.state not in UNDECIDED:
        form.condition.choices = choices([(form.condition.data or "", "")])
    else:
        if tender.state not in UNDECIDED:
            return back(tender, TENDER.meanings[tender.state])
        form.condition.choices = choices(
            (findings.key_of(noted), f"{noted.words} ({translate(noted.finding.rule.label)})")
            for noted in {noted.key: noted for noted in found}.values()
        )

    def act(uow: UnitOfWork) -> RestrictionOverride:
        rule, _bar, words = (form.condition.data or "").partition("|")
        if form.expires_on.data is None:
            raise Invalid(fields={"expires_on": mark("Choose a day after today and within a year.")})
        ground = operations.Ground(
            rule,
            words,
            form.law.data or "",
            form.article.data or "",
            form.reason.data or "",
            form.expires_on.data,
        )
        return operations.override(uow, ref, ground)

    return form_page(
        form,
        "buyer/override.html",
        act=act,
        then=lambda _done: url_for("buyer.tenders.show", ref=ref),
        done=_("The override is given. The regulator reviews it, and it is published with the notice."),
        tender=tender,
        found=found,
    )
