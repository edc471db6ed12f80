"""The doors of contracts, deliverables, proposals and payments."""

from collections.abc import Mapping
from typing import Any

from marketplace.domain.contracts.states import CHANGE
from tests.blueprints.matrix import performance
from tests.blueprints.matrix.door import Door, reason, sent
from tests.blueprints.matrix.world import Place
from tests.files import pdf_upload

CONTRACT = {"ref": "contract"}
PART = {"ref": "milestone"}
PAYMENT = {"ref": "payment"}
CHANGED = {"ref": "change"}
STARS = {"quality": "5", "timeliness": "5", "fees": "5", "conduct": "5", "compliance": "5", "text": "Good."}
EXTRA = {"milestone": "", "amount": "500", "title": "More", "days": "5", "reason": "Why"}
LATE = {"pending": performance.pending_and_late, "returned": performance.returned_and_late}


def voucher(place: Place) -> Mapping[str, Any]:
    return {"bank_reference": "BANK-2026-0002", "value_date": place.refs["today"], "amount": "40000"}


def delivery(_place: Place) -> Mapping[str, Any]:
    return {"file": pdf_upload(), "note": ""}


CONTRACT_DOORS = (
    Door("supplier.contract", "contract", "contract:sign_for_the_supplier", CONTRACT, sent(agrees="y"), has_page=False),
    Door("buyer.contracts.sign", "contract", "contract:sign_for_the_buyer", CONTRACT, has_page=False),
    Door("buyer.changes.supplement", "contract", "contract:propose_supplement", CONTRACT, sent(**EXTRA)),
    Door(
        "buyer.changes.end",
        "contract",
        "contract:terminate",
        CONTRACT,
        sent(ground="purpose_gone", reason="Why"),
        note="declared",
    ),
    Door(
        "buyer.changes.end",
        "contract",
        "contract:propose_termination",
        CONTRACT,
        sent(ground="agreement", reason="Why"),
        note="by agreement",
    ),
    Door("supplier.end_contract", "contract", "contract:propose_termination", CONTRACT, reason),
    Door("buyer.ratings.rate", "contract", "contract:rate", CONTRACT, sent(**STARS)),
    Door("supplier.rate_buyer", "contract", "contract:rate_buyer", CONTRACT, sent(**STARS)),
    Door("supplier.deliver", "milestone", "milestone:deliver", PART, delivery),
    Door("buyer.contracts.accept", "milestone", "milestone:accept", PART, has_page=False),
    Door("buyer.contracts.send_back", "milestone", "milestone:return", PART, reason),
    Door(
        "buyer.changes.accept_in_part",
        "milestone",
        "milestone:accept_in_part",
        PART,
        sent(amount="100", days="5", reason="Why"),
    ),
    Door("buyer.changes.last_date", "milestone", "milestone:demand", PART, sent(days="5", reason="Why"), at=LATE),
    Door("buyer.changes.give_up", "milestone", "milestone:propose_waiver", PART, reason),
    Door("buyer.contracts.claim", "milestone", "milestone:claim_defect", PART, reason),
    Door("supplier.ask_for_time", "milestone", "milestone:ask_for_time", PART, sent(days="5", reason="Why")),
    Door("buyer.payments.instruct", "milestone", "payment:instruct", PART, has_page=False),
    Door("buyer.payments.record", "payment", "payment:record", PAYMENT, voucher),
    Door("buyer.payments.confirm", "payment", "payment:confirm", PAYMENT),
    Door("buyer.payments.reject", "payment", "payment:reject", PAYMENT, reason),
    *(
        door
        for kind in (lifecycle.name for lifecycle in CHANGE.values())
        for door in (
            Door("buyer.changes.agree", kind, "change:agree", CHANGED, has_page=False),
            Door("supplier.agree_to_change", kind, "change:agree", CHANGED, has_page=False),
            Door("buyer.changes.refuse", kind, "change:refuse", CHANGED, reason),
            Door("supplier.refuse_change", kind, "change:refuse", CHANGED, reason),
            Door("buyer.changes.withdraw", kind, "change:withdraw", CHANGED, has_page=False),
            Door("supplier.withdraw_change", kind, "change:withdraw", CHANGED, has_page=False),
        )
    ),
)
