"""The table of members covers everything that X says an archive can hold, and the documentation says the same."""

import csv
import re
from pathlib import Path

import pytest

from sources.made_archives import export_of, tweet, ytd
from wildgrass.model.item import WITHHELD_KINDS
from wildgrass.sources.x import XSource
from wildgrass.sources.x.describe import members_table
from wildgrass.sources.x.layout import Place, name_place
from wildgrass.sources.x.members import MEDIA_FOLDERS, MEMBERS

ROOT = Path(__file__).parents[2]
EVIDENCE = ROOT.parent / "shared" / "samples" / "twitter" / "what-if-horizon__what-if-data-donation"
needs_evidence = pytest.mark.skipif(not EVIDENCE.is_dir(), reason="the shared samples are not at hand")
SECRET_MEMBERS = [
    "account",
    "account-creation-ip",
    "ad-engagements",
    "ad-impressions",
    "ageinfo",
    "connected-application",
    "contact",
    "device-token",
    "email-address-change",
    "ip-audit",
    "key-registry",
    "ni-devices",
    "personalization",
    "phone-number",
    "sso",
]


@needs_evidence
def test_every_member_in_xs_readme_has_a_place() -> None:
    text = (EVIDENCE / "README-x-archive-2025.txt").read_text()
    files = set(re.findall(r"^([\w-]+\.js)$", text, re.MULTILINE))
    folders = set(re.findall(r"^([a-z_]+_media)$", text, re.MULTILINE))
    assert len(files) > 70
    assert {name for name in files if name_place(f"data/{name}").place is not Place.DATA} == set()
    assert folders <= set(MEDIA_FOLDERS)


@needs_evidence
def test_every_member_seen_in_donated_archives_has_a_place() -> None:
    with (EVIDENCE / "X_merged_structure_annotated.csv").open(encoding="utf-8-sig") as file:
        names = {row["file_path"] for row in csv.DictReader(file)}
    assert {name for name in names if name_place(name).place not in (Place.DATA, Place.DETAILS)} == set()


@pytest.mark.parametrize("name", SECRET_MEMBERS)
def test_what_concerns_security_is_withheld(name: str) -> None:
    assert MEMBERS[name].kind in WITHHELD_KINDS


@pytest.mark.parametrize("name", sorted(MEMBERS))
def test_every_member_reads_an_empty_list(name: str) -> None:
    data = f"window.YTD.{name.replace('-', '_')}.part0 = [ ]"
    export = export_of({f"data/{name}.js": data, "data/tweets.js": ytd("tweets", [tweet(5, "a")])})
    source = XSource()
    vintage = source.recognise(export)
    assert vintage is not None
    found = list(source.read(export, vintage))
    assert f"data/{name}.js" in [getattr(one, "name", "") for one in found]
    assert source.pieces(export, f"data/{name}.js") == MEMBERS[name].split


def test_the_documentation_has_the_same_table() -> None:
    assert members_table() in (ROOT / "docs" / "formats" / "x.md").read_text()
