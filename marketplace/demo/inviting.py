"""People who are invited into an organisation, as ``province.toml`` has it."""

import tomllib
from collections.abc import Collection, Mapping
from typing import Any

from marketplace.demo import cast, sign_ins
from marketplace.demo.cast import FOLDER, local
from marketplace.demo.settlement import Secrets, account
from marketplace.demo.story import Scene, Story
from marketplace.domain.organisations import operations as organisations
from marketplace.kernel.actor import Role


def invitations(story: Story, agencies: Collection[str], secrets: Secrets) -> list[Scene]:
    """A scene for each invitation into an office, or into one of the `agencies` that are there."""
    read = tomllib.loads((FOLDER / "province.toml").read_text(encoding="utf-8"))
    administrators = {office.key: sign_ins.of_office(office.key, office.first_member, 1) for office in cast.offices()}
    administrators |= {key: sign_ins.of_agency(key) for key in agencies}
    return [
        _invitation(story, entry, administrators[entry["organisation"]], secrets)
        for entry in read["invitation"]
        if entry["organisation"] in administrators
    ]


def _invitation(story: Story, entry: Mapping[str, Any], administrator: str, secrets: Secrets) -> Scene:
    """Somebody is invited, and accepts, or it is taken back, or neither has happened yet."""
    yield local(entry["begins"])
    address, ref = entry["email"], story.refs[entry["organisation"]]
    with story.acting(administrator) as uow:
        invitation = organisations.invite(uow, ref, address, Role(entry["role"]), sign_ins.language(address)).ref
    if "taken_back" in entry:
        yield story.on_working_day(entry["taken_back"], 9)
        with story.acting(administrator) as uow:
            organisations.revoke_invitation(uow, ref, invitation)
    if "accepted" in entry:
        with story.platform() as uow:
            token = organisations.issue_token(uow, invitation)
        yield story.on_working_day(entry["accepted"], 9)
        account(story, address, entry["name"], secrets)
        with story.acting(address) as uow:
            organisations.accept_invitation(uow, token or "")
