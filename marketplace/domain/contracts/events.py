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
