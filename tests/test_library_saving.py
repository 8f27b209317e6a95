"""Both files or none; never over another program's work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evidence.errors import InputError, WriteRefused
from evidence.library.saving import FileChange, read_file, save_files


def test_both_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    one, two = tmp_path / "a", tmp_path / "b"
    two.write_bytes(b"old")
    assert save_files((FileChange(one, None, b"new"), FileChange(two, b"old", b"newer"))) == (one, two)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new", "b": b"newer"}


def test_what_did_not_change_is_not_written(tmp_path: Path) -> None:
    one = tmp_path / "a"
    one.write_bytes(b"same")
    before = one.stat().st_mtime_ns, one.stat().st_ino
    assert save_files((FileChange(one, b"same", b"same"),)) == ()
    assert (one.stat().st_mtime_ns, one.stat().st_ino) == before


@pytest.mark.parametrize("now", [b"another program's", None], ids=["changed", "gone"])
def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path, now: bytes | None) -> None:
    one, two = tmp_path / "a", tmp_path / "b"
    if now is not None:
        two.write_bytes(now)
    with pytest.raises(WriteRefused, match="b: changed by another program"):
        save_files((FileChange(one, None, b"new"), FileChange(two, b"as read", b"newer")))
    assert not one.exists()
    assert read_file(two) == now


def test_a_file_that_appeared_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"theirs")
    with pytest.raises(WriteRefused):
        save_files((FileChange(tmp_path / "a", None, b"ours"),))
    assert (tmp_path / "a").read_bytes() == b"theirs"


def test_when_the_second_file_cannot_be_put_the_first_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tmp_path / "a", tmp_path / "b"
    one.write_bytes(b"old")
    replace = os.replace

    def failing(source: Path, target: Path) -> None:
        if Path(target).name == "b":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(WriteRefused, match="No space left"):
        save_files((FileChange(one, b"old", b"new"), FileChange(two, None, b"newer")))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_a_missing_folder_is_a_clear_refusal(tmp_path: Path) -> None:
    with pytest.raises(WriteRefused, match="cannot be written"):
        save_files((FileChange(tmp_path / "none" / "a", None, b"new"),))


def test_a_symbolic_link_stays_one_and_permissions_stay(tmp_path: Path) -> None:
    target = tmp_path / "real"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(target)
    save_files((FileChange(link, b"old", b"new"),))
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_new_files_have_the_usual_permissions(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        save_files((FileChange(tmp_path / "a", None, b"x"),))
    finally:
        os.umask(mask)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        read_file(tmp_path)
