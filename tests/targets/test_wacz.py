"""The site as a web archive: read by warcio and by hand, and by the format's own validator where that can be had."""

import gzip
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from targets.archive_in_memory import MemoryArchive
from targets.local_contract import LocalContract, restored
from targets.made_up_life import OWNER, life, post
from targets.reading_sites import _Reader, bytes_of, grow
from wildgrass.errors import WildgrassError

HOST = "https://archive.example/"


class TestWaczIsLocal(LocalContract):
    """The contract of targets on this machine."""

    everything: ClassVar = {"private": True, "likes": True}

    def spec(self, folder: Path) -> str:
        return f"wacz:{folder / 'archive.wacz'}"

    def all_bytes(self, folder: Path) -> dict[str, bytes]:
        found = members(folder / "archive.wacz")
        return found | {"opened": gzip.decompress(found["archive/data.warc.gz"])}


def members(path: Path) -> dict[str, bytes]:
    """Everything in the file; a WARC file must be stored, so that a reader can seek in it."""
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        assert {info.compress_type for info in file.infolist()} == {zipfile.ZIP_STORED}
        data = path.read_bytes()
        for (
            info
        ) in file.infolist():  # ReplayWeb.page 2.5.3 takes the head in the list for the one before the member
            start = info.header_offset + 30 + len(info.filename.encode())
            assert data[info.header_offset + 28 : info.header_offset + 30] == b"\0\0"
            assert data[start : start + 8] == file.read(info)[:8]
        return {name: file.read(name) for name in file.namelist()}


def records(warc: bytes) -> list[tuple[Any, bytes]]:
    """Every record with its content, as warcio reads it."""
    return [(record, record.content_stream().read()) for record in ArchiveIterator(io.BytesIO(warc))]


@pytest.fixture
def archive(tmp_path: Path) -> MemoryArchive:
    """The made-up archive with one of everything."""
    files = tmp_path / "files"
    files.mkdir()
    return life(files)


@pytest.fixture
def made(archive: MemoryArchive, tmp_path: Path) -> Path:
    """A file of its public part."""
    restored(archive, f"wacz:{tmp_path / 'site.wacz'}")
    return tmp_path / "site.wacz"


def test_it_holds_the_site_file_by_file(archive: MemoryArchive, made: Path, tmp_path: Path) -> None:
    """warcio reads every page and picture back; the first record says that this is a rendering."""
    first, *rest = records(members(made)["archive/data.warc.gz"])
    assert first[0].rec_type == "warcinfo"
    assert b"A rendering, not a capture." in first[1]
    assert {record.rec_type for record, _ in rest} == {"resource"}
    grow(archive, tmp_path / "site")
    site = bytes_of(tmp_path / "site")
    del site["wildgrass-site.txt"]
    held = {record.rec_headers.get_header("WARC-Target-URI"): data for record, data in rest}
    assert held == {HOST + name: data for name, data in site.items()}
    assert len(held) == len(rest)


def test_every_digest_is_right(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """warcio checks the records; the package lists every member with its digest and length."""
    found = members(made)
    path = tmp_path / "data.warc.gz"
    path.write_bytes(found["archive/data.warc.gz"])
    checker = Checker(type("Asked", (), {"inputs": [str(path)], "verbose": True})())
    checker.process_all()
    assert checker.exit_value == 0
    said = capsys.readouterr().out
    assert "digest pass" in said
    assert "fail" not in said
    package = json.loads(found["datapackage.json"])
    named = {one["path"]: one for one in package["resources"]}
    assert set(named) | {"datapackage.json", "datapackage-digest.json"} == set(found)
    for name, one in named.items():
        assert one["hash"] == f"sha256:{hashlib.sha256(found[name]).hexdigest()}"
        assert one["bytes"] == len(found[name])
    digest = json.loads(found["datapackage-digest.json"])
    assert digest["hash"] == f"sha256:{hashlib.sha256(found['datapackage.json']).hexdigest()}"


def test_the_index_leads_to_every_record(made: Path) -> None:
    """Sorted lines; each offset and length is one gzip member with that address and date."""
    found = members(made)
    lines = found["indexes/index.cdx"].decode().splitlines()
    assert lines == sorted(lines)
    seen = set()
    for line in lines:
        key, stamp, told = line.split(" ", 2)
        entry = json.loads(told)
        part = found["archive/data.warc.gz"][entry["offset"] : entry["offset"] + entry["length"]]
        [(record, _)] = records(part)
        headers = record.rec_headers
        assert headers.get_header("WARC-Target-URI") == entry["url"]
        assert headers.get_header("WARC-Date").translate({45: "", 58: "", 84: "", 90: ""}) == stamp
        assert key == "example,archive)/" + entry["url"].removeprefix(HOST)
        seen.add(entry["url"])
    assert len(seen) == len(lines) == len(records(found["archive/data.warc.gz"])) - 1


def test_pages_have_titles_and_true_dates(made: Path) -> None:
    """A month's page is dated by its newest post, and is found under that date in the index."""
    found = members(made)
    head, *pages = map(json.loads, found["pages/pages.jsonl"].decode().splitlines())
    assert head["format"] == "json-pages-1.0"
    assert pages[0]["url"] == f"{HOST}index.html"
    by_url = {page["url"]: page for page in pages}
    assert by_url[f"{HOST}posts/2022-10.html"]["ts"] == "2022-10-28T10:00:00Z"
    assert "October 2022" in by_url[f"{HOST}posts/2022-10.html"]["title"]
    assert json.loads(found["datapackage.json"])["mainPageUrl"] == f"{HOST}index.html"
    index = found["indexes/index.cdx"].decode()
    for page in pages:
        stamp = page["ts"].translate({45: "", 58: "", 84: "", 90: ""})
        assert f"example,archive)/{page['url'].removeprefix(HOST)} {stamp} " in index


def test_every_link_of_a_page_is_in_the_archive(made: Path) -> None:
    """What a page shows or leads to is a record, or plainly outside."""
    held = {
        record.rec_headers.get_header("WARC-Target-URI"): data
        for record, data in records(members(made)["archive/data.warc.gz"])
    }
    for url, data in held.items():
        if url and url.endswith(".html"):
            reader = _Reader()
            reader.feed(data.decode())
            links = [one for name in ("href", "src") for one in reader.page.values(name)]
            within = {urljoin(url, one).partition("#")[0] for one in links if not urlsplit(one).scheme}
            assert within <= set(held)


def test_a_text_cannot_make_itself_a_date_or_a_title(tmp_path: Path) -> None:
    """Words of a post that look like the site's own marks stay words."""
    text = '</title><title>X</title><time datetime="2999-01-01T00:00:00Z">'
    archive = MemoryArchive([post(1, "2020-05-01 10:00", text, title=text)], owners=(OWNER,))
    restored(archive, f"wacz:{tmp_path / 'a.wacz'}")
    pages = members(tmp_path / "a.wacz")["pages/pages.jsonl"].decode()
    assert "2999" not in pages
    assert '"title": "X"' not in pages
    assert '"ts": "2020-05-01T10:00:00Z"' in pages


def test_a_folder_of_somebody_elses_is_not_taken(archive: MemoryArchive, tmp_path: Path) -> None:
    """Where the site would grow, nothing that is not ours is used or removed."""
    (tmp_path / ".a.wacz.growing").mkdir()
    (tmp_path / ".a.wacz.growing" / "mine").write_text("mine")
    with pytest.raises(WildgrassError) as caught:
        restored(archive, f"wacz:{tmp_path / 'a.wacz'}")
    assert caught.value.code == "target-file-foreign"
    assert (tmp_path / ".a.wacz.growing" / "mine").read_text() == "mine"


def test_a_stopped_run_leaves_nothing_private_beside_the_file(archive: MemoryArchive, tmp_path: Path) -> None:
    """The folder in which the site grew is gone."""
    from wildgrass.targets.base import RestoreOptions
    from wildgrass.targets.registry import find_target

    target, place = find_target(f"wacz:{tmp_path / 'out' / 'a.wacz'}")
    run = iter(target.restore(archive, place, RestoreOptions(private=True)))
    next(run)
    run.close()  # type: ignore[attr-defined]
    assert list((tmp_path / "out").iterdir()) == []


def test_a_large_archive_is_cut_into_several_warc_files(
    archive: MemoryArchive, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each begins with the word that it is a rendering; the index names the file that a record is in."""
    monkeypatch.setattr("wildgrass.targets.wacz.pack._WARC_SIZE", 100_000)
    restored(archive, f"wacz:{tmp_path / 'cut.wacz'}")
    found = members(tmp_path / "cut.wacz")
    warcs = {name: data for name, data in found.items() if name.startswith("archive/")}
    assert len(warcs) > 2
    for data in warcs.values():
        assert records(data)[0][0].rec_type == "warcinfo"
    urls = set()
    for line in found["indexes/index.cdx"].decode().splitlines():
        entry = json.loads(line.split(" ", 2)[2])
        data = warcs[f"archive/{entry['filename']}"]
        [(record, _)] = records(data[entry["offset"] : entry["offset"] + entry["length"]])
        urls.add(record.rec_headers.get_header("WARC-Target-URI"))
    assert len(urls) == len(members(made)["indexes/index.cdx"].splitlines())


@pytest.mark.soak
def test_the_formats_own_validator_passes_it(made: Path, tmp_path: Path) -> None:
    """wacz 0.6.0, in an environment of its own: it needs much that Wildgrass does not."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    got = subprocess.run([venv / "bin" / "pip", "install", "-q", "wacz==0.6.0", "setuptools<81"], check=False)
    if got.returncode:
        pytest.skip("skipped: wacz 0.6.0 cannot be installed here (no package index)")
    done = subprocess.run(
        [venv / "bin" / "wacz", "validate", "-f", made], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is valid" in done.stdout
