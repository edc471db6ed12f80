"""The policies of a tender: written with the notice and with every corrigendum that moves something in them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from marketplace.domain.openers import queries as openers
from marketplace.domain.openers import rules
from marketplace.domain.openers.panels import KeyHolder, Panel, Policy
from marketplace.domain.openers.states import OpenerState
from marketplace.domain.selection.draw import DRAW_RULE
from marketplace.domain.tenders.models import Tender, TenderPolicy
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

POLICY_ENTRY = "policy"
"""What the platform's log calls a policy's digest."""


def of_tender(session: Session, tender_id: int) -> list[Policy]:
    """Every version, the newest last."""
    documents: Sequence[dict[str, object]] = session.scalars(
        select(TenderPolicy.document).where(TenderPolicy.tender_id == tender_id).order_by(TenderPolicy.version)
    ).all()
    return [Policy.from_json(document) for document in documents]


_CURRENT = (
    select(TenderPolicy.document)
    .where(TenderPolicy.tender_id == bindparam("tender"))
    .order_by(TenderPolicy.version.desc())
    .limit(1)
)
CURRENT_SHA256 = _CURRENT.with_only_columns(TenderPolicy.sha256).scalar_subquery()
"""The digest of the newest version of the policy of `tender`, a key; part of a question that asks for more at once."""


def current(session: Session, tender_id: int) -> Policy | None:
    """The newest version; None before the publication."""
    document = session.connection().execute(_CURRENT, {"tender": tender_id}).scalar()
    return None if document is None else Policy.from_json(document)


_PANELS_KEPT = 256
_panels: dict[str, Panel] = {}
"""By the digests of policies, which never change."""


def panel_of(session: Session, sha256: str) -> Panel | None:
    """To whom bids under the policy of this digest are sealed; None for a policy that nobody has published."""
    known = _panels.get(sha256)
    if known is not None:
        return known
    document = session.scalar(select(TenderPolicy.document).where(TenderPolicy.sha256 == sha256))
    policy = None if document is None else Policy.from_json(document)
    if policy is None or policy.sha256 != sha256:
        return None
    if len(_panels) >= _PANELS_KEPT:
        _panels.clear()
    _panels[sha256] = policy.panel
    return policy.panel


def name_panel(uow: UnitOfWork, tender: Tender, refs: Sequence[str]) -> None:
    """The first policy, with these openers, or with those the platform suggests when none are given.

    Raises Invalid (field ``openers``) for a panel that is none, Conflict while there are too few openers at all.
    """
    fewest = min(rules.PANELS)
    chosen = list(refs) or openers.suggested(uow.session, tender.buyer_id, fewest)
    if not refs and len(chosen) < fewest:
        raise Conflict(
            mark(
                "Bids are sealed to the keys of %(fewest)s people of different organisations, and only %(there)s have "
                "shown theirs. Ask colleagues, regulators or other departments to register a key.",
                fewest=fewest,
                there=len(chosen),
            )
        )
    found = openers.holders(uow.session, chosen)
    if (
        len(chosen) not in rules.PANELS
        or len(found) != len(chosen)
        or any(opener.state is not OpenerState.PROVED for opener, _ in found.values())
        or len({opener.organisation_id for opener, _ in found.values()}) != len(chosen)
    ):
        raise Invalid(fields={"openers": mark("Choose 3 or 5 people of as many organisations, each with a shown key.")})
    tender.openers = [found[ref][0].user_id for ref in chosen]
    write(uow, tender, rules.PANELS[len(chosen)], [found[ref][1] for ref in chosen])


def replace_opener(uow: UnitOfWork, tender: Tender, leaving: str, coming: str) -> tuple[KeyHolder, KeyHolder]:
    """The next version, with `coming` in the place of `leaving`; the two as policies name them.

    Raises Invalid (field ``coming``) for somebody without a shown key or of an organisation that is there already.
    """
    before = current(uow.session, tender.id)
    number = before.number_of(leaving) if before else None
    if before is None or number is None:
        raise Invalid(fields={"leaving": mark("Choose one of the openers of this tender.")})
    found = openers.holders(uow.session, [*(each.ref for each in before.openers), coming])
    stay = [found[each.ref][0] for each in before.openers if each.ref != leaving]
    new = found.get(coming)
    if (
        new is None
        or new[0].state is not OpenerState.PROVED
        or new[0].organisation_id in {each.organisation_id for each in stay}
        or coming == leaving
    ):
        message = mark("Choose somebody with a shown key, of an organisation that none of the others comes from.")
        raise Invalid(fields={"coming": message})
    holders = [new[1] if each.ref == leaving else each for each in before.openers]
    tender.openers = [*(each.user_id for each in stay), new[0].user_id]
    write(uow, tender, before.needed, holders)
    return before.openers[number], new[1]


def carry_on(uow: UnitOfWork, tender: Tender) -> None:
    """The next version, with the same openers, when the deadline was moved."""
    before = current(uow.session, tender.id)
    if before is not None and (before.deadline, before.beacon) != (tender.deadline_at, tender.beacon):
        write(uow, tender, before.needed, before.openers)


def write(uow: UnitOfWork, tender: Tender, needed: int, holders: Collection[KeyHolder]) -> Policy:
    """Publish one more version."""
    before = current(uow.session, tender.id)
    if tender.deadline_at is None:
        raise Conflict(mark("This tender has no deadline."))
    policy = Policy(
        tender=tender.ref,
        version=1 if before is None else before.version + 1,
        deadline=tender.deadline_at,
        needed=needed,
        openers=tuple(holders),
        beacon=tender.beacon,
        draw=DRAW_RULE,
        has_two_envelopes=tender.has_two_envelopes,
    )
    uow.add(
        TenderPolicy(
            tender_id=tender.id, version=policy.version, at=uow.now, document=policy.as_json(), sha256=policy.sha256
        )
    )
    logged = {POLICY_ENTRY: policy.sha256}
    uow.record("tender:policy", tender, version=policy.version, sha256=policy.sha256, logged=logged)
    return policy


def refs_to_rehearse(session: Session, now: datetime) -> list[str]:
    """Keys of tenders that close within `rules.REHEARSAL` and that nobody has asked for since that began."""
    closing = session.execute(
        select(Tender.openers, Tender.deadline_at).where(
            Tender.state == TenderState.PUBLISHED, Tender.deadline_at <= now + rules.REHEARSAL
        )
    )
    found: dict[str, None] = {}
    for people, deadline_at in closing:
        since = (deadline_at or now) - rules.REHEARSAL
        found |= dict.fromkeys(openers.unasked(session, people, since))
    return list(found)
