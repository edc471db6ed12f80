"""What an objection must say and how long the department has. Pure."""

from marketplace.domain.tenders.operations import MAX_REASON
from marketplace.kernel.errors import at_field
from marketplace.kernel.texts import paragraphs

ANSWER_WITHIN = 3
"""Working days [招标投标法实施条例 Art 54(2): 3 days from receipt; working days are this market's rule]."""

LONGEST_FACTS = 4000
LONGEST_REQUEST = 1000
LONGEST_ANSWER = MAX_REASON
"""Where the objection is upheld it is also the published reason why the award ended."""


def said(written: str, field: str, longest: int) -> str:
    """A text; Invalid (at `field`) when it is empty or too long."""
    with at_field(field):
        return paragraphs(written, longest=longest)
