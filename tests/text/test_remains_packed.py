"""What was replaced is found again in finished bytes however they are written or packed, and only then."""

import base64
import gzip
import html
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from reportlab.pdfgen.canvas import Canvas

from wildgrass.text.redaction import left_in

NAMES = ("张晓明", "Harriet Kowalski", "ئايگۈل توختى", "ཚེ་རིང་ལྷ་མོ", "13912345678", "zhang_xm_1987")


def packed_zip(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("inside.txt", data)
    return made.getvalue()


def png(text: str) -> bytes:
    made, told = io.BytesIO(), PngInfo()
    told.add_itxt("Comment", text, zip=True)
    Image.new("RGB", (8, 8)).save(made, "PNG", pnginfo=told)
    return made.getvalue()


def pdf(text: str) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pageCompression=0)
    canvas.drawString(10, 10, "page")
    canvas.save()
    stream = zlib.compress(text.encode())
    return made.getvalue() + b"9 0 obj\n<</Filter/FlateDecode>>\nstream\n" + stream + b"\nendstream\n"


WRITTEN: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "UTF-16": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "GB 18030": lambda text: text.encode("gb18030"),
    "decimal entities": lambda text: "".join(f"&#{ord(char)};" for char in text).encode(),
    "hex entities": lambda text: "".join(f"&#x{ord(char):X};" for char in text).encode(),
    "HTML": lambda text: html.escape(text).encode(),
    "percent": lambda text: quote(text).encode(),
    "percent, all": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()).encode(),
    "JSON": lambda text: json.dumps(text).encode(),
    "JSON, all": lambda text: "".join(f"\\u{ord(char):04x}" for char in text).encode(),
    "script": lambda text: "".join(f"\\u{{{ord(char):x}}}" for char in text).encode(),
    "data URI": lambda text: b"data:text/plain;base64," + base64.b64encode(text.encode()),
    "base64": lambda text: base64.b64encode(b"a longer text before " + text.encode()),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(b"a longer text before " + text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zip": lambda text: packed_zip(text.encode()),
    "zip in gzip": lambda text: gzip.compress(packed_zip(text.encode())),
    "gzip as base64 in a zip": lambda text: packed_zip(base64.b64encode(gzip.compress(text.encode()))),
    "PDF": pdf,
    "PNG": png,
    "PDF in a zip": lambda text: packed_zip(pdf(text)),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("way", WRITTEN)
def test_nothing_hides_by_the_way_it_is_written(way: str, name: str) -> None:
    write = WRITTEN[way]
    assert left_in(write(f"before {name} after"), NAMES) == [name]
    assert left_in(write("before [person 6nicinlo] after"), NAMES) == []


def test_what_only_looks_packed_is_no_trouble() -> None:
    for data in (
        b"data:;base64,!!!",
        b"A" * 5000,
        b"%PDF-1.4 stream\nxx endstream",
        b"\x89PNG zTXtk\0\0\x78\x9cxx",
        b"\\x\\u{ffffffff}",
    ):
        assert left_in(data, NAMES) == []
