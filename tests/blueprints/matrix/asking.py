"""A question in each of its states."""

from marketplace.domain.questions import operations as questions
from tests.blueprints.matrix import purchase
from tests.blueprints.matrix.purchase import WHY, do
from tests.blueprints.matrix.world import Build, Scene
from tests.domain.questions import cases


def asked(scene: Scene) -> None:
    """Two of them, so that one can be put to the other."""
    purchase.published(scene)
    scene.refs["question"] = cases.asked(scene.market, scene.refs["tender"])
    scene.refs["other"] = cases.asked(scene.market, scene.refs["tender"], "And visits?")


def answered(scene: Scene) -> None:
    asked(scene)
    do(scene, "drafter", questions.answer, scene.refs["question"], WHY)


def merged(scene: Scene) -> None:
    asked(scene)
    do(scene, "drafter", questions.merge, scene.refs["question"], scene.refs["other"])


def refused(scene: Scene) -> None:
    asked(scene)
    do(scene, "drafter", questions.refuse, scene.refs["question"], WHY)


QUESTIONS: dict[str, Build] = {"asked": asked, "answered": answered, "merged": merged, "refused": refused}
