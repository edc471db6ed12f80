"""What every storage must do, and what the local one promises besides."""

import errno
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marketplace.adapters.storage.local import LocalStorage
from marketplace.domain.documents.ports import SHELVES
from marketplace.kernel.entropy import SeededEntropy
from marketplace.kernel.errors import Unavailable


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "files", SeededEntropy("files"))


def test_bytes_come_back_under_keys_of_their_own(storage: LocalStorage) -> None:
    one, same = storage.put(b"one"), storage.put(b"one")
    assert one != same
    assert storage.get(one) == storage.get(same) == b"one"


def test_deleted_bytes_are_gone_and_deleting_again_does_nothing(storage: LocalStorage) -> None:
    key = storage.put(b"one")
    storage.delete(key)
    storage.delete(key)
    with pytest.raises(Unavailable):
        storage.get(key)


def test_old_files_are_found_on_their_shelf(storage: LocalStorage, tmp_path: Path) -> None:
    old, young = storage.put(b"old"), storage.put(b"young")
    (tmp_path / "files" / old[:2] / "no-key").write_bytes(b"")
    os.utime(tmp_path / "files" / old[:2] / old, (1, 1))
    before = datetime(2020, 1, 1, tzinfo=UTC)
    found = [key for shelf in range(SHELVES) for key in storage.old_keys(shelf, before)]
    assert found == [old]
    assert old in storage.old_keys(int(old[:2], 16), before)
    assert young not in found


def test_files_are_readable_by_this_user_alone(storage: LocalStorage, tmp_path: Path) -> None:
    key = storage.put(b"one")
    path = tmp_path / "files" / key[:2] / key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 31, "A" * 32, "0" * 32 + "\n"])
def test_what_is_no_key_never_reaches_the_disk(storage: LocalStorage, key: str) -> None:
    for act in (storage.get, storage.delete):
        with pytest.raises(ValueError, match="not a storage key"):
            act(key)


def test_file_and_folders_are_on_the_disk_before_it_answers(
    storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(stat.S_ISDIR(os.fstat(fd).st_mode)), real(fd)))
    storage.put(b"one")
    assert synced == [False, True, True]


def test_a_failing_disk_is_told_and_leaves_nothing(
    storage: LocalStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        storage.put(b"one")
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_made_or_emptied_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    storage = LocalStorage(tmp_path / "file", SeededEntropy("files"))
    with pytest.raises(Unavailable):
        storage.put(b"one")
    with pytest.raises(Unavailable):
        storage.delete("0" * 32)
