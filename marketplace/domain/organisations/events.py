"""News about organisations."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class OrganisationRegistered(Event):
    """An agency handed in its registration, for the first time or corrected."""

    ref: str


@dataclass(frozen=True, slots=True)
class OrganisationActivated(Event):
    """An organisation entered the market."""

    ref: str


@dataclass(frozen=True, slots=True)
class OrganisationReturned(Event):
    """A registration was returned for correction."""

    ref: str


@dataclass(frozen=True, slots=True)
class OrganisationProfileChanged(Event):
    """What the directory shows of an active organisation changed."""

    ref: str


@dataclass(frozen=True, slots=True)
class OrganisationWithdrawn(Event):
    """An agency left the market."""

    ref: str


@dataclass(frozen=True, slots=True)
class OrganisationRejoined(Event):
    """An agency that had left came back."""

    ref: str


@dataclass(frozen=True, slots=True)
class CertificateExpires(Event):
    """A certificate is about to expire."""

    qualification_ref: str


@dataclass(frozen=True, slots=True)
class CertificateExpired(Event):
    """A certificate has expired."""

    qualification_ref: str


@dataclass(frozen=True, slots=True)
class MemberInvited(Event):
    """Somebody is asked to join; the mail with the link is still to be written."""

    invitation_ref: str


@dataclass(frozen=True, slots=True)
class DisputeMoved(Event):
    """A dispute was opened, decided or withdrawn: news for one person of either side."""

    dispute_ref: str
    state: str
    user_id: int
