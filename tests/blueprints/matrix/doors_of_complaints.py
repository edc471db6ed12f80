"""The doors of complaints: the desk's, the respondent's, the filer's."""

from collections.abc import Mapping
from typing import Any

from tests.blueprints.matrix import hearings
from tests.blueprints.matrix.door import Door, sent
from tests.blueprints.matrix.world import Place

CASE = {"ref": "complaint"}
STEPS = {
    "supplement": "complaint:check (ask for a supplement)",
    "statement": "complaint:decide (ask for a statement)",
    "not-accept": "complaint:check (not accept)",
    "transfer": "complaint:check (transfer)",
    "withhold": "complaint:decide (withhold)",
}
DECISION = {
    "outcome": "unfounded",
    "facts": "What was found.",
    "reasoning": "Why.",
    "articles": "AML-42",
    "measures": "",
}


def with_the_code(place: Place) -> Mapping[str, Any]:
    return {"ref": place.refs["complaint"], "code": place.refs["code"], "text": "This clause."}


COMPLAINT_DOORS = (
    Door("regulator.complaint_take", "complaint", "complaint:check (take up)", CASE, has_page=False),
    *(
        Door("regulator.complaint_step", "complaint", action, CASE | {"step": step}, sent(text="Which one?"), note=step)
        for step, action in STEPS.items()
    ),
    Door("regulator.complaint_decide", "complaint", "complaint:decide (decide)", CASE, sent(**DECISION)),
    Door("regulator.complaint_publish", "complaint", "complaint:decide (publish)", CASE),
    Door("buyer.complaints.show", "complaint", "complaint:state", CASE, sent(text="It was copied."), has_page=False),
    Door(
        "supplier.complaint",
        "complaint",
        "complaint:state",
        CASE,
        sent(text="It was copied."),
        at=hearings.ABOUT_AN_AGENCY,
        has_page=False,
    ),
    Door(
        "public.complaint_supplement",
        "complaint",
        "complaint:follow (supplement)",
        form=with_the_code,
        has_page=False,
        answers=(200,),
    ),
    Door(
        "public.complaint_withdraw",
        "complaint",
        "complaint:follow (withdraw)",
        form=with_the_code,
        has_page=False,
        answers=(200,),
    ),
)
