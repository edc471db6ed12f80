"""The proofs that may still be asked for: the retained list of certification items (优化营商环境条例 Art 44). Pure.

A proof outside the list may not be demanded by departments, utilities or service bodies. The list is a table the
product carries; changing it is a change of the product, with the law that keeps or ends the item.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from marketplace import reference


@dataclass(frozen=True, slots=True)
class RetainedProof:
    """One item: its law, and what may stand in its place (empty: nothing is known to)."""

    code: str
    name_zh: str
    name_en: str
    basis_zh: str
    basis_en: str
    instead_zh: str
    instead_en: str


def _read() -> Mapping[str, RetainedProof]:
    rows = csv.DictReader(io.StringIO(reference.content("certificates.csv").decode()))
    return {row["code"]: RetainedProof(**row) for row in rows}


RETAINED = _read()
"""By code, in the order of the table."""
