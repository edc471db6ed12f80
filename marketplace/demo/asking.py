"""What agencies ask about open notices, and what departments say to it, read from ``questions.toml``."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from marketplace.demo import sign_ins
from marketplace.demo.cast import FOLDER, local
from marketplace.demo.plans import Plan
from marketplace.demo.story import Scene, Story
from marketplace.domain.questions import operations as questions
from marketplace.kernel.actor import Role

HOUR = 15
"""When a department answers, some minutes more or less."""


def asked(story: Story, chosen: Sequence[Plan], agencies: Collection[str]) -> list[Scene]:
    """A scene for each question about a purchase that is played, by an agency that is there."""
    departments = {plan.key: plan.department for plan in chosen}
    read = tomllib.loads((FOLDER / "questions.toml").read_text(encoding="utf-8"))
    return [
        _question(story, entry, departments[entry["about"]])
        for entry in read["question"]
        if entry["about"] in departments and entry["agency"] in agencies
    ]


def _question(story: Story, entry: Mapping[str, Any], department: str) -> Scene:
    """It is answered, put to another one (`merge`, by its key) or refused; or nobody has answered yet."""
    yield local(entry["begins"])
    with story.acting(sign_ins.of_agency(entry["agency"])) as uow:
        ref = questions.ask(uow, story.refs[entry["about"]], story.refs[entry["agency"]], entry["text"]).ref
    story.refs[entry["key"]] = ref
    if not entry.keys() & {"answer", "merge", "refuse"}:
        return
    yield story.on_working_day(1, HOUR)
    with story.acting(sign_ins.of_office(story.who_acts_for(department), Role.DRAFTER, 1)) as uow:
        if "answer" in entry:
            questions.answer(uow, ref, entry["answer"])
        elif "merge" in entry:
            questions.merge(uow, ref, story.refs[entry["merge"]])
        else:
            questions.refuse(uow, ref, entry["refuse"])
