"""What others may hear of a contract."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ContractDrawnUp(Event):
    """The agency is asked to sign."""

    contract_ref: str


@dataclass(frozen=True, slots=True)
class SupplierSigned(Event):
    """The agency has signed; the department is asked to."""

    contract_ref: str


@dataclass(frozen=True, slots=True)
class ContractSigned(Event):
    """Both sides have signed."""

    contract_ref: str


@dataclass(frozen=True, slots=True)
class MilestoneMoved(Event):
    """A deliverable came, was returned or was accepted."""

    milestone_ref: str
    state: str


@dataclass(frozen=True, slots=True)
class ContractChangeMoved(Event):
    """Something was proposed after the signing, or a proposal was answered, withdrawn or overtaken."""

    change_ref: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class MilestoneLate(Event):
    """A milestone passed its date without a deliverable."""

    milestone_ref: str


@dataclass(frozen=True, slots=True)
class DeliveryDemanded(Event):
    """The department set a last date for a late milestone."""

    milestone_ref: str


@dataclass(frozen=True, slots=True)
class ContractTerminated(Event):
    """A contract ended early."""

    contract_ref: str
    ground: str
