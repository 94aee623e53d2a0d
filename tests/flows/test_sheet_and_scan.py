"""A trustee's sheet as PDF, and its code read back from a photograph: the same words all the way."""

import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from vault.test_trustees import ANA, COORDINATOR, KIT, VAULT
from wildgrass.cli.main import main
from wildgrass.flows.scan import NoCodeError, words_of_picture
from wildgrass.flows.sheet import NoPageError, sheet
from wildgrass.vault.trustees_kit import make_kit

PAGE = KIT.files["share-4-Oma.html"]
poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="skipped: no pdftoppm; install poppler-utils"
)


def words_of(page: bytes) -> list[str]:
    cells = re.findall(rb'<td class="number">(\d+)</td><td>(\w+)</td>', page)
    return [word.decode() for _, word in sorted((int(number), word) for number, word in cells)]


def picture_of(pdf: bytes, folder: Path, dots: int = 130) -> Path:
    (folder / "sheet.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", str(dots), "-png", "sheet.pdf", "sheet"], cwd=folder, check=True)
    (picture,) = folder.glob("sheet-*.png")  # one page, and no second
    return picture


@poppler
def test_a_sheet_is_one_page_with_the_pages_words_its_name_and_its_code(tmp_path: Path) -> None:
    coordinator = COORDINATOR.recipient().text
    wishes = {"threshold": 2, "coordinator": coordinator, "contact": "电话 " * 24}
    kit = make_kit(VAULT, trustees=[("Ana", ANA.recipient().text)], paper=["王奶奶"], **wishes)
    page = next(data for name, data in kit.files.items() if name.endswith(".html"))
    pdf = sheet(page)
    picture = picture_of(pdf, tmp_path)
    told = subprocess.run(["pdftotext", "sheet.pdf", "-"], cwd=tmp_path, check=True, capture_output=True)
    said = told.stdout.decode()
    assert "王奶奶" in said
    assert "Any 2 of them open it" in said
    assert "This sheet alone opens it" not in said
    assert set(words_of(page)) <= set(said.split())
    assert words_of_picture(picture).split() == words_of(page)
    assert sheet(page) == pdf


@poppler
@pytest.mark.parametrize(("turn", "scale"), [(0, 0.8), (7, 1.0), (183, 2.0)])
def test_a_turned_and_scaled_photograph_is_read(tmp_path: Path, turn: int, scale: float) -> None:
    with Image.open(picture_of(sheet(PAGE), tmp_path)) as picture:
        size = (int(picture.width * scale), int(picture.height * scale))
        photo = picture.convert("RGB").resize(size).rotate(turn, expand=True, fillcolor="white")
    photo.save(tmp_path / "photo.jpg", quality=80)
    assert words_of_picture(tmp_path / "photo.jpg").split() == words_of(PAGE)


@pytest.mark.parametrize("kind", ["noise", "text", "missing", "folder"])
def test_what_holds_no_code_is_said(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "picture.png"
    if kind == "noise":
        Image.frombytes("L", (300, 300), random.Random(1).randbytes(90_000)).save(file)
    elif kind == "text":
        file.write_text("no picture at all", encoding="utf-8")
    elif kind == "folder":
        file.mkdir()
    with pytest.raises(NoCodeError):
        words_of_picture(file)


@given(st.binary(max_size=400))
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(NoPageError):
        sheet(data)


def test_a_page_with_a_word_missing_is_refused() -> None:
    with pytest.raises(NoPageError):
        sheet(PAGE.replace(b'<td class="number">7</td>', b'<td class="number">70</td>'))


def test_the_command_prints_a_sheet_once_and_for_its_owner_only(tmp_path: Path) -> None:
    page, pdf = tmp_path / "share-4-Oma.html", tmp_path / "sheet.pdf"
    page.write_bytes(PAGE)
    assert main(["trustee", "print", str(page), "-o", str(pdf)]) == 0
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert pdf.stat().st_mode & 0o077 == 0
    assert main(["trustee", "print", str(page), "-o", str(pdf)]) != 0
    assert main(["trustee", "print", str(tmp_path / "none"), "-o", str(tmp_path / "x.pdf")]) == 3
