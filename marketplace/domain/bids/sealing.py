"""Sealing on the platform, for whoever bids without script: in the request's memory, outside of any transaction."""

from marketplace.domain.bids import envelopes, rules
from marketplace.domain.bids.envelopes import SealedBid
from marketplace.domain.bids.ports import Sealing
from marketplace.domain.bids.rules import Asked, Content
from marketplace.domain.openers.panels import Policy
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Quote
from marketplace.kernel.entropy import Entropy

DEK_BYTES = 32


def seal(sealing: Sealing, entropy: Entropy, policy: Policy, agency_ref: str, content: Content) -> bytes:
    """The sealed bid of an agency, as it is written; nothing is kept that could open it again."""
    sealed_id = entropy.token(envelopes.ID_BYTES)
    context = envelopes.context(policy.tender, agency_ref, policy.sha256, sealed_id)
    texts = content.parts(entropy.token(rules.NONCE_BYTES))
    parts = {
        name: sealing.seal(policy.panel, {**context, "part": name}, text, entropy.token(DEK_BYTES))
        for name, text in texts.items()
    }
    return SealedBid(context, parts).written()


def check(tender: Tender, content: Content) -> None:
    """Raise Invalid where the bid would be excluded at the opening; a bidder's own device checks the same."""
    rules.check(content, asked(tender))


def asked(tender: Tender) -> Asked:
    """What the notice asks of a bid."""
    return Asked(
        ceiling=tender.ceiling,
        price_is_fixed=notice.price_is_fixed(tender.method),
        by_rate=tender.quote is Quote.DISCOUNT_RATE,
        needs_proposal=notice.is_scored(tender.method),
    )
