"""Files inside a member: opened by where they lie, decoded, and filed in a library like any other."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.made_archives import export_of, write_zip
from sources.made_qq import picture, write_big_mht
from wildgrass.library import ExportAbout, Library, LibraryWriter
from wildgrass.model import Item, Moment
from wildgrass.sources.base import Export, MemberError
from wildgrass.sources.inner import inner_name, open_inner, outer_name
from wildgrass.sources.opening import open_export
from wildgrass.sources.registry import recognise

PART = b"--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n--b--\r\n"


def opened(encoding: bytes, body: bytes) -> bytes:
    whole = b"before\r\n" + PART % (encoding, body)
    stream = open_inner(export_of({"a!/1/b.mht": whole}), inner_name("a!/1/b.mht", 8, "x"))
    assert stream is not None
    with stream:
        return stream.read()


def test_names_lead_out_again() -> None:
    assert outer_name(inner_name("a!/1/b.mht", 8, "{x/y}.dat")) == "a!/1/b.mht"
    assert outer_name("plain/name.jpg") == "plain/name.jpg"


def test_every_transfer_encoding() -> None:
    assert opened(b"base64", b"aGVs\r\nbG8=\r\n") == b"hello"
    assert opened(b"base64", b"aGVsbG8\r\n") == b"hello"
    assert opened(b"quoted-printable", b"h=C3=A4\r\n") == b"h\xc3\xa4\r\n"
    assert opened(b"7bit", b"plain\r\n") == b"plain\r\n"


def test_damaged_base64_is_a_damaged_member() -> None:
    with pytest.raises(MemberError):
        opened(b"base64", b"a*\x00==!\r\n")


@pytest.mark.parametrize("name", ["x", "none.mht!/0/x", "b.mht!/a/x"])
def test_a_name_that_leads_nowhere(name: str) -> None:
    assert open_inner(export_of({"b.mht": b"no part at all\n"}), name) is None


@pytest.mark.parametrize("name", ["b.mht!/0/x", "b.mht!/999999/x"])
def test_a_place_where_no_part_starts_is_damage(name: str) -> None:
    with pytest.raises(MemberError):
        open_inner(export_of({"b.mht": b"no part at all\n"}), name)


@pytest.mark.parametrize("is_zipped", [False, True])
def test_pictures_of_an_mht_reach_the_library(tmp_path: Path, *, is_zipped: bool) -> None:
    """Read where they lie on a disk, or through a zip's packed bytes."""
    path = write_big_mht(tmp_path / "chat.mht", 6, 4)
    if is_zipped:
        path = write_zip(tmp_path / "chat.zip", {"chat.mht": path.read_bytes()})
    (export,) = open_export([path])
    source, vintage = recognise(export)
    about = ExportAbout(key="k", name="n", source="qq", vintage=vintage.name, as_of=moment())
    with LibraryWriter.open(tmp_path / "library") as writer:
        writer.add_export(about, source.read(export, vintage), lambda name: open_inner(export, name))
    with Library.open(tmp_path / "library") as library:
        kept = [one.attachments[0] for one in library.items() if one.attachments]
        assert len(kept) == 4
        paths = [library.attachment_path(one.sha256 or "") for one in kept]
        assert {one.read_bytes() for one in paths if one} == {picture(number, 3000) for number in range(4)}


def test_a_part_is_found_again_in_the_export_it_was_named_in(tmp_path: Path) -> None:
    path = write_big_mht(tmp_path / "chat.mht", 3, 3)
    (export,) = open_export([path])
    source, vintage = recognise(export)
    for number, one in enumerate(made for made in source.read(export, vintage) if isinstance(made, Item)):
        stream = open_inner(Export("again", export.members), one.attachments[0].member or "")
        assert stream is not None
        with stream:
            assert stream.read() == picture(number, 3000)


def moment() -> Moment:
    return Moment(instant=datetime(2024, 1, 1, tzinfo=UTC), precision_ms=1000)


def test_reading_by_small_steps(tmp_path: Path) -> None:
    path = write_big_mht(tmp_path / "chat.mht", 1, 1, 100_000)
    (export,) = open_export([path])
    source, vintage = recognise(export)
    (one,) = (made for made in source.read(export, vintage) if isinstance(made, Item))
    stream = open_inner(export, one.attachments[0].member or "")
    assert stream is not None
    out = io.BytesIO()
    with stream:
        while data := stream.read(777):
            out.write(data)
    assert out.getvalue() == picture(0, 100_000)
