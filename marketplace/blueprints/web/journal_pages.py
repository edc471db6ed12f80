"""The journal as operators and regulators read it; each has a room of their own and the same pages."""

from operator import itemgetter
from typing import Any

from flask import render_template, request, url_for

from marketplace.blueprints.web.acts import act_words, object_words
from marketplace.blueprints.web.fields import query_int
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.audit import queries as audit

LARGEST_SEQ = 10**15 - 1


def entries(template: str, endpoint: str) -> str:
    """A page of acts, the newest first, by object, by action, or all."""
    actor, filters = current_actor(), _filters()
    before = query_int("before", 0, 1, LARGEST_SEQ) or None
    found = audit.entries(reading(), actor, before=before, **filters)
    kept = {name: value for name, value in filters.items() if value}
    return render_template(
        template,
        entries=found,
        people=accounts.names(reading(), {entry.user_id for entry in found if entry.user_id is not None}),
        actions=sorted(((name, act_words(name)) for name in audit.actions(reading(), actor)), key=itemgetter(1)),
        act_words=act_words,
        object_words=object_words,
        object_ref=filters["object_ref"] or "",
        action=filters["action"] or "",
        first_href=url_for(endpoint, **kept) if before else None,
        next_href=url_for(endpoint, before=found[-1].seq, **kept) if len(found) == audit.PAGE_SIZE else None,
    )


def verification(template: str) -> str:
    """Walk the whole chain and say what does not fit."""
    head = audit.entries(reading(), current_actor(), limit=1)
    return render_template(template, faults=audit.verify(reading()), head=head[0] if head else None)


def _filters() -> dict[str, Any]:
    return {name: request.args.get(name, "").strip() or None for name in ("object_ref", "action")}
