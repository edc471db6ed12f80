"""Tenders and their published amendments."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.regimes.rules import DEFAULT_LIMITS, Limits
from marketplace.domain.regimes.states import MADE_ELSEWHERE, Exemption, Regime
from marketplace.domain.selection.evidence import NO_BEACON
from marketplace.domain.tenders.states import (
    BIDS_ARE_PUBLIC,
    PUBLIC,
    EarlierRole,
    HoldKind,
    MoveCause,
    Quote,
    Scoring,
    TenderState,
)
from marketplace.kernel import i18n
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class Tender(Base):
    """One purchase. `ceiling` is the highest price, or for `random` the fixed one; times are UTC instants."""

    __tablename__ = "tender"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    state: Mapped[TenderState] = mapped_column(Enum(TenderState, native_enum=False, length=16))
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    item_code: Mapped[str] = mapped_column(ForeignKey("service_item.code"), index=True)
    budget_line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_line.id"))
    regime: Mapped[Regime] = mapped_column(Enum(Regime, native_enum=False, length=20))
    routing: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """As `regimes.rules.Routing.as_json`: why it falls under its regime, and the limits that holds it to."""
    made_at: Mapped[str] = mapped_column(String(500), default="", server_default="")
    """Where a purchase is made whose law has its own place; only its notice stands here."""
    exemption: Mapped[Exemption | None] = mapped_column(Enum(Exemption, native_enum=False, length=16))
    """Why it does not wait for the usual procedure; whoever approves the tender agrees to it."""
    project_code: Mapped[str] = mapped_column(String(40), default="", server_default="", index=True)
    """Which project it belongs to, as `project_codes.normal`; empty for none."""
    project_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text)
    requirements: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What is asked of those who take part: rows of `requirements.Requirement`, published with the notice."""
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    """Where the service is delivered; never a condition on the agency."""
    service_days: Mapped[int]
    """Working days from the contract to the deliverable."""
    window_days: Mapped[int]
    """Working days from publication to the deadline."""
    ceiling: Mapped[Money]
    method: Mapped[str] = mapped_column(String(32))
    quote: Mapped[Quote] = mapped_column(
        Enum(Quote, native_enum=False, length=16), default=Quote.AMOUNT, server_default=Quote.AMOUNT.name
    )
    """Whether bidders write a price, or a percentage off the ceiling that a price follows from."""
    invited: Mapped[str | None] = mapped_column(String(16), ForeignKey("organisation.ref"))
    """Whom alone the buyer asks, by reference, where the method names one provider."""
    invited_because: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    """Why that one; published with the notice."""
    shortlist: Mapped[str | None] = mapped_column(String(16), ForeignKey("shortlist.ref"), index=True)
    """The locked search of providers that this choice rests on; public from the publication on."""
    unlisted_because: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    """Why the choice rests on none; published with the notice."""
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """For merit methods: ``[{"code", "label", "weight", "max_points"}]``, published with the notice."""
    price_weight: Mapped[int | None]
    scoring: Mapped[Scoring] = mapped_column(Enum(Scoring, native_enum=False, length=16), server_default="MEANS")
    """For merit methods, published with the notice: which points count, and whether prices stay sealed till then."""
    method_settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """What the department set of its method, by name: `method_settings.settable`."""
    retention_percent: Mapped[int] = mapped_column(default=0)
    """Of the price, kept back after the service; none when 0."""
    retention_months: Mapped[int] = mapped_column(default=0)
    """From the acceptance of the last deliverable until what was kept back is payable."""
    drafted_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    authors: Mapped[list[int]] = mapped_column(JSON)
    """Everybody who ever wrote its terms; none of them may approve it."""
    openers: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The people whose keys the bids are sealed to; empty before the publication."""
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    returned_because: Mapped[str | None] = mapped_column(String(1000))
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    deadline_at: Mapped[datetime | None]
    beacon_source: Mapped[str] = mapped_column(String(32), default=NO_BEACON["source"])
    """Whose randomness the draw also uses, named with the deadline: `beacons`."""
    beacon_round: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    """When the evaluators agreed on the points of every bid; nothing of them changes after that."""
    prices_opened_at: Mapped[datetime | None]
    """With two envelopes, when the prices were opened; at `opened_at` the technical parts were."""
    ended_at: Mapped[datetime | None]
    """When it was awarded, failed or was cancelled."""
    ended_because: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """A marked text: why it failed or was cancelled."""
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("tender.id"), unique=True)
    selected_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("ceiling > 0", name="ceiling_positive"),
        CheckConstraint(
            "budget_line_id IS NOT NULL OR regime IN ('STATE_ENTERPRISE', 'PRIVATE', 'STATUTORY_BIDDING')",
            name="fiscal_funds_have_a_line",
        ),
        CheckConstraint("service_days > 0 AND window_days > 0", name="days_positive"),
        CheckConstraint(
            "(retention_percent = 0 AND retention_months = 0) OR (retention_percent > 0 AND retention_months > 0)",
            name="retention_whole",
        ),
        CheckConstraint("state != 'PUBLISHED' OR deadline_at IS NOT NULL", name="published_has_deadline"),
        Index("ix_tender_state_deadline", "state", "deadline_at"),
    )

    @property
    def is_notice_only(self) -> bool:
        """Whether only its notice stands here: no bid is taken, no money held, no award made."""
        return self.regime in MADE_ELSEWHERE

    @property
    def has_two_envelopes(self) -> bool:
        """Whether the prices are opened only after the evaluators have agreed."""
        return self.scoring is Scoring.TWO_ENVELOPES

    @property
    def is_being_scored(self) -> bool:
        """Whether evaluators score, or agree on points, now: with two envelopes while nobody can read a price."""
        scored_in = TenderState.EVALUATING if self.has_two_envelopes else TenderState.OPENED
        return bool(self.criteria) and self.state is scored_in and self.agreed_at is None

    @property
    def limits(self) -> Limits:
        """The periods it is held to; the defaults for one that was published before regimes had figures."""
        return Limits.read(self.routing["limits"]) if self.routing else DEFAULT_LIMITS

    @property
    def beacon(self) -> dict[str, Any]:
        """What the policy of the bids says of it: ``{"source": "none"}`` or ``{"source", "round"}``."""
        named = {} if self.beacon_round is None else {"round": self.beacon_round}
        return {"source": self.beacon_source, **named}

    @property
    def is_public(self) -> bool:
        """Whether the notice has been published."""
        return self.published_at is not None and self.state in PUBLIC

    @property
    def shows_bids(self) -> bool:
        """Whether everybody sees names and prices of the bidders: once the selection was made, whatever came of it.

        What was never opened stays sealed for ever.
        """
        return self.opened_at is not None and (self.state in BIDS_ARE_PUBLIC or self.selected_by is not None)


class TenderPolicy(Base):
    """What bids are sealed under, in one version. Triggers refuse to change or delete a row."""

    __tablename__ = "tender_policy"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As `openers.panels.Policy.as_json`."""
    sha256: Mapped[str] = mapped_column(String(64), unique=True)


class TenderAmendment(Base):
    """A published change of the notice (corrigendum)."""

    __tablename__ = "tender_amendment"

    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(1000))
    """As the department wrote it; of the platform's own changes the English words of `because`."""
    because: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """A marked text: why the platform itself changed the notice; None where the department did."""
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """``[{"field", "before", "after"}]``"""

    __table_args__ = (UniqueConstraint("tender_id", "number"),)

    @property
    def words(self) -> i18n.Text:
        """The reason, for a reader of any language."""
        return i18n.from_json(self.because) if self.because else i18n.mark("%(reason)s", reason=self.reason)


class DeadlineExtension(Base):
    """A deadline that was moved because nobody could reach the platform; once a tender. Triggers refuse changes."""

    __tablename__ = "deadline_extension"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    at: Mapped[datetime]
    before: Mapped[datetime]
    after: Mapped[datetime]
    seconds: Mapped[int]
    """How long nobody could reach the platform, all gaps together."""
    recovered_at: Mapped[datetime]
    """When it could be reached again for the last time."""


class TenderHold(Base):
    """What keeps a tender from closing, or its contract from being signed, until somebody has answered."""

    __tablename__ = "tender_hold"

    about: Mapped[str] = mapped_column(String(16), primary_key=True)
    """The reference of what waits for an answer; a later stage's, which alone knows more of it."""
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    kind: Mapped[HoldKind] = mapped_column(Enum(HoldKind, native_enum=False, length=16))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    """When it was lifted."""


class DeadlineMove(Base):
    """A deadline that was moved because of a question, and nothing else with it. Triggers refuse changes."""

    __tablename__ = "deadline_move"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    before: Mapped[datetime]
    after: Mapped[datetime]
    cause: Mapped[MoveCause] = mapped_column(Enum(MoveCause, native_enum=False, length=16))


class TenderAttachment(Base):
    """A file of the notice: put in while it is a draft, the same for every bidder from the publication on."""

    __tablename__ = "tender_attachment"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    added_at: Mapped[datetime]


class Recusal(Base):
    """An agency that does not bid for earlier work on the same project; published with the notice."""

    __tablename__ = "recusal"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    role: Mapped[EarlierRole] = mapped_column(Enum(EarlierRole, native_enum=False, length=16))
    reason: Mapped[str] = mapped_column(String(500))


class TenderSketch(Base):
    """What one person typed into a tender's form and has not saved; nobody else reads it, and it binds nobody."""

    __tablename__ = "tender_sketch"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    about: Mapped[str] = mapped_column(String(48), primary_key=True)
    """The reference of the draft, or the code of the item for which none is saved yet."""
    number: Mapped[int]
    """How often it was kept; whoever knows another number looks at an older state."""
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    """Field by field as typed."""
    saved_at: Mapped[datetime]


class BeaconRound(Base):
    """What came of the round of a beacon that a tender names. Triggers refuse to change or delete a row."""

    __tablename__ = "beacon_round"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(32))
    round: Mapped[int]
    value: Mapped[str | None] = mapped_column(String(64))
    """In hexadecimal; None where the round could not be had."""
    signature: Mapped[str | None] = mapped_column(String(192))
    noted_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("(value IS NULL) = (signature IS NULL)", name="whole_or_missing"),)
