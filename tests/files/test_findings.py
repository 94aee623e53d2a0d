"""What is suspicious about a file is marked with its reason; what is harmless is not."""

import io
import tarfile
import zipfile
import zlib

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from wildgrass.files import findings
from wildgrass.text.catalogue import catalogue

PE = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
LNK = b"L\0\0\0\x01\x14\2\0" + bytes(70)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def codes(name: str, data: bytes) -> set[str]:
    return {finding.code for finding in findings(name, io.BytesIO(data), len(data))[1]}


def picture(name: str = "JPEG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, name)
    return made.getvalue()


def zipped(*names: str, links: tuple[str, ...] = (), more: dict[str, bytes] | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"x")
        for name, data in (more or {}).items():
            archive.writestr(name, data)
        for name in links:
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
    return made.getvalue()


def pdf(body: bytes = b"") -> bytes:
    made = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(30, 40)
    document.save(made)
    return made.getvalue() + body


DOCX = zipped("[Content_Types].xml", "word/document.xml")
TEMPLATE = (
    b'<Relationships><Relationship Id="rId1" Type="http://schemas/attachedTemplate" Target="http://x/t.dotm" '
    b'TargetMode="External"/></Relationships>'
)
COMPRESSED = zlib.compress(b"1 0 2 20 << /S /Java#53cript /JS (app.alert(1)) >>")

HARMLESS = {
    "photo.jpg": picture(),
    "photo.JPEG": picture(),
    "still.png": picture("PNG"),
    "anim.gif": picture("GIF"),
    "paper.pdf": pdf(),
    "letter.docx": DOCX,
    "notes.txt": "安好, plain words\n".encode(),
    "talk.amr": b"#!AMR\n\x3c\x91",
    "voice.slk": b"\x02#!SILK_V3\x00\x00",
    "clip.mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(40),
    "no ending": picture(),
    "photos.zip": zipped("a.jpg", "b/c.png"),
    "book.epub": zipped(more={"mimetype": b"application/epub+zip"}),
    "old.doc": OLE,
    "page.html": b"<!DOCTYPE html><p>hello</p>",
    "contact.vcf": b"BEGIN:VCARD\nEND:VCARD\n",
    "12.05.2021.jpg": picture(),
}
MARKED = {
    "report.pdf": (PE, {"disguised", "program"}),
    "photo.jpg": (ELF, {"disguised", "program"}),
    "song.mp3": (zipped("AndroidManifest.xml", "classes.dex"), {"disguised", "program"}),
    "photo.jpeg": (b"<html><script>alert(1)</script></html>", {"disguised", "markup-scripts"}),
    "picture.png": (picture(), {"other-content"}),
    "photo.jpg.exe": (PE, {"name-double", "name-runs", "program"}),
    "photo.jpg .scr": (PE, {"name-double", "name-runs", "program"}),
    "invoice.pdf          .exe": (PE, {"name-padded", "name-runs", "program", "name-double"}),
    "annexe\u202egpj.exe": (PE, {"name-turns", "name-runs", "program"}),
    "setup.exe": (PE, {"name-runs", "program"}),
    "holiday.lnk": (LNK, {"name-runs", "program"}),
    "app.apk": (zipped("AndroidManifest.xml"), {"name-runs", "program"}),
    "sheet.docm": (zipped("[Content_Types].xml", "word/vbaProject.bin"), {"macros"}),
    "letter.docx": (
        zipped("[Content_Types].xml", more={"word/_rels/settings.xml.rels": TEMPLATE}),
        {"office-fetches"},
    ),
    "old.doc": (OLE + "_VBA_PROJECT".encode("utf-16-le"), {"macros"}),
    "active.pdf": (pdf(b"\n<< /OpenAction << /S /JavaScript /JS (x) >> >>"), {"pdf-active"}),
    "hidden.pdf": (pdf(b"\n<< /Type /ObjStm /Filter /FlateDecode >> stream\n" + COMPRESSED), {"pdf-active"}),
    "two.jpg": (picture() + zipped("a.txt"), {"polyglot"}),
    "two.gif": (picture("GIF")[:6] + b"*/<script>alert(1)</script>", {"polyglot"}),
    "drawing.svg": (b'<?xml version="1.0"?><svg onload="x()"/>', {"markup-scripts"}),
    "links.zip": (zipped("a", links=("b",)), {"archive-links"}),
    "up.zip": (zipped("../../a"), {"archive-climbs"}),
    "tools.zip": (zipped("a/run.exe"), {"archive-programs"}),
    "bomb.zip": (zipped(more={"zeros": bytes(40 << 20)}), {"archive-bomb"}),
    "broken.zip": (b"PK\x03\x04" + bytes(30), {"archive-damaged"}),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_files_are_not_marked(name: str) -> None:
    assert codes(name, HARMLESS[name]) == set()


@pytest.mark.parametrize("name", MARKED)
def test_suspicious_files_are_marked(name: str) -> None:
    data, expected = MARKED[name]
    assert codes(name, data) == expected


def test_a_tar_with_links_is_marked() -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        info = tarfile.TarInfo("out")
        info.type, info.linkname = tarfile.SYMTYPE, "/"
        tar.addfile(info)
    assert codes("a.tar", made.getvalue()) == {"archive-links"}


def test_every_mark_has_its_words() -> None:
    marked = {code for name, (data, _) in MARKED.items() for code in codes(name, data)} | {"archive-locked"}
    assert {f"ui.finding-{code}" for code in marked} <= set(catalogue())


@settings(max_examples=200, deadline=None)
@given(
    name=st.text(max_size=40), start=st.sampled_from([data for data, _ in MARKED.values()]), data=st.data()
)
def test_any_bytes_are_looked_at_without_an_error(name: str, start: bytes, data: st.DataObject) -> None:
    changed = bytearray(start[:5000])
    for at in data.draw(st.lists(st.integers(0, len(changed) - 1), max_size=8)):
        changed[at] = data.draw(st.integers(0, 255))
    findings(name, io.BytesIO(changed), len(changed))
