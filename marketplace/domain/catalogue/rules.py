"""What the law says of a service item, pure."""

from typing import Protocol

from marketplace.domain.catalogue.states import BasisLevel, Commissioner, ItemStatus
from marketplace.kernel.i18n import Text, mark


class Item(Protocol):
    """What these rules read of an item."""

    @property
    def status(self) -> ItemStatus:
        """Whether it is in force."""

    @property
    def basis_level(self) -> BasisLevel:
        """How high its legal basis stands."""

    @property
    def commissioned_by(self) -> Commissioner:
        """Who commissions it."""

    @property
    def qualification_zh(self) -> str:
        """The qualification that the law asks for; empty where it asks for none."""

    @property
    def cancelled_by(self) -> str:
        """The document that cancelled it."""

    @property
    def cancelled_year(self) -> int | None:
        """When it was cancelled."""


SUFFICIENT_BASES = frozenset({BasisLevel.LAW, BasisLevel.REGULATION, BasisLevel.STATE_COUNCIL_DECISION})
"""Only these make a service a condition of an approval (优化营商环境条例 Art 43(1))."""


def is_mandatory(item: Item) -> bool:
    """Whether an approval may demand it; computed, never stored. Without a basis it may be bought, never demanded."""
    return item.status is ItemStatus.ACTIVE and item.basis_level in SUFFICIENT_BASES


def may_be_written_by_applicant(item: Item) -> bool:
    """Whether the applicant may write the report alone (自行编制): nobody else is prescribed by law.

    国办发〔2015〕31号: an applicant writes it or has it written, and no particular agency may be demanded.
    """
    return (
        item.status is ItemStatus.ACTIVE
        and item.commissioned_by is Commissioner.APPLICANT
        and not item.qualification_zh
    )


def payer(item: Item) -> Text:
    """Who pays: whoever commissions (优化营商环境条例 Art 43(2)-(3))."""
    if item.commissioned_by is Commissioner.DEPARTMENT:
        return mark("The department pays, out of its budget.")
    return mark("The applicant pays, and chooses the agency freely.")


def may_be_tendered_by_department(item: Item) -> Text | None:
    """None when a department may put it out to tender, else why not."""
    if item.status is ItemStatus.CANCELLED:
        return _cancelled(item)
    if item.commissioned_by is Commissioner.APPLICANT:
        return mark(
            "The applicant commissions and pays for this service and chooses the agency freely; "
            "a department may not tender it or name an agency (优化营商环境条例 Art 43(2))."
        )
    return None


def may_be_bought_by_applicant(item: Item) -> Text | None:
    """None when an applicant may buy it with own funds, else why not."""
    if item.status is ItemStatus.CANCELLED:
        return _cancelled(item)
    if item.commissioned_by is Commissioner.DEPARTMENT:
        return mark(
            "The department that decides on the approval commissions and pays for this service; "
            "an applicant never does (优化营商环境条例 Art 43(3))."
        )
    return None


def _cancelled(item: Item) -> Text:
    if item.cancelled_year is None:
        return mark("This item was cancelled by %(document)s.", document=item.cancelled_by)
    return mark(
        "This item was cancelled in %(year)s by %(document)s.",
        year=str(item.cancelled_year),
        document=item.cancelled_by,
    )
