"""Agencies that leave the market and come back, and departments that are dissolved into others."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from marketplace.demo import evidence, sign_ins
from marketplace.demo.cast import Office, local
from marketplace.demo.evidence import OPERATOR
from marketplace.demo.story import Scene, Story
from marketplace.domain.organisations import operations as organisations


def absences(story: Story, keys: Collection[str]) -> list[Scene]:
    """A scene for each agency among `keys` that leaves, as ``evidence.toml`` has it."""
    return [_absence(story, entry) for entry in evidence.written()["absence"] if entry["agency"] in keys]


def dissolutions(story: Story, offices: Sequence[Office]) -> list[Scene]:
    """A scene for each department that is dissolved; from then on its successor's people act for it."""
    return [_dissolution(story, office.key, office.dissolved) for office in offices if office.dissolved]


def _absence(story: Story, entry: Mapping[str, Any]) -> Scene:
    address, ref = sign_ins.of_agency(entry["agency"]), story.refs
    yield local(entry["from"])
    with story.acting(address) as uow:
        organisations.withdraw(uow, ref[entry["agency"]], story.house.open_business)
    if "to" in entry:
        yield local(entry["to"])
        with story.acting(address) as uow:
            organisations.rejoin(uow, ref[entry["agency"]])


def _dissolution(story: Story, department: str, dissolved: Mapping[str, Any]) -> Scene:
    yield local(dissolved["at"])
    successor = dissolved["into"]
    with story.acting(OPERATOR) as uow:
        organisations.dissolve(
            uow, story.refs[department], story.refs[successor], dissolved["from"], dissolved["document"]
        )
    story.successors[department] = successor
