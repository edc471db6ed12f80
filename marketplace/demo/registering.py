"""The register of ties between departments and agencies: what agencies say of themselves, and what is over."""

from collections.abc import Collection, Mapping
from typing import Any

from marketplace.demo import evidence, sign_ins
from marketplace.demo.cast import local
from marketplace.demo.evidence import OPERATOR
from marketplace.demo.story import Scene, Story
from marketplace.domain.independence import operations as independence
from marketplace.domain.independence.rules import NewAffiliation
from marketplace.domain.independence.states import AffiliationKind


def declared_ties(story: Story, keys: Collection[str]) -> list[Scene]:
    """A scene for each tie that an agency among `keys` declares, as ``evidence.toml`` has it."""
    return [_declared(story, entry) for entry in evidence.written()["affiliation"] if entry["agency"] in keys]


def _declared(story: Story, entry: Mapping[str, Any]) -> Scene:
    yield local(entry["declared"])
    tie = NewAffiliation(kind=AffiliationKind(entry["kind"]), since=entry["since"])
    with story.acting(sign_ins.of_agency(entry["agency"])) as uow:
        ref = independence.declare(uow, story.refs[entry["agency"]], story.refs[entry["department"]], tie).ref
    if "until" in entry:
        yield story.on_working_day(3, 10)
        with story.acting(OPERATOR) as uow:
            independence.end(uow, ref, entry["until"], entry["because"])
