"""The printed page: what it says, what it must not do, and how it comes out of a real browser."""

import re
import subprocess
from html import unescape
from shutil import which

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wildgrass.crypto import age, slip39
from wildgrass.vault.paper import MAX_CONTACT, page
from wildgrass.vault.shares import MAX_NAME, ShareDocument, fingerprint, shown

COORDINATOR = age.HybridIdentity.from_secret(b"\x09" * 32).recipient().text
VAULT = "00112233445566778899aabbccddeeff"


def document(trustee="王小明", threshold=3, count=5, secret=bytes(range(32))):
    shares = slip39.split(secret, threshold=threshold, count=count, random=bytes)
    return ShareDocument(
        vault_id=VAULT,
        index=1,
        trustee=trustee,
        threshold=threshold,
        total=count,
        coordinator=COORDINATOR,
        kind="hybrid",
        recipient=fingerprint("x"),
        words=shares[0].phrase(),
    )


def numbered_words(html):
    cells = re.findall(r'<td class="number">(\d+)</td><td>(\w+)</td>', html)
    return [word for _, word in sorted(cells, key=lambda cell: int(cell[0]))]


def test_the_page_says_what_it_must():
    share = document()
    html = page(share, contact="Ana, +49 30 1234").decode()
    assert numbered_words(html) == share.words.split()
    for text in (
        "王小明",
        "Recovery share 1 of 5",
        "恢复分片",
        shown(VAULT),
        shown(fingerprint(COORDINATOR)),
        "Ana, +49 30 1234",
        "Any 3 of them",
        "任意 3 把",
    ):
        assert text in html


def test_the_page_fetches_and_runs_nothing():
    html = page(document()).decode()
    assert "default-src 'none'" in html
    for forbidden in (
        "<script",
        "http://",
        "https://",
        "url(",
        "<img",
        "<link",
        "@import",
        "src=",
        "href=",
        "on=",
    ):
        assert forbidden not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=200))
def test_names_and_contacts_are_never_markup(name, contact):
    plain = page(document("x"), contact="y").decode()
    html = page(document(name), contact=contact).decode()
    tags = re.compile(r"<[^>]*>")
    if contact:
        assert len(tags.findall(html)) == len(tags.findall(plain))
    assert name in unescape(html)


def test_a_hostile_name_is_shown_as_text():
    html = page(document("<script>alert(1)</script>$index\"'"), contact="<b>$words</b>").decode()
    assert "<script" not in html
    assert "<b>" not in html
    assert "$index" in html
    assert "$words" in html


def test_a_lone_share_does_not_claim_to_be_harmless():
    assert 'class="alone"' in page(document(threshold=1, count=1)).decode()
    assert '<body class="together">' in page(document()).decode()


# With a real browser: exactly one A4 page, and a code that decodes.

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
WIDEST = "國" * MAX_NAME


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "contact"), [("Ana", ""), (WIDEST, "電" * MAX_CONTACT), ("W" * MAX_NAME, "W" * MAX_CONTACT)]
)
def test_the_page_prints_on_one_a4_sheet_and_its_code_decodes(tmp_path, name, contact):
    if not (CHROMIUM and which("pdftoppm") and which("pdfinfo") and which("zbarimg")):
        pytest.skip("chromium, poppler-utils and zbar-tools are not all installed")
    share = document(name)
    (tmp_path / "page.html").write_bytes(page(share, contact=contact))
    headless = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    subprocess.run(
        [*headless, "--no-pdf-header-footer", "--print-to-pdf=page.pdf", (tmp_path / "page.html").as_uri()],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    facts = run("pdfinfo", tmp_path / "page.pdf")
    assert re.search(r"Pages:\s+1\n", facts)
    assert re.search(r"Page size:.*A4", facts)
    subprocess.run(["pdftoppm", "-r", "150", "-png", tmp_path / "page.pdf", tmp_path / "sheet"], check=True)
    [sheet] = tmp_path.glob("sheet*.png")
    read = run("zbarimg", "-q", "--raw", sheet).strip()
    assert read == share.words
    assert slip39.parse_share("photograph", read).index == 0


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
