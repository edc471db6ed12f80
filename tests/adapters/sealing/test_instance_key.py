"""Sealing under the instance's key."""

from pathlib import Path

import pytest

from marketplace.adapters.sealing.instance_key import InstanceKeySealer
from marketplace.domain.bids.ports import SealBroken
from marketplace.kernel.entropy import SystemEntropy


@pytest.fixture
def sealer(tmp_path: Path) -> InstanceKeySealer:
    return InstanceKeySealer.from_file(tmp_path / "keys" / "sealing.key", SystemEntropy())


def test_what_is_sealed_opens_in_its_own_context_alone(sealer: InstanceKeySealer) -> None:
    envelope = sealer.seal(b"price", b"tender 1, bidder 1")
    assert b"price" not in envelope
    assert sealer.open(envelope, b"tender 1, bidder 1") == b"price"
    with pytest.raises(SealBroken):
        sealer.open(envelope, b"tender 1, bidder 2")


def test_any_changed_byte_breaks_the_seal(sealer: InstanceKeySealer) -> None:
    envelope = sealer.seal(b"price", b"context")
    for place in range(len(envelope)):
        altered = bytearray(envelope)
        altered[place] ^= 1
        with pytest.raises(SealBroken):
            sealer.open(bytes(altered), b"context")
    for short in (b"", envelope[:5], envelope[:-1]):
        with pytest.raises(SealBroken):
            sealer.open(short, b"context")


def test_the_same_content_never_gives_the_same_envelope(sealer: InstanceKeySealer) -> None:
    assert sealer.seal(b"x", b"c") != sealer.seal(b"x", b"c")


def test_the_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "sealing.key"
    envelope = InstanceKeySealer.from_file(file, SystemEntropy()).seal(b"x", b"c")
    assert InstanceKeySealer.from_file(file, SystemEntropy()).open(envelope, b"c") == b"x"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        InstanceKeySealer(b"short", SystemEntropy())
