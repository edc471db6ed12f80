"""Every selection of the demonstration can be proved, and none that was tampered with."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.bids.models import Bid
from marketplace.domain.selection.canonical import canonical, digest
from marketplace.domain.selection.evidence import make_evidence
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.journal import JournalEntry
from tests.demo.conftest import Instance


def test_every_selection_is_proved(province: Instance) -> None:
    with province.house.providers.reading() as session:
        refs = session.scalars(select(Tender.ref).join(Selection, Selection.tender_id == Tender.id)).all()
        assert len(refs) > 30
        for ref in refs:
            assert list(awards.record_faults(session, ref)) == []


def test_all_checks_agree(province: Instance) -> None:
    result = province.run("verify")
    assert result.exit_code == 0, result.output
    assert "search: index and database agree" in result.output


def an_award(instance: Instance, method: str = "lowest_price") -> tuple[str, int, dict[str, Any]]:
    with instance.house.providers.reading() as session:
        ref, key, evidence = session.execute(
            select(Tender.ref, Tender.id, Selection.evidence)
            .join(Selection, Selection.tender_id == Tender.id)
            .join(Award, Award.tender_id == Tender.id)
            .where(Tender.method == method)
            .order_by(Tender.id)
            .limit(1)
        ).one()
    return ref, key, evidence


@pytest.mark.parametrize("method", ["lowest_price", "proposal_merit", "random"])
def test_replay_agrees_and_says_so(small: Instance, method: str) -> None:
    ref, _, _ = an_award(small, method)
    result = small.run("tenders", "replay", ref)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{ref}: computed again from the evidence alone")


def test_replay_needs_a_selection(small: Instance) -> None:
    result = small.run("tenders", "replay", "T-22222222")
    assert result.exit_code == 1
    assert result.stderr == "Error: there is no tender T-22222222, or no selection was run for it\n"


def put(instance: Instance, key: int, evidence: dict[str, Any]) -> None:
    instance.tamper("UPDATE selection SET evidence = ? WHERE tender_id = ?", json.dumps(evidence), key)


def cheaper(evidence: dict[str, Any]) -> dict[str, Any]:
    """The bid of the second, made the cheapest."""
    second = evidence["result"]["ranking"][1]["id"]
    candidates = [each | ({"price": "1000.00"} if each["id"] == second else {}) for each in evidence["candidates"]]
    return evidence | {"candidates": candidates}


def other_winner(evidence: dict[str, Any]) -> dict[str, Any]:
    result = evidence["result"]
    return evidence | {"result": result | {"winner": result["ranking"][1]["id"]}}


def with_new_digest(evidence: dict[str, Any]) -> dict[str, Any]:
    return evidence | {"digest": digest({name: part for name, part in evidence.items() if name != "digest"})}


def made_again(evidence: dict[str, Any]) -> dict[str, Any]:
    """Evidence that is sound in itself, from other bids."""
    inputs = {name: evidence[name] for name in ("tender", "lot", "settings", "candidates", "journal")}
    return make_evidence(inputs | {"method": evidence["method"]["code"], "beacon": evidence["draw"]["beacon"]})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (cheaper, "result.winner: recorded"),
        (other_winner, "result.winner: recorded"),
        (lambda evidence: with_new_digest(other_winner(evidence)), "result.winner: recorded"),
        (lambda evidence: made_again(cheaper(evidence)), "the journal notes"),
        (lambda evidence: evidence | {"seed": "00" * 32}, "seed: recorded"),
        (lambda _: {}, "cannot be recomputed"),
    ],
)
def test_changed_evidence_is_found(
    small: Instance, change: Callable[[dict[str, Any]], dict[str, Any]], expected: str
) -> None:
    ref, key, evidence = an_award(small)
    put(small, key, change(evidence))
    result = small.run("tenders", "replay", ref)
    assert result.exit_code == 1
    assert expected in result.stderr


def forge_journal(instance: Instance, ref: str, forged: str, *, rehash: bool) -> None:
    with instance.house.providers.reading() as session:
        entry = session.scalars(
            select(JournalEntry).where(JournalEntry.object_ref == ref, JournalEntry.action == awards.EVIDENCE_NOTED)
        ).one()
        entry.data = {"digest": forged}
        made = entry.computed_hash() if rehash else entry.hash
        data, seq = json.dumps(entry.data), entry.seq
    instance.tamper("UPDATE journal SET data = ?, hash = ? WHERE seq = ?", data, made, seq)


@pytest.mark.parametrize("rehash", [False, True])
def test_a_changed_digest_in_the_journal_is_found(small: Instance, rehash: bool) -> None:
    ref, _, _ = an_award(small)
    forge_journal(small, ref, hashlib.sha256(b"another").hexdigest(), rehash=rehash)
    result = small.run("tenders", "replay", ref)
    assert result.exit_code == 1
    assert "the journal notes" in result.stderr
    assert small.run("audit", "verify").exit_code == 1


@pytest.mark.parametrize(
    ("rehash", "expected"), [(False, "was changed"), (True, "is not the one that the next follows")]
)
def test_a_forgery_throughout_is_found_by_the_chain(small: Instance, rehash: bool, expected: str) -> None:
    """Other bids, evidence made anew, its digest noted in both places: only the award and the chain still speak."""
    ref, key, evidence = an_award(small)
    forged = made_again(cheaper(evidence))
    put(small, key, forged)
    small.tamper("UPDATE selection SET digest = ? WHERE tender_id = ?", forged["digest"], key)
    forge_journal(small, ref, str(forged["digest"]), rehash=rehash)
    result = small.run("tenders", "replay", ref)
    assert result.exit_code == 1
    assert expected in result.stderr
    assert "the result names" in result.stderr


def test_evidence_of_another_tender_is_found(small: Instance) -> None:
    ref, key, evidence = an_award(small)
    put(small, key, made_again(evidence | {"tender": "T-22222222"}))
    assert "the evidence is that of T-22222222" in small.run("tenders", "replay", ref).stderr


def test_a_changed_award_is_found(small: Instance) -> None:
    ref, key, evidence = an_award(small)
    small.tamper("UPDATE award SET amount = amount + 1 WHERE tender_id = ?", key)
    assert "the result for" in small.run("tenders", "replay", ref).stderr
    with small.house.providers.reading() as session:
        second = session.scalars(select(Bid).where(Bid.ref == evidence["result"]["ranking"][1]["id"])).one().id
    small.tamper("UPDATE award SET bid_id = ? WHERE tender_id = ?", second, key)
    assert "the result names" in small.run("tenders", "replay", ref).stderr


def test_a_digest_beside_the_evidence_is_compared(small: Instance) -> None:
    ref, key, _ = an_award(small)
    small.tamper("UPDATE selection SET digest = ? WHERE tender_id = ?", "0" * 64, key)
    assert "the digest noted beside the evidence" in small.run("tenders", "replay", ref).stderr


def test_checks_find_what_is_wrong(small: Instance) -> None:
    small.tamper("UPDATE journal SET data = '{}' WHERE seq = 100")
    small.tamper("UPDATE budget_line SET spent = spent + 1 WHERE id = (SELECT line_id FROM budget_entry LIMIT 1)")
    small.tamper("UPDATE tender SET title = 'x' WHERE id = 1")
    for words, expected in (
        (("audit", "verify"), "entry 100 was changed"),
        (("ledger", "verify"), "spent says"),
        (("search", "check"), "in another wording"),
    ):
        result = small.run(*words)
        assert (result.exit_code, result.stdout) == (1, ""), words
        assert expected in result.stderr
        assert expected in small.run("verify").stderr
    assert small.run("search", "rebuild").exit_code == 0
    assert small.run("search", "check").exit_code == 0


def test_the_downloaded_program_proves_every_selection_and_names_what_was_tampered_with(
    province: Instance, tmp_path: Path
) -> None:
    """Both files come from the site, and the program runs alone: no package, no environment, no network needed."""
    client = province.app.test_client()
    (tmp_path / "verify_selection.py").write_bytes(client.get("/verify_selection.py").data)
    with province.house.providers.reading() as session:
        refs = session.scalars(select(Tender.ref).join(Selection, Selection.tender_id == Tender.id)).all()
    assert len(refs) > 30
    for number, ref in enumerate(refs):
        document = client.get(f"/tenders/{ref}/selection.json").data
        assert verified_at_home(tmp_path, document) == (0, "VERIFIED: computed again from the inputs alone", "")
        path, forged = TAMPERED[number % len(TAMPERED)](json.loads(document))
        code, said, complained = verified_at_home(tmp_path, canonical(forged))
        assert (code, said.split(":")[0]) == (1, "NOT VERIFIED"), (ref, path)
        assert any(line.startswith(f"{path}: recorded ") for line in complained.splitlines()), (ref, path, complained)


def verified_at_home(folder: Path, document: bytes) -> tuple[int, str, str]:
    """Exit code, the first words of the verdict, and what the program complains of."""
    (folder / "evidence.json").write_bytes(document)
    command = [sys.executable, "-I", "-S", "verify_selection.py", "evidence.json"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={})  # noqa: S603
    return run.returncode, run.stdout.split(",")[0].strip(), run.stderr


Forged = tuple[str, dict[str, Any]]


def with_another_winner(evidence: dict[str, Any]) -> Forged:
    evidence["result"]["winner"] = "B-22222222"
    return "result.winner", evidence


def with_another_nonce(evidence: dict[str, Any]) -> Forged:
    evidence["candidates"][0]["nonce"] = "00" * 32
    return "draw.nonces_hash", evidence


def with_one_bid_more(evidence: dict[str, Any]) -> Forged:
    evidence["candidates"].append(evidence["candidates"][0] | {"id": "B-ZZZZZZZZ"})
    return "draw.bidders_hash", evidence


def with_one_bid_less(evidence: dict[str, Any]) -> Forged:
    del evidence["candidates"][-1]
    return "draw.bidders_hash", evidence


def with_another_seed(evidence: dict[str, Any]) -> Forged:
    evidence["seed"] = "00" * 32
    return "seed", evidence


def with_another_beacon(evidence: dict[str, Any]) -> Forged:
    evidence["draw"]["beacon"] = {"source": "dice", "value": "0102"}
    return "seed", evidence


def for_another_tender(evidence: dict[str, Any]) -> Forged:
    evidence["tender"] = "T-22222222"
    return "seed", evidence


def with_another_arithmetic(evidence: dict[str, Any]) -> Forged:
    evidence["result"]["arithmetic"] = []
    return "result.arithmetic[0]", evidence


TAMPERED = (
    with_another_winner,
    with_another_nonce,
    with_one_bid_more,
    with_one_bid_less,
    with_another_seed,
    with_another_beacon,
    for_another_tender,
    with_another_arithmetic,
)
