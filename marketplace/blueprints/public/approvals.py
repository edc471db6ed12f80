"""For applicants: which reports an approval may ask for, who commissions and pays, and what may replace them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import render_template

from marketplace.blueprints.public import listing
from marketplace.blueprints.web.work import reading
from marketplace.domain.catalogue import queries, rules
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.states import Commissioner, ItemStatus


@dataclass(frozen=True, slots=True)
class Report:
    """One service of an approval, as its applicant reads it."""

    item: ServiceItem
    may_be_demanded: bool
    is_free_choice: bool
    may_be_written: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval with all that the catalogue knows of it; what may be demanded comes first."""

    first: ServiceItem
    reports: Sequence[Report]


def index() -> str:
    """Every approval of the catalogue, or those that a word fits."""
    q = listing.query_text()
    fitting = sorted(
        (item for item in queries.items(reading()) if _fits(item, q)),
        key=lambda item: (item.approval_dept_zh, item.approval_item_zh),
    )
    found = [
        Approval(items[0], sorted(map(_report, items), key=lambda report: (report.is_cancelled, report.item.code)))
        for items in (
            list(group) for _, group in groupby(fitting, lambda item: (item.approval_dept_zh, item.approval_item_zh))
        )
    ]
    return render_template("public/approvals.html", q=q, found=found)


def _report(item: ServiceItem) -> Report:
    return Report(
        item,
        rules.is_mandatory(item),
        item.commissioned_by is Commissioner.APPLICANT,
        rules.may_be_written_by_applicant(item),
        item.status is ItemStatus.CANCELLED,
    )


def _fits(item: ServiceItem, q: str) -> bool:
    words = (item.approval_item_zh, item.approval_item_en, item.name_zh, item.name_en, item.code)
    return all(any(part in word.casefold() for word in words) for part in q.casefold().split())
