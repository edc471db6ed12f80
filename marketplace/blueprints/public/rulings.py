"""Published decisions on complaints; what is still open is on no public page."""

from flask import render_template

from marketplace.blueprints.web.fields import query_int
from marketplace.blueprints.web.standing import complaints as standing
from marketplace.blueprints.web.work import reading
from marketplace.domain.complaints import queries
from marketplace.domain.complaints.articles import named

MAX_PAGE = 1000


def index() -> str:
    """All of them, the latest first."""
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = queries.newest_published(reading(), number)
    return render_template(
        "public/complaints/index.html",
        rows=rows,
        total=total,
        page=number,
        pages=max(1, -(-total // queries.PAGE_SIZE)),
    )


def show(ref: str) -> str:
    """One decision."""
    row = queries.published(reading(), ref)
    return render_template(
        "public/complaints/show.html",
        row=row,
        complaint=row.Complaint,
        decision=row.ComplaintDecision,
        text=row.ComplaintPublication,
        stands=standing.of_complaint(row.Complaint),
        articles=named(row.ComplaintDecision.articles),
    )
