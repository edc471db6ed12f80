"""The policy page by itself: pure sentences, every permission used, no operation without its question."""

import ast
import re
from pathlib import Path

import pytest

from marketplace.kernel.actor import ANYONE, PLATFORM, Actor, Role, Seat
from marketplace.policy import predicates
from marketplace.policy.authority import granted
from marketplace.policy.facts import Facts
from marketplace.policy.policy import PERMISSIONS, SEES

ROOT = Path(__file__).parents[2] / "marketplace"
OPERATIONS = sorted([*ROOT.glob("domain/*/operations.py"), *ROOT.glob("domain/*/operations/*.py")])
ASKS = {"claim", "require", "lock"}
ACTS = {"add", "record", "emit"}


def person(*seats: tuple[int, Role]) -> Actor:
    return Actor(1, frozenset(Seat(*seat) for seat in seats))


BUYER, SUPPLIER, OTHER = 10, 20, 30
BOTH_SIDES = person((BUYER, Role.EVALUATOR), (SUPPLIER, Role.AGENCY_MEMBER))
"""Of the agency, and without a say in the department: grants the agency's own wishes to nobody."""
TENDER = Facts(buyer_id=BUYER, done_by={"drafted": (2,), "selected": (2,)})


@pytest.mark.parametrize(
    ("permission", "actor", "facts", "expected"),
    [
        ("tender:approve", person((BUYER, Role.APPROVER)), TENDER, True),
        ("tender:approve", person((BUYER, Role.APPROVER)), Facts(buyer_id=BUYER, done_by={"drafted": (1,)}), False),
        ("tender:approve", person((BUYER, Role.DRAFTER)), TENDER, False),
        ("tender:approve", person((OTHER, Role.APPROVER)), TENDER, False),
        ("tender:approve", ANYONE, TENDER, False),
        ("tender:approve", PLATFORM, TENDER, False),
        ("tender:award", person((BUYER, Role.APPROVER)), Facts(buyer_id=BUYER, done_by={"selected": (1,)}), False),
        (
            "payment:confirm",
            person((BUYER, Role.FINANCE_OFFICER)),
            Facts(buyer_id=BUYER, done_by={"recorded": (1,)}),
            False,
        ),
        (
            "payment:confirm",
            person((BUYER, Role.FINANCE_OFFICER)),
            Facts(buyer_id=BUYER, done_by={"recorded": (2,)}),
            True,
        ),
        ("bid:prepare", person((SUPPLIER, Role.AGENCY_MEMBER)), Facts(organisation_id=SUPPLIER, may_bid=False), False),
        ("bid:prepare", person((SUPPLIER, Role.AGENCY_MEMBER)), Facts(organisation_id=SUPPLIER, may_bid=True), True),
        ("bid:prepare", person((OTHER, Role.AGENCY_MEMBER)), Facts(organisation_id=SUPPLIER, may_bid=True), False),
        ("award:confirm", PLATFORM, Facts(), True),
        ("award:confirm", person((OTHER, Role.OPERATOR)), Facts(), False),
        ("organisation:register", person(), Facts(), True),
        ("organisation:register", ANYONE, Facts(), False),
        ("tender:evaluate", person((OTHER, Role.REGULATOR)), TENDER, False),
        ("change:agree", BOTH_SIDES, Facts(buyer_id=BUYER, supplier_id=SUPPLIER, asked_id=BUYER), False),
        ("change:agree", BOTH_SIDES, Facts(buyer_id=BUYER, supplier_id=SUPPLIER, asked_id=SUPPLIER), True),
    ],
)
def test_sentences_of_the_page(permission: str, actor: Actor, facts: Facts, expected: bool) -> None:
    assert granted(PERMISSIONS[permission], actor, facts) is expected


def test_nobody_in_particular_sees_only_what_is_public() -> None:
    assert not granted(SEES, ANYONE, TENDER)
    assert granted(SEES, ANYONE, Facts(is_public=True))
    assert granted(SEES, person(), Facts(user_id=1))
    assert not granted(SEES, person(), Facts(user_id=2))
    assert not granted(SEES, ANYONE, Facts())


def test_every_sentence_stands_on_the_page_and_reads_as_one() -> None:
    used = {predicate.__name__ for rows in (*PERMISSIONS.values(), SEES) for row in rows for predicate in row}
    factories = {"is_not_who", "is_who"}
    written = {
        name
        for name, value in vars(predicates).items()
        if callable(value) and value.__module__ == predicates.__name__ and not name.startswith("_")
    } - factories
    assert written <= used | {"is_drafter_of_the_buyer", "is_approver_of_the_buyer"}
    assert all(re.match(r"is_|works_|belongs_|the_public_|anyone", name) for name in used)


def test_every_permission_of_the_page_is_asked_somewhere_and_every_question_is_on_the_page() -> None:
    source = "\n".join(path.read_text() for path in ROOT.rglob("*.py") if path.name != "policy.py")
    asked = set(re.findall(r'"([a-z]+:[a-z_]+)"', source)) & (set(PERMISSIONS) | _questions())
    assert asked == set(PERMISSIONS)


def _questions() -> set[str]:
    found = set()
    for path in OPERATIONS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr == "claim":
                    found.add(node.args[2].value)  # type: ignore[attr-defined]
                elif node.func.attr == "require":
                    found.add(node.args[0].value)  # type: ignore[attr-defined]
    return found


def _functions() -> list[tuple[Path, ast.FunctionDef]]:
    return [
        (path, node)
        for path in OPERATIONS
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "uow"
    ]


def _takes_an_entity(function: ast.FunctionDef) -> bool:
    """A step within an act: it is given an object that was claimed before, not a reference."""
    if len(function.args.args) == 1:
        return False
    annotation = function.args.args[1].annotation
    return (isinstance(annotation, ast.Name) and annotation.id[0].isupper()) or isinstance(annotation, ast.BinOp)


def _calls(function: ast.FunctionDef) -> list[str]:
    """What is called on the unit of work, and which of the module's own functions, in the order of the source."""
    calls = []
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if (
                isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "uow"
            ):
                calls.append((node.lineno, node.func.attr))
            elif isinstance(node.func, ast.Name):
                calls.append((node.lineno, node.func.id))
    return [name for _, name in sorted(calls)]


def test_every_operation_asks_before_it_acts() -> None:
    functions = _functions()
    assert len(functions) > 40
    asking = {node.name for _, node in functions if ASKS & set(_calls(node))}
    for path, function in functions:
        if function.name.startswith("_") or _takes_an_entity(function):
            continue
        calls = _calls(function)
        first_question = next((i for i, name in enumerate(calls) if name in ASKS | asking), len(calls))
        first_act = next((i for i, name in enumerate(calls) if name in ACTS), len(calls))
        assert first_question < len(calls), f"{path}: {function.name} never asks"
        assert first_question < first_act, f"{path}: {function.name} acts before it asks"
