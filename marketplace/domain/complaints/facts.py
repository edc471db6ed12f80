"""What the policy may know of a complaint."""

from sqlalchemy.orm import Session

from marketplace.domain.complaints.models import Complaint
from marketplace.policy.facts import Facts


def of_complaint(session: Session, complaint: Complaint) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """The respondent knows of a case from the moment it is heard; everybody does once it is published."""
    heard = complaint.respondent_id if complaint.statement_asked_at else None
    return Facts(
        is_public=complaint.published_at is not None,
        buyer_id=heard if complaint.respondent_buys else None,
        supplier_id=None if complaint.respondent_buys else heard,
        respondent_id=complaint.respondent_id,
        done_by={"took": (complaint.officer_id,)},
    )
