"""Which ties there are."""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.kernel.i18n import Text, mark


class AffiliationKind(StrEnum):
    """How an agency is tied to a department (国办发〔2015〕31号 on agencies tied to whoever approves)."""

    SUBORDINATE = "subordinate"
    SUPERVISED = "supervised"
    RUN_BY = "run_by"
    STAFF_POST = "staff_post"
    SHAREHOLDING = "shareholding"


AFFILIATION_KINDS: Mapping[AffiliationKind, Text] = {
    AffiliationKind.SUBORDINATE: mark("Subordinate institution of the department"),
    AffiliationKind.SUPERVISED: mark("Society supervised by the department"),
    AffiliationKind.RUN_BY: mark("Enterprise run by the department"),
    AffiliationKind.STAFF_POST: mark("Staff of the department hold a post in it"),
    AffiliationKind.SHAREHOLDING: mark("The department holds shares in it"),
}


class TieKind(StrEnum):
    """What two agencies have in common (招标投标法实施条例 Art 34, 政府采购法实施条例 Art 18)."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    CONTROL = "control"
    SHAREHOLDER = "shareholder"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ACCOUNT = "account"
