"""Objections in the rooms of those who read them: a list, and one with what is to be done."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from marketplace.blueprints.web.standing.objections import of_objection
from marketplace.blueprints.web.work import current_actor, now, providers, reading
from marketplace.domain.objections import queries
from marketplace.domain.objections.states import OBJECTION
from marketplace.kernel.database import AnyRow


def objection_list(room: str, endpoint: str, rows: Sequence[AnyRow], **paging: int) -> str:
    """Several; `endpoint` shows one of them."""
    return render_template("objections/index.html", room=room, endpoint=endpoint, rows=rows, now=now(), **paging)


def objection_page(ref: str, room: str) -> str:
    """One, for its parties and for regulators; raises NotFound for everybody else."""
    row = queries.see(reading(), current_actor(), ref)
    return render_template("objections/show.html", room=room, stands=of_objection(row.Objection), **_about(row))


def _about(row: AnyRow) -> dict[str, Any]:
    objection = row.Objection

    def may(action: str, permission: str) -> bool:
        permits = providers().authority.permits(reading(), current_actor(), permission, objection)
        return permits and OBJECTION.allows(objection.state, action)

    return {
        "row": row,
        "objection": objection,
        "may_answer": may("answer", "objection:answer"),
        "may_withdraw": may("withdraw", "objection:withdraw"),
    }
