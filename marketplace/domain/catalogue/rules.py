"""What the law says of a service item, pure."""

from marketplace.domain.catalogue.models import BasisLevel, Commissioner, ItemStatus, ServiceItem
from marketplace.kernel.i18n import Text, mark

SUFFICIENT_BASES = frozenset({BasisLevel.LAW, BasisLevel.REGULATION, BasisLevel.STATE_COUNCIL_DECISION})
"""Only these make a service a condition of an approval (优化营商环境条例 Art 43(1))."""


def is_mandatory(item: ServiceItem) -> bool:
    """Whether an approval may demand it; computed, never stored. Without a basis it may be bought, never demanded."""
    return item.status is ItemStatus.ACTIVE and item.basis_level in SUFFICIENT_BASES


def payer(item: ServiceItem) -> Text:
    """Who pays: whoever commissions (优化营商环境条例 Art 43(2)-(3))."""
    if item.commissioned_by is Commissioner.DEPARTMENT:
        return mark("The department pays, out of its budget.")
    return mark("The applicant pays, and chooses the agency freely.")


def may_be_tendered_by_department(item: ServiceItem) -> Text | None:
    """None when a department may put it out to tender, else why not."""
    if item.status is ItemStatus.CANCELLED:
        if item.cancelled_year is None:
            return mark("This item was cancelled by %(document)s.", document=item.cancelled_by)
        return mark(
            "This item was cancelled in %(year)s by %(document)s.",
            year=str(item.cancelled_year),
            document=item.cancelled_by,
        )
    if item.commissioned_by is Commissioner.APPLICANT:
        return mark(
            "The applicant commissions and pays for this service and chooses the agency freely; "
            "a department may not tender it or name an agency (优化营商环境条例 Art 43(2))."
        )
    return None
