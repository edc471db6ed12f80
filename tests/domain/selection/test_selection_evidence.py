"""Evidence: whatever is changed in it is found, by the package and by the one-file verifier alike."""

import ast
import copy
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from marketplace.domain import selection
from marketplace.domain.selection import evidence as evidence_module
from marketplace.domain.selection import verify
from marketplace.domain.selection.bundle import verifier_source
from marketplace.domain.selection.canonical import canonical, digest
from marketplace.domain.selection.draw import draw_seed
from marketplace.domain.selection.evidence import make_evidence, replay
from marketplace.domain.selection.method import Method
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.selection.texts import SelectionInputError
from tests.domain.selection import several_rounds
from tests.domain.selection.documents import ALL_METHODS, SEVERAL_ROUNDS, changed, inputs, leaves

every_method = pytest.mark.parametrize("method", ALL_METHODS, ids=lambda method: method.code)


@pytest.fixture(autouse=True)
def _several_rounds_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {**METHODS, SEVERAL_ROUNDS.code: SEVERAL_ROUNDS}
    monkeypatch.setattr("marketplace.domain.selection.core.METHODS", found)


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one-file verifier of a house into which someone has dropped one more method file, and nothing else."""
    house = tmp_path_factory.mktemp("house")
    package = Path(selection.__path__[0])
    copied = house / "marketplace" / "domain" / "selection"
    shutil.copytree(package, copied, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(str(several_rounds.__file__), copied / "methods")
    program = (
        f"import sys; sys.path.insert(0, {str(house)!r})\n"
        "from marketplace.domain.selection.bundle import verifier_source\n"
        "sys.stdout.buffer.write(verifier_source().encode())"
    )
    arguments = [sys.executable, "-I", "-S", "-c", program]
    made = subprocess.run(arguments, capture_output=True, check=True)  # noqa: S603 - our own program
    file = tmp_path_factory.mktemp("verifier") / "verify_selection.py"
    file.write_bytes(made.stdout)
    return file


@pytest.fixture(scope="module")
def bundled(verifier: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_selection", verifier)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mutations(record: dict[str, Any]) -> list[tuple[str, Any]]:
    """Every leaf changed, every leaf removed, every leaf turned into its look-alike, every object given one more."""
    found: list[tuple[str, Any]] = []
    for path, value in leaves(record):
        others: dict[type, list[Any]] = {
            str: [f"{value}0", "0" + str(value)[1:] if str(value)[:1] != "0" else "1" + str(value)[1:], None],
            int: [value + 1 if isinstance(value, int) else 0, str(value)],
            bool: [not value, int(value) if isinstance(value, bool) else 0],
            type(None): ["", 0, "00" * 32],
            list: [["x"], {}],
            dict: [{"x": "y"}, []],
        }
        others[int].append(True)
        found += [(f"{path}={other!r}", changed(record, path, other)) for other in others[type(value)]]
        shorter = copy.deepcopy(record)
        holder: Any = shorter
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]
        found.append((f"{path} removed", shorter))
        wider = copy.deepcopy(record)
        holder = wider
        for step in path[:-1]:
            holder = holder[step]
        if isinstance(holder, dict):
            holder["surprise"] = "x"
        else:
            holder.append("x")
        found.append((f"{path} widened", wider))
    return [(name, twin) for name, twin in found if canonical(twin) != canonical(record)]


@every_method
def test_evidence_replays_and_survives_json(method: Method) -> None:
    record = make_evidence(inputs(method))
    assert replay(record) == []
    assert replay(json.loads(canonical(record))) == []
    assert record["digest"] == digest({name: part for name, part in record.items() if name != "digest"})
    assert dict(record["result"])["winner"] is not None  # type: ignore[call-overload]
    assert dict(record["draw"])["unopened_nonces"] == [inputs(method)["candidates"][1]["id"]]  # type: ignore[call-overload]


@every_method
def test_evidence_does_not_depend_on_the_order_of_arrival(method: Method) -> None:
    given = inputs(method)
    backwards = given | {"candidates": given["candidates"][::-1]}
    assert make_evidence(backwards) == make_evidence(given)


@every_method
def test_every_change_is_found_by_the_package_and_by_the_bundle(method: Method, bundled: ModuleType) -> None:
    record = make_evidence(inputs(method))
    twins = mutations(record)
    assert len(twins) > 150
    for number, (name, twin) in enumerate(twins):
        differences = replay(twin)
        assert differences, name
        if number % 5 == 0:
            assert bundled.replay(twin) == differences, name


@every_method
def test_a_change_is_named_by_its_place(method: Method) -> None:
    record = make_evidence(inputs(method))
    for path, value in leaves(record):
        if path[0] in {"result", "seed", "digest", "schema"} and isinstance(value, str):
            name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]
            paths = [difference["path"] for difference in replay(changed(record, path, value + "x"))]
            assert name in paths


@every_method
def test_a_part_that_one_side_lacks_is_told(method: Method) -> None:
    record = make_evidence(inputs(method))
    fewer, more = changed(record, ("result", "winner"), None), changed(record, ("result", "surprise"), "x")
    del fewer["result"]["winner"]
    winner = dict(record["result"])["winner"]  # type: ignore[call-overload]
    assert {"path": "result.winner", "recorded": "(absent)", "recomputed": winner} in replay(fewer)
    assert {"path": "result.surprise", "recorded": "x", "recomputed": "(absent)"} in replay(more)
    arithmetic = list(dict(record["result"])["arithmetic"])  # type: ignore[call-overload]
    last = len(arithmetic) - 1
    shorter = changed(record, ("result", "arithmetic"), arithmetic[:-1])
    longer = changed(record, ("result", "arithmetic"), [*arithmetic, "x"])
    missing = {"path": f"result.arithmetic[{last}]", "recorded": "(absent)", "recomputed": arithmetic[last]}
    assert missing in replay(shorter)
    assert {"path": f"result.arithmetic[{last + 1}]", "recorded": "x", "recomputed": "(absent)"} in replay(longer)


@every_method
def test_a_part_of_another_kind_is_told_as_a_whole(method: Method) -> None:
    record = make_evidence(inputs(method))
    result = dict(record["result"])  # type: ignore[call-overload]
    for name, other in (("arithmetic", "x"), ("winner", ["x"]), ("ranking", {"x": "y"})):
        told = {"path": f"result.{name}", "recorded": other, "recomputed": result[name]}
        assert told in replay(changed(record, ("result", name), other))
    [unwritable] = replay(changed(record, ("result", "winner"), 1.5))
    assert unwritable["path"] == ""


def test_a_forger_who_mends_the_digest_is_still_found() -> None:
    record = make_evidence(inputs(METHODS["lowest_price"]))
    for path, value, place in (
        (("candidates", 0, "price"), "80000", "result.winner"),
        (("candidates", 0, "nonce"), "00" * 32, "seed"),
        (("tender",), "T-2026-000124", "seed"),
        (("lot",), "2", "seed"),
        (("draw", "beacon", "value"), "c0fffe", "seed"),
        (("settings", "ceiling_price"), "92000", "result.excluded[1]"),
        (("result", "winner"), "Cedar Appraisal", "result.winner"),
        (("seed",), "00" * 32, "seed"),
    ):
        forged = changed(record, path, value)
        forged["digest"] = digest({name: part for name, part in forged.items() if name != "digest"})
        assert place in [difference["path"] for difference in replay(forged)]


@pytest.mark.parametrize("junk", [None, [], "x", 1.5, {}, {"method": 1}, {"method": {"code": "x"}, "draw": 7}])
def test_what_cannot_be_recomputed_is_a_difference(junk: object) -> None:
    (difference,) = replay(junk)
    assert difference["path"] == ""
    assert str(difference["recomputed"]).startswith("cannot be recomputed: ")


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("surprise",), "x", "evidence has the unknown name 'surprise': use only schema, tender, lot, method, "),
        (("method",), 7, "evidence.method is 7: write an object {…}"),
        (("method", "name"), "x", "evidence.method has the unknown name 'name': use only code, version"),
        (("draw",), 7, "evidence.draw is 7: write an object {…}"),
        (
            ("draw", "x"),
            7,
            "evidence.draw has the unknown name 'x': use only rule, beacon, bidders_hash, nonces_hash, ",
        ),
    ],
)
def test_why_evidence_cannot_be_recomputed(path: tuple[str | int, ...], value: object, why: str) -> None:
    [difference] = replay(changed(make_evidence(inputs(METHODS["random"])), path, value))
    said = str(difference.pop("recomputed"))  # type: ignore[misc]
    assert difference == {"path": "", "recorded": "evidence"}
    assert said.startswith(f"cannot be recomputed: {why}")
    [difference] = replay(7)
    assert difference["recomputed"] == "cannot be recomputed: evidence is 7: write an object {…}"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("surprise",), "x", "inputs has the unknown name 'surprise': use only "),
        (("tender",), 7, "tender is 7: write text"),
        (("lot",), 7, "lot is 7: write text"),
        (("candidates",), 7, "candidates is 7: write a list […]"),
        (("candidates", 1), 7, "candidates[1] is 7: write an object {…}"),
        (("candidates", 1, "x"), 7, "candidates[1] has the unknown name 'x': use only id, price, scores, "),
        (("candidates", 1, "price"), "0.001", "candidates[1].price is '0.001': at most 2 decimals are possible"),
        (("candidates", 1, "nonce"), 7, "candidates: the nonce of Birch Testing is 7: write 64 small hexadecimal"),
        (("beacon",), 7, "beacon is 7: write an object {…}"),
        (("beacon", "x"), 7, "beacon has the unknown name 'x': use only source, value"),
        (("beacon", "source"), 7, "beacon.source is 7: write text"),
        (("beacon", "value"), 7, "beacon.value is 7: write pairs of small hexadecimal digits"),
        (("journal",), 7, "journal is 7: write a list […]"),
    ],
)
def test_bad_input_of_evidence_is_told_by_its_place(path: tuple[str | int, ...], value: object, message: str) -> None:
    with pytest.raises(SelectionInputError) as refused:
        make_evidence(changed(inputs(METHODS["lowest_price"]), path, value))
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("candidates", 0, "nonce"), "00", "write 64 small hexadecimal digits, or null if unopened"),
        (("candidates", 0, "nonce"), "AB" * 32, "write 64 small hexadecimal digits"),
        (("candidates", 0, "nonce"), 7, "is 7: write 64 small"),
        (("candidates", 0, "price"), 1.5, "write figures as decimal strings"),
        (("beacon", "value"), "abc", "beacon.value is 'abc': write pairs of small hexadecimal digits"),
        (("beacon", "value"), None, "beacon.value is null"),
        (("beacon", "source"), None, "beacon.source is null: write text"),
        (("tender",), None, "tender is null: write text"),
        (("settings", "regime"), None, "settings.regime is missing: give it"),
        (("settings",), None, "settings is null"),
        (("journal",), {}, "journal is an object: write a list"),
        (("method",), "x", "There is no selection method 'x'"),
    ],
)
def test_evidence_is_not_made_of_bad_input(path: tuple[str | int, ...], value: object, message: str) -> None:
    with pytest.raises(SelectionInputError) as refused:
        make_evidence(changed(inputs(METHODS["lowest_price"]), path, value))
    assert message in str(refused.value)


def test_without_a_beacon_the_evidence_says_so() -> None:
    given = inputs(METHODS["random"])
    del given["beacon"]
    record = make_evidence(given)
    assert dict(record["draw"])["beacon"] == {"source": "none", "value": ""}  # type: ignore[call-overload]
    assert replay(record) == []


def test_without_a_journal_the_evidence_has_an_empty_one() -> None:
    given = inputs(METHODS["random"])
    del given["journal"]
    assert make_evidence(given) == make_evidence(given | {"journal": []})
    assert make_evidence(given)["journal"] == []


SIGNATURE = "ab" * 48
VALUE = hashlib.sha256(bytes.fromhex(SIGNATURE)).hexdigest()
ROUND_7 = {"source": "drand-quicknet", "round": 7, "signature": SIGNATURE, "value": VALUE}


def test_a_round_of_drand_is_written_down_whole_or_as_missing() -> None:
    for beacon, value in (
        (ROUND_7, VALUE),
        (ROUND_7 | {"round": 1}, VALUE),
        (ROUND_7 | {"signature": "", "value": ""}, ""),
    ):
        given = inputs(METHODS["random"]) | {"beacon": beacon}
        record = make_evidence(given)
        assert dict(record["draw"])["beacon"] == beacon  # type: ignore[call-overload]
        nonces = {bidder["id"]: bytes.fromhex(bidder["nonce"] or "00" * 32) for bidder in given["candidates"]}
        assert record["seed"] == draw_seed("T-2026-000123", "1", nonces, bytes.fromhex(value)).hex()
        assert replay(record) == []
        [difference] = replay(changed(record, ("draw", "beacon", "signature"), "cd" * 48))
        assert "not the SHA-256" in str(difference["recomputed"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "00" * 32}, "beacon.value is not the SHA-256 of beacon.signature"),
        ({"value": ""}, "beacon.value is not the SHA-256"),
        ({"signature": ""}, "beacon.value is not the SHA-256"),
        ({"signature": None}, "beacon.signature is null"),
        ({"round": 0}, "beacon.round is 0: write a whole number from 1"),
        ({"round": True}, "beacon.round is true"),
        ({"round": "7"}, "beacon.round is '7'"),
        ({"source": "another"}, "beacon has the unknown name 'round'"),
    ],
)
def test_a_round_that_is_not_whole_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(SelectionInputError) as refused:
        make_evidence(inputs(METHODS["random"]) | {"beacon": ROUND_7 | change})
    assert message in str(refused.value)


def test_the_seed_comes_out_of_every_bid_the_invalid_ones_too() -> None:
    given = inputs(METHODS["random"])
    nonces = {bidder["id"]: bytes.fromhex(bidder["nonce"] or "00" * 32) for bidder in given["candidates"]}
    assert len(nonces) == 4
    seed = draw_seed("T-2026-000123", "1", nonces, bytes.fromhex("c0ffee"))
    assert make_evidence(given)["seed"] == seed.hex()


def run_verifier(verifier: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", "-S", "-W", "error", str(verifier), *arguments],
        capture_output=True,
        check=False,
        env={"LC_ALL": "C"},
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@every_method
def test_the_bundle_verifies_at_home(method: Method, verifier: Path, tmp_path: Path) -> None:
    file = tmp_path / "evidence.json"
    record = make_evidence(inputs(method))
    file.write_bytes(canonical(record))
    agrees = "VERIFIED: computed again from the inputs alone, every value agrees\n"
    assert run_verifier(verifier, str(file)) == (0, agrees, "")
    file.write_bytes(canonical(changed(record, ("result", "winner"), "别人")))
    code, said, complained = run_verifier(verifier, str(file))
    assert code == 1
    assert said == "NOT VERIFIED: values that differ: 1\n"
    winner = dict(record["result"])["winner"]  # type: ignore[call-overload]
    assert f'result.winner: recorded "\\u522b\\u4eba", recomputed "{winner}"\n' in complained


def test_bad_usage_is_two_and_one_line(verifier: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    for content in (b"", b"{", b"\xff", b'{"a":1,"a":1}', b"[" * 100_000, b"[NaN]", b"[1e99999999999999999999]"):
        broken.write_bytes(content)
        code, said, complained = run_verifier(verifier, str(broken))
        assert (code, said, complained.count("\n")) == (2, "", 1), content[:20]
    for arguments in ((), ("a", "b"), (str(tmp_path / "no such 文件"),), (str(tmp_path),), ("a\x01b",)):
        code, said, complained = run_verifier(verifier, *arguments)
        assert (code, said, complained.count("\n")) == (2, "", 1), arguments
    code, said, complained = run_verifier(verifier, "--help")
    assert (code, complained) == (0, "")
    assert said.startswith("usage: python3 verify_selection.py evidence.json\n")


def test_the_command_in_this_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "evidence.json"
    record = make_evidence(inputs(METHODS["random"]))
    file.write_bytes(canonical(record))
    assert verify.main([str(file)]) == 0
    file.write_bytes(canonical(changed(record, ("lot",), "9")))
    assert verify.main([str(file)]) == 1
    file.write_bytes(b"[]")
    assert verify.main([str(file)]) == 1
    assert "evidence: recorded" in capsys.readouterr().err
    file.write_bytes(b"{")
    assert [verify.main(arguments) for arguments in ([str(file)], [], [str(tmp_path)])] == [2, 2, 2]
    assert verify.main(["-h"]) == 0


def test_the_bundle_is_one_plain_file_without_name_clashes(bundled: ModuleType) -> None:
    source = verifier_source()
    assert source == verifier_source()
    names: Counter[str] = Counter()
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names[name] += 1
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names[name] += 1
            case ast.Import(names=parts) | ast.ImportFrom(names=parts):
                names.update(part.name for part in parts)
    assert [name for name, times in names.items() if times > 1] == []
    assert "marketplace.domain" not in source.replace("from marketplace/domain", "")
    assert set(bundled.METHODS) == {*METHODS, "several_rounds"}
    for code, method in METHODS.items():
        assert [f.document() for f in bundled.METHODS[code].settings] == [f.document() for f in method.settings]
        assert bundled.METHODS[code].version == method.version


def test_the_package_knows_only_the_standard_library_and_no_binary_fraction() -> None:
    for file in Path(selection.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                modules = [str(node.module)]
            elif isinstance(node, ast.Import):
                modules = [name.name for name in node.names]
            else:
                modules = []
                assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file
                assert not (isinstance(node, ast.Name) and node.id == "float"), file
            for module in modules:
                own = module.startswith("marketplace.domain.selection") or module == "marketplace.domain"
                assert own or module.partition(".")[0] in sys.stdlib_module_names, (file, module)


def test_names_of_an_evidence_are_those_it_is_read_by() -> None:
    record = make_evidence(inputs(METHODS["random"]))
    assert tuple(record) == evidence_module.EVIDENCE_NAMES
