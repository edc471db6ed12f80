"""A complaint in each of its states, about a department or about an agency."""

from marketplace.domain.complaints import operations as complaints
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.complaints.states import SubjectKind
from marketplace.domain.organisations.models import Organisation
from marketplace.kernel.actor import ANYONE
from tests.blueprints.matrix.purchase import WHY, do
from tests.blueprints.matrix.world import Build, Scene
from tests.domain.complaints import cases


def _filed(scene: Scene, made: complaints.Filed) -> None:
    scene.refs["complaint"], scene.refs["code"] = made.complaint.ref, made.code


def received(scene: Scene) -> None:
    scene.barred = "regulator3"
    _filed(scene, cases.filed(scene.market))


def received_about_an_agency(scene: Scene) -> None:
    code = scene.market.get(Organisation, scene.market.refs["agency1"]).credit_code
    _filed(scene, cases.filed(scene.market, code, kind=SubjectKind.AGENCY))


def _take(scene: Scene) -> None:
    do(scene, "regulator", complaints.take, scene.refs["complaint"])


def _ask_supplement(scene: Scene) -> None:
    do(scene, "regulator", complaints.ask_supplement, scene.refs["complaint"], "Which clause?")


def _ask(scene: Scene) -> None:
    """The respondent is asked, and has let its time pass."""
    _take(scene)
    do(scene, "regulator", complaints.ask_statement, scene.refs["complaint"], "Why?")
    due_at = scene.market.get(Complaint, scene.refs["complaint"]).due_at
    assert due_at is not None
    scene.market.clock.at = due_at


def _decide(scene: Scene) -> None:
    _ask(scene)
    do(scene, "regulator", complaints.decide, scene.refs["complaint"], cases.FOUND)


def _publish(scene: Scene) -> None:
    _decide(scene)
    do(scene, "regulator", complaints.publish, scene.refs["complaint"])


def _not_accept(scene: Scene) -> None:
    do(scene, "regulator", complaints.not_accept, scene.refs["complaint"], WHY)


def _transfer(scene: Scene) -> None:
    do(scene, "regulator", complaints.transfer, scene.refs["complaint"], WHY)


def _withdraw(scene: Scene) -> None:
    with scene.market.house.writing(ANYONE) as uow:
        complaints.withdraw(uow, scene.refs["complaint"], scene.refs["code"])


STEPS: dict[str, Build] = {
    "received": lambda _scene: None,
    "supplement_asked": _ask_supplement,
    "taken": _take,
    "statement_asked": _ask,
    "decided": _decide,
    "published": _publish,
    "not_accepted": _not_accept,
    "transferred": _transfer,
    "withdrawn": _withdraw,
}


def _about(begin: Build, go_on: Build) -> Build:
    def build(scene: Scene) -> None:
        begin(scene)
        go_on(scene)

    return build


COMPLAINTS: dict[str, Build] = {state: _about(received, go_on) for state, go_on in STEPS.items()}
ABOUT_AN_AGENCY: dict[str, Build] = {state: _about(received_about_an_agency, go_on) for state, go_on in STEPS.items()}
