"""Every state of every lifecycle is reached, and a page says in both languages what it means, who acts, and by when."""

import re
from enum import StrEnum
from typing import Any

import pytest
from babel.support import Translations

from marketplace.cli.docs import LIFECYCLES
from marketplace.kernel.lifecycle import Lifecycle
from tests.blueprints.states import (
    scenes_changes,
    scenes_complaints,
    scenes_contracts,
    scenes_doubts,
    scenes_objections,
    scenes_openers,
    scenes_organisations,
    scenes_overrides,
    scenes_questions,
    scenes_tenders,
)
from tests.blueprints.states.conftest import Enter
from tests.blueprints.states.scene import NOBODY, Scenes, Shown, View, in_chinese, shown
from tests.domain.market import Market

SCENES: Scenes = {
    **scenes_organisations.SCENES,
    **scenes_openers.SCENES,
    **scenes_tenders.SCENES,
    **scenes_overrides.SCENES,
    **scenes_questions.SCENES,
    **scenes_doubts.SCENES,
    **scenes_objections.SCENES,
    **scenes_contracts.SCENES,
    **scenes_changes.SCENES,
    **scenes_complaints.SCENES,
}
EVERY = [(lifecycle, state) for lifecycle in LIFECYCLES for state in lifecycle.meanings]
CHINESE = Translations.load("marketplace/translations", ["zh"])
ENGLISH_WORDS = re.compile(r"[a-z]{3,} [a-z]{3,}")


def test_every_scene_is_of_a_state_there_is() -> None:
    assert SCENES.keys() == {(lifecycle.name, str(state)) for lifecycle, state in EVERY}


@pytest.mark.parametrize(("lifecycle", "state"), EVERY, ids=[f"{life.name}-{state}" for life, state in EVERY])
def test_a_page_says_what_it_means_and_who_must_do_what_by_when(
    market: Market, enter: Enter, lifecycle: Lifecycle[Any], state: StrEnum
) -> None:
    scene = SCENES[lifecycle.name, state]
    refs = scene.bring(market)
    name = f"{lifecycle.name.replace(' ', '-')}:{state}"
    meaning = str(lifecycle.meanings[state])
    for view in scene.views:
        in_english = shown(opened(enter, view, refs, "en"), name)
        says_who_must_do_what_by_when(in_english, meaning, view)
        chinese = shown(opened(enter, view, refs, "zh"), name)
        says_the_same(chinese, CHINESE.gettext(meaning), view)


def opened(enter: Enter, view: View, refs: dict[str, str], language: str) -> str:
    browser = enter(view.reader)
    path = view.path.format(**refs)
    if not view.as_filer:
        return browser.page(path, query_string={"lang": language})
    browser.page("/complaints/track", query_string={"lang": language})
    return browser.post(path, data={"ref": refs["ref"], "code": refs["code"]}).get_data(as_text=True)


def says_who_must_do_what_by_when(block: Shown, meaning: str, view: View) -> None:
    assert meaning in block.text
    assert view.what in block.what
    assert ("Nothing more is to be done here." in block.text) == (view.who == NOBODY)
    assert block.who.startswith(view.who), (view, block)
    assert block.who.startswith("You ") == (view.who == "You")
    if view.by:
        assert f"{view.by}, Beijing time" in block.when
    else:
        assert "Beijing time" not in block.when, block.when


def says_the_same(block: Shown, meaning: str, view: View) -> None:
    assert meaning in block.text
    assert ("此处无需再办理任何事项。" in block.text) == (view.who == NOBODY)
    assert block.who.startswith("您") == (view.who == "You")
    if view.by:
        assert in_chinese(view.by) in block.when
    assert not ENGLISH_WORDS.search(block.text), block.text
