"""Attachments: each content once, under its SHA-256, copied or moved, damaged ones counted."""

import hashlib
import io
import os
from pathlib import Path

import pytest

from library.archive_builders import about, build, opened, post
from wildgrass.library import Library, LibraryNotWrittenError
from wildgrass.library.attachments import attachment_path
from wildgrass.model import Attachment
from wildgrass.sources.base import MemberError

PICTURE = b"\xff\xd8 a picture of ours \xff\xd9" * 100
DIGEST = hashlib.sha256(PICTURE).hexdigest()


def with_photo(number, member="media/1.jpg"):
    return post(
        number, attachments=(Attachment(name="1.jpg", member=member, media_type="image/jpeg", role="photo"),)
    )


def stored_files(folder):
    return sorted(path.name for path in (folder / "attachments").rglob("*") if path.is_file())


@pytest.mark.parametrize("way", ["stream", "file"])
def test_bytes_are_copied_and_named_by_their_digest(tmp_path, way):
    source = tmp_path / "1.jpg"
    source.write_bytes(PICTURE)
    folder = tmp_path / "library"
    added = build(
        folder, [with_photo(1)], fetch_attachment=lambda _: io.BytesIO(PICTURE) if way == "stream" else source
    )
    assert (added.attachments, added.new_attachments, added.missing) == (1, 1, 0)
    with Library.open(folder) as library:
        (attachment,) = library.item("x:post:1").attachments
        assert (attachment.sha256, attachment.size_bytes) == (DIGEST, len(PICTURE))
        path = library.attachment_path(DIGEST)
    assert path == folder / "attachments" / DIGEST[:2] / DIGEST
    assert path.read_bytes() == PICTURE
    assert path.stat().st_mode & 0o777 == 0o600
    assert source.read_bytes() == PICTURE
    source.write_bytes(b"changed afterwards")
    assert path.read_bytes() == PICTURE


def test_a_file_that_may_be_moved_is_moved(tmp_path):
    source = tmp_path / "1.jpg"
    source.write_bytes(PICTURE)
    inode = source.stat().st_ino
    build(tmp_path / "library", [with_photo(1)], fetch_attachment=lambda _: source, may_move=True)
    place = attachment_path(tmp_path / "library" / "attachments", DIGEST)
    assert not source.exists()
    assert place.stat().st_ino == inode
    assert place.read_bytes() == PICTURE


@pytest.mark.parametrize("may_move", [False, True])
def test_one_content_is_stored_once(tmp_path, may_move):
    def fetch(member):
        file = tmp_path / Path(member).name
        file.write_bytes(PICTURE)
        return file

    readings = [with_photo(1, "media/1.jpg"), with_photo(2, "media/2.jpg"), with_photo(3, "media/1.jpg")]
    added = build(tmp_path / "library", readings, fetch_attachment=fetch, may_move=may_move)
    assert (added.attachments, added.new_attachments) == (3, 1)
    assert stored_files(tmp_path / "library") == [DIGEST]


def test_a_member_is_fetched_once_for_an_export_and_not_again_when_it_is_added_again(tmp_path):
    fetched = []

    def fetch(member):
        fetched.append(member)
        return io.BytesIO(PICTURE)

    for _ in range(2):
        build(tmp_path, [with_photo(1), with_photo(2)], fetch_attachment=fetch)
    assert fetched == ["media/1.jpg"]


def test_what_the_export_leaves_out_is_counted_missing(tmp_path):
    named_only = post(1, attachments=(Attachment(name="1.jpg"),))
    added = build(tmp_path, [named_only, with_photo(2)], fetch_attachment=lambda _: None)
    assert (added.attachments, added.missing) == (0, 2)
    assert not (tmp_path / "attachments").exists()


def test_a_damaged_member_is_a_problem_and_its_item_stays(tmp_path):
    class Damaged(io.BytesIO):
        def read(self, size=-1):
            if not (chunk := super().read(min(size, 50))):
                raise MemberError(member="media/1.jpg", reason="CRC-32 does not match")
            return chunk

    added = build(tmp_path, [with_photo(1)], fetch_attachment=lambda _: Damaged(PICTURE))
    assert (added.items, added.problems, added.missing) == ({"post": 1}, 1, 1)
    assert stored_files(tmp_path) == []
    with Library.open(tmp_path) as library:
        assert library.item("x:post:1").attachments[0].sha256 is None


def test_what_a_cut_off_writer_left_is_swept(tmp_path):
    build(tmp_path, [with_photo(1)], fetch_attachment=lambda _: io.BytesIO(PICTURE))
    (tmp_path / "attachments" / ".incoming-abc").write_bytes(b"half")
    build(tmp_path, [post(2)], about("second"))
    assert stored_files(tmp_path) == [DIGEST]


def test_a_truncated_file_in_the_place_is_replaced(tmp_path):
    """A disk that lost the bytes of a name it kept must not make us trust the name."""
    place = tmp_path / "attachments" / DIGEST[:2] / DIGEST
    place.parent.mkdir(parents=True)
    place.write_bytes(PICTURE[:10])
    build(tmp_path, [with_photo(1)], fetch_attachment=lambda _: io.BytesIO(PICTURE))
    assert place.read_bytes() == PICTURE


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", DIGEST.upper(), DIGEST[:-1], DIGEST + "\n", "0" * 63 + "/"]
)
def test_only_a_digest_names_a_file(tmp_path, name):
    with opened(tmp_path, []) as library:
        assert library.attachment_path(name) is None


def test_a_digest_that_the_library_lacks_has_no_path(tmp_path):
    with opened(tmp_path, []) as library:
        assert library.attachment_path(DIGEST) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_a_typed_error(tmp_path):
    build(tmp_path, [])
    (tmp_path / "attachments").mkdir(mode=0o500)
    with pytest.raises(LibraryNotWrittenError):
        build(tmp_path, [with_photo(1)], about("second"), fetch_attachment=lambda _: io.BytesIO(PICTURE))


def test_a_program_with_a_picture_s_name_is_marked(tmp_path):
    """The item says why; the file itself is kept untouched under its digest."""
    program = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(200)
    added = build(tmp_path, [with_photo(1)], fetch_attachment=lambda _: io.BytesIO(program))
    assert added.suspicious == 1
    with Library.open(tmp_path) as library:
        (attachment,) = library.item("x:post:1").attachments
        assert attachment.warnings == (("disguised", ".jpg: Windows program"), ("program", "Windows program"))
        assert library.attachment_path(attachment.sha256).read_bytes() == program


@pytest.mark.parametrize("with_files_first", [True, False])
def test_an_export_without_media_is_no_version_of_one_with(tmp_path, with_files_first):
    """A chat exported without media names no picture; the one with its bytes is shown, whichever came first."""
    bare = post(1, attachments=(Attachment(name="", role="photo"),))
    exports = [([with_photo(1)], lambda _: io.BytesIO(PICTURE)), ([bare], lambda _: None)]
    for number, (items, fetch) in enumerate(exports if with_files_first else reversed(exports)):
        build(tmp_path, items, export=about(f"e{number}"), fetch_attachment=fetch)
    with Library.open(tmp_path) as library:
        (attachment,) = library.item("x:post:1").attachments
        assert attachment.sha256 == DIGEST
        assert library.versions("x:post:1") == []
