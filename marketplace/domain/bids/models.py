"""Bids, their write-once envelopes, drafts, the closing head and the opening."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.bids.rates import Rate
from marketplace.domain.bids.states import BidState, DoubtState, Ground, SealedBy, Sitting
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class Bid(Base):
    """One agency's bid in one tender; price, proposal and nonce are empty until the opening."""

    __tablename__ = "bid"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    tenderer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[BidState] = mapped_column(Enum(BidState, native_enum=False, length=16))
    submitted_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    envelopes: Mapped[int]
    """How many envelopes were received; the last one counts."""
    received_at: Mapped[datetime]
    envelope_sha256: Mapped[str] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None]
    price: Mapped[Money | None]
    """As offered, or as the discount rate makes it."""
    discount_rate: Mapped[int | None]
    """Hundredths of a percent off the ceiling, where the notice asked for that."""
    proposal: Mapped[str | None] = mapped_column(Text)
    nonce: Mapped[str | None] = mapped_column(String(64))
    """32 bytes in hexadecimal that were sealed inside; the draw's seed is made of them."""
    keys: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """The key of every part that came together at the opening, in hexadecimal: whoever has it can open it again."""
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What was enclosed, as `enclosures.Enclosure.as_json`; empty until the opening, the bytes stay sealed for ever."""
    excluded_because: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    ties: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    """Who else bid and is tied to this agency, as it was at the deadline: ``[{"kind", "other"}]``, `other` a bid's
    reference. Nobody acts upon it, or reads it, before the opening."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("tender_id", "tenderer_id"),
        CheckConstraint("price IS NULL OR price >= 0", name="price_not_negative"),
        CheckConstraint("discount_rate IS NULL OR discount_rate BETWEEN 0 AND 9999", name="rate_below_everything"),
        CheckConstraint(
            "state IN ('VALID', 'INVALID') OR (price IS NULL AND nonce IS NULL AND discount_rate IS NULL)",
            name="sealed_until_opened",
        ),
    )

    @property
    def rate(self) -> Rate | None:
        """The discount rate that the price follows from; None where an amount was offered."""
        return None if self.discount_rate is None else Rate(self.discount_rate)


class Doubt(Base):
    """Why an opened bid may not take part, what its agency says to it, and what the department decides.

    A recorded tie keeps the bid out until the department lets it in (`keeps_out`). What bidders merely say of
    themselves, and a low price, keep nobody out before the department has decided, or the bidder has kept silent.
    """

    __tablename__ = "bid_doubt"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    ground: Mapped[Ground] = mapped_column(Enum(Ground, native_enum=False, length=16))
    state: Mapped[DoubtState] = mapped_column(Enum(DoubtState, native_enum=False, length=16))
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Marked texts, one or more: what the bidder reads."""
    keeps_out: Mapped[bool] = mapped_column(server_default=true())
    """Whether the bid is out from the first instant on, or only once that is decided."""
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """Until when the bidder replies."""
    reply: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[datetime | None]
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decide_by: Mapped[datetime | None]
    """Until when the department decides; it has time from the reply on. Empty for a reply from before there was a
    term."""
    overdue_at: Mapped[datetime | None]
    """When it was noted that the department had not decided in time; nothing else follows from it."""
    decision: Mapped[str | None] = mapped_column(String(1000))
    """Why the department lets the bid take part, or not; published once the selection is made."""
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("bid_id", "ground"),
        CheckConstraint("(state IN ('ASKED', 'ANSWERED')) = (settled_at IS NULL)", name="settled_at_a_time"),
        CheckConstraint("(state IN ('ADMITTED', 'EXCLUDED')) = (decision IS NOT NULL)", name="decided_with_a_reason"),
        Index("ix_bid_doubt_state_due_at", "state", "due_at"),
        Index("ix_bid_doubt_state_decide_by", "state", "decide_by"),
    )


class Envelope(Base):
    """One sealed submission. Triggers refuse to change or delete a row."""

    __tablename__ = "bid_envelope"

    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    bid: Mapped[Bid] = relationship(lazy="raise")
    number: Mapped[int]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    """The sealed bid as it was received (`envelopes`)."""
    sha256: Mapped[str] = mapped_column(String(64))
    sealed_by: Mapped[SealedBy] = mapped_column(Enum(SealedBy, native_enum=False, length=16))
    received_at: Mapped[datetime]
    submitted_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (UniqueConstraint("bid_id", "number"),)


class KeyShare(Base):
    """What one opener handed in at the opening of a tender. Triggers refuse to change or delete a row."""

    __tablename__ = "key_share"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    opener_id: Mapped[int] = mapped_column(ForeignKey("opener.id"), primary_key=True)
    sitting: Mapped[Sitting] = mapped_column(Enum(Sitting, native_enum=False, length=16), primary_key=True)
    at: Mapped[datetime]
    shares: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`shares.Shares`"""


class OpeningRecord(Base):
    """The minutes of an opening: who handed in keys, who did not, who handed in a false one. One per sitting."""

    __tablename__ = "opening_record"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    sitting: Mapped[Sitting] = mapped_column(Enum(Sitting, native_enum=False, length=16), primary_key=True)
    at: Mapped[datetime]
    present: Mapped[list[str]] = mapped_column(JSON)
    """References of openers, as the other two."""
    absent: Mapped[list[str]] = mapped_column(JSON)
    liars: Mapped[list[str]] = mapped_column(JSON)
    bids: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """``[{"bid", "sha256", "state"}]`` in the order of the references."""


class SealedFile(Base):
    """A file that an agency sealed for a bid: that there is one, never its name. Triggers refuse to change a row.

    The bytes are in storage under `storage_key`, sealed; what they are called stands sealed in the draft or envelope.
    """

    __tablename__ = "sealed_file"

    storage_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    tenderer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    size: Mapped[int]
    """Bytes of the ciphertext."""
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the ciphertext."""
    sealed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sealed_at: Mapped[datetime]

    __table_args__ = (Index("ix_sealed_file_sealed_by_at", "sealed_by", "sealed_at"),)


class Commitment(Base):
    """What was signed with an envelope whose agency nobody had confirmed. Triggers refuse to change or delete a row."""

    __tablename__ = "bid_commitment"

    envelope_id: Mapped[int] = mapped_column(ForeignKey("bid_envelope.id"), primary_key=True)
    version: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    """The English source of that version; the page showed it in the reader's language."""
    signed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[datetime]


class BidDraft(Base):
    """What an agency has written and not yet submitted, sealed like a bid and readable by that agency alone."""

    __tablename__ = "bid_draft"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    tenderer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    number: Mapped[int] = mapped_column(default=1)
    """How often it was saved; whoever knows another number looks at an older state."""
    saved_at: Mapped[datetime]


class ClosingHead(Base):
    """What was there when the tender closed: the list of envelope hashes and the hash over it. One per tender."""

    __tablename__ = "closing_head"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    at: Mapped[datetime]
    envelopes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """``[{"bid", "number", "sha256"}]`` in the order of the references."""
    sha256: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("ix_closing_head_at", "at"),)
