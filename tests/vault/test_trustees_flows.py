"""The flows: a kit's folder, and a trustee's three steps, with real files."""

import os
import stat

import pytest

from wildgrass.crypto import age
from wildgrass.flows import kit as kits
from wildgrass.flows import trustee
from wildgrass.flows.kit import (
    FileThereError,
    FileTroubleError,
    KitThereError,
    check_kit_folder,
    write_kit,
    write_new,
)
from wildgrass.vault.trustees import ShareOtherKeyError, make_kit
from wildgrass.vault.trustees_keys import PassphraseWrongError

VAULT = "00112233445566778899aabbccddeeff"
COORDINATOR = age.HybridIdentity.from_secret(b"\x09" * 32)


def ask():
    return "口令 one two".encode()


@pytest.fixture(scope="module")
def circle(tmp_path_factory):
    """A folder with a trustee's key, and a kit that has a share for her."""
    folder = tmp_path_factory.mktemp("circle")
    recipient = trustee.new(folder / "ana.key", ask())
    other = age.HybridIdentity.from_secret(b"\x01" * 32).recipient().text
    kit = make_kit(
        VAULT,
        trustees=[("Ana", recipient), ("Ben", other)],
        paper=["Oma"],
        threshold=2,
        coordinator=COORDINATOR.recipient().text,
    )
    write_kit(folder / "kit", kit.files)
    return folder


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_is_written_for_the_owner_only(circle):
    if os.name != "posix":
        pytest.skip("file modes are a matter of POSIX systems")
    assert mode(circle / "kit") == 0o700
    assert {mode(path) for path in [circle / "ana.key", *(circle / "kit").iterdir()]} == {0o600}
    assert len(list((circle / "kit").iterdir())) == 3


def test_check_and_answer(circle, tmp_path):
    share = circle / "kit/share-1-Ana.age"
    facts = trustee.check(share, circle / "ana.key", ask)
    assert (facts.trustee, facts.index, facts.vault_id) == ("Ana", 1, VAULT)
    assert trustee.answer(share, circle / "ana.key", tmp_path / "answer.age", ask) == facts
    assert b'"trustee": "Ana"' in age.decrypt((tmp_path / "answer.age").read_bytes(), [COORDINATOR])


def test_another_trustees_share_is_named_by_its_file(circle):
    with pytest.raises(ShareOtherKeyError, match=r"share-2-Ben\.age"):
        trustee.check(circle / "kit/share-2-Ben.age", circle / "ana.key", ask)


def test_a_wrong_passphrase_writes_no_answer(circle, tmp_path):
    with pytest.raises(PassphraseWrongError):
        trustee.answer(circle / "kit/share-1-Ana.age", circle / "ana.key", tmp_path / "a", lambda: b"no")
    assert not list(tmp_path.iterdir())


def test_nothing_is_ever_written_over(circle, tmp_path):
    there = tmp_path / "there"
    there.write_bytes(b"mine")
    with pytest.raises(FileThereError):
        trustee.new(there, b"x")
    with pytest.raises(FileThereError):
        trustee.answer(circle / "kit/share-1-Ana.age", circle / "ana.key", there, ask)
    assert there.read_bytes() == b"mine"


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileThereError):
        write_new(tmp_path / "link", b"x")
    assert not (tmp_path / "elsewhere").exists()


def test_a_kit_goes_into_a_new_or_empty_folder_only(tmp_path):
    (tmp_path / "empty").mkdir()
    check_kit_folder(tmp_path / "empty")
    check_kit_folder(tmp_path / "new")
    assert [path.name for path in write_kit(tmp_path / "deep/new", {"b": b"2", "a": b"1"})] == ["a", "b"]
    (tmp_path / "file").write_bytes(b"")
    for taken in ("deep/new", "file"):
        with pytest.raises(KitThereError):
            write_kit(tmp_path / taken, {"c": b"3"})
    assert not (tmp_path / "deep/new/c").exists()


def test_a_folder_that_is_missing_is_reported(tmp_path):
    with pytest.raises(FileTroubleError, match="missing"):
        write_new(tmp_path / "missing/file", b"x")
    with pytest.raises(FileTroubleError, match="nowhere"):
        trustee.check(tmp_path / "nowhere", tmp_path / "key", ask)


def test_a_file_that_does_not_fit_is_removed_again(tmp_path):
    """A limit on the size of files stands for a full disk: half of the file is written, then the system refuses."""
    resource = pytest.importorskip("resource", reason="only POSIX systems can limit the size of files")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(FileTroubleError, match="share-1"):
            write_kit(tmp_path / "kit", {"share-1.age": bytes(200)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list((tmp_path / "kit").iterdir())


def test_a_folder_that_cannot_be_made_is_reported(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileTroubleError):
        write_kit(tmp_path / "file/kit", {"a": b"1"})


def test_a_huge_file_is_not_read_as_a_share(circle, tmp_path):
    (tmp_path / "huge").write_bytes(bytes(70_000))
    with pytest.raises(trustee.FileTooLargeError):
        trustee.check(tmp_path / "huge", circle / "ana.key", ask)


def test_the_flow_offers_what_the_terminal_needs():
    assert set(kits.__all__) >= {"Kit", "make_kit", "write_kit", "check_kit_folder"}
