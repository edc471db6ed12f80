"""From the contract to the last payment."""

from collections.abc import Sequence

from marketplace.domain.contracts.events import (
    ContractDrawnUp,
    ContractSigned,
    ContractTerminated,
    DeliveryDemanded,
    MilestoneLate,
    MilestoneMoved,
    SupplierSigned,
)
from marketplace.domain.contracts.states import ContractState, MilestoneState
from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.payments.events import PaymentRecorded, PaymentSettled
from marketplace.domain.payments.states import PaymentState
from marketplace.kernel.i18n import mark

ROWS: Sequence[News] = (
    # Contract and deliverables
    News(
        "contract_to_sign",
        ContractDrawnUp,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("A contract to sign"),
        mark(
            "The contract %(contract)s for “%(title)s” is drawn up. Sign it after %(publicity_until)s, by %(sign_by)s."
        ),
        "/supplier/contracts/%(contract)s",
        if_still=lambda scene: scene.contract.state is ContractState.DRAWN_UP,
    ),
    News(
        "contract_to_countersign",
        SupplierSigned,
        to.approvers,
        Topic.CONTRACTS,
        mark("A contract to sign"),
        mark("The provider has signed the contract %(contract)s for “%(title)s”. Sign it by %(sign_by)s."),
        "/buyer/contracts/%(contract)s",
        if_still=lambda scene: scene.contract.state is ContractState.SUPPLIER_SIGNED,
    ),
    News(
        "contract_in_force",
        ContractSigned,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("Your contract is in force"),
        mark("Both sides have signed the contract %(contract)s for “%(title)s”. Its page says what is due when."),
        "/supplier/contracts/%(contract)s",
    ),
    News(
        "contract_concluded",
        ContractSigned,
        to.together(to.drafters, to.finance_officers),
        Topic.CONTRACTS,
        mark("A contract is in force"),
        mark("Both sides have signed the contract %(contract)s for “%(title)s”. Its page says what is due when."),
        "/buyer/contracts/%(contract)s",
    ),
    News(
        "deliverable_to_accept",
        MilestoneMoved,
        to.together(to.drafters, to.approvers),
        Topic.CONTRACTS,
        mark("A deliverable to examine"),
        mark(
            "Deliverable %(milestone)s of the contract %(contract)s was handed over. "
            "Accept or return it before %(accept_by)s; after that it counts as accepted."
        ),
        "/buyer/contracts/%(contract)s",
        MilestoneState.DELIVERED,
        if_still=lambda scene: scene.milestone.state is MilestoneState.DELIVERED,
    ),
    News(
        "deliverable_returned",
        MilestoneMoved,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("A deliverable was returned"),
        mark("Deliverable %(milestone)s of the contract %(contract)s was returned. Read why and deliver again."),
        "/supplier/contracts/%(contract)s",
        MilestoneState.RETURNED,
        if_still=lambda scene: scene.milestone.state is MilestoneState.RETURNED,
    ),
    News(
        "defect_claimed",
        MilestoneMoved,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("A defect was claimed"),
        mark(
            "The department claims a defect in “%(title)s” (contract %(contract)s). Read what it is, mend it and hand "
            "over what shows that; until then the retention money is not paid."
        ),
        "/supplier/contracts/%(contract)s",
        MilestoneState.CLAIMED,
        if_still=lambda scene: scene.milestone.state is MilestoneState.CLAIMED,
    ),
    News(
        "defect_mended",
        MilestoneMoved,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("What you mended was accepted"),
        mark(
            "What you mended under the contract %(contract)s was accepted. The retention money is payable when the "
            "liability period is over: %(kept_until)s."
        ),
        "/supplier/contracts/%(contract)s",
        MilestoneState.KEPT,
    ),
    News(
        "retention_released",
        MilestoneMoved,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("Retention money is payable"),
        mark(
            "The retention money of the contract %(contract)s for “%(title)s” is payable: %(milestone_amount)s. "
            "The department pays it next."
        ),
        "/supplier/contracts/%(contract)s",
        MilestoneState.ACCEPTED,
        if_still=lambda scene: scene.milestone.is_retention,
    ),
    News(
        "deliverable_accepted",
        MilestoneMoved,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("A deliverable was accepted"),
        mark("Deliverable %(milestone)s of the contract %(contract)s was accepted. The department pays it next."),
        "/supplier/contracts/%(contract)s",
        MilestoneState.ACCEPTED,
    ),
    News(
        "deliverable_late_supplier",
        MilestoneLate,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("A deliverable is late"),
        mark(
            "Deliverable %(milestone)s of the contract %(contract)s was due and has not been handed over. "
            "Hand it over, or ask for more time with a reason."
        ),
        "/supplier/contracts/%(contract)s",
    ),
    News(
        "deliverable_late_buyer",
        MilestoneLate,
        to.together(to.drafters, to.approvers),
        Topic.CONTRACTS,
        mark("A deliverable is late"),
        mark(
            "Deliverable %(milestone)s of the contract %(contract)s was due and has not been handed over. "
            "You may set a last date."
        ),
        "/buyer/contracts/%(contract)s",
    ),
    News(
        "delivery_demanded",
        DeliveryDemanded,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("A last date for a deliverable"),
        mark(
            "The department has set a last date for deliverable %(milestone)s of the contract %(contract)s. "
            "If it passes, the contract may be ended."
        ),
        "/supplier/contracts/%(contract)s",
    ),
    News(
        "contract_ended_supplier",
        ContractTerminated,
        to.the_supplier,
        Topic.CONTRACTS,
        mark("A contract ended early"),
        mark("The contract %(contract)s for “%(title)s” has ended early. Its page says why and what is still paid."),
        "/supplier/contracts/%(contract)s",
    ),
    News(
        "contract_ended_buyer",
        ContractTerminated,
        to.together(to.drafters, to.approvers, to.finance_officers),
        Topic.CONTRACTS,
        mark("A contract ended early"),
        mark("The contract %(contract)s for “%(title)s” has ended early. Its page says why and what is still paid."),
        "/buyer/contracts/%(contract)s",
    ),
    # Payments: two officers each time.
    News(
        "retention_due",
        MilestoneMoved,
        to.finance_officers,
        Topic.PAYMENTS,
        mark("Retention money is to be paid"),
        mark(
            "The retention money of the contract %(contract)s is payable: %(milestone_amount)s. Instruct its payment."
        ),
        "/buyer/payments",
        MilestoneState.ACCEPTED,
        if_still=lambda scene: scene.milestone.is_retention and scene.milestone.state is MilestoneState.ACCEPTED,
    ),
    News(
        "payment_due",
        MilestoneMoved,
        to.finance_officers,
        Topic.PAYMENTS,
        mark("A payment is due"),
        mark("Deliverable %(milestone)s of the contract %(contract)s was accepted. Instruct its payment."),
        "/buyer/payments",
        MilestoneState.ACCEPTED,
        if_still=lambda scene: scene.milestone.state is MilestoneState.ACCEPTED,
    ),
    News(
        "payment_to_confirm",
        PaymentRecorded,
        to.without(to.second_officers, lambda scene: [scene.payment.recorded_by]),
        Topic.PAYMENTS,
        mark("A payment to confirm"),
        mark("The voucher of the payment %(payment)s was recorded. Compare it with the bank's and confirm it."),
        "/buyer/payments/%(payment)s",
        if_still=lambda scene: scene.payment.state is PaymentState.RECORDED,
    ),
    News(
        "payment_to_acknowledge",
        PaymentRecorded,
        to.the_supplier_paid_with_own_funds,
        Topic.PAYMENTS,
        mark("Did this payment come?"),
        mark("The buyer recorded the payment %(payment)s. Compare it with your account and say whether it came."),
        "/supplier/payments/%(payment)s",
        if_still=lambda scene: scene.payment.state is PaymentState.RECORDED,
    ),
    News(
        "payment_made",
        PaymentSettled,
        to.the_supplier,
        Topic.PAYMENTS,
        mark("You were paid"),
        mark("Deliverable %(milestone)s of the contract %(contract)s was paid: %(payment_amount)s."),
        "/supplier/payments",
    ),
)
