# ruff: noqa: RUF001 - Chinese punctuation is meant
"""Before a library leaves, pictures and maybe-names are decided on in pages; the run heeds it, the file keeps it."""

import json
import re

from flows.test_hidden_pictures import NAMES, shown
from flows.test_hidden_pictures import files as made_files
from flows.test_hidden_pictures import library as made_library
from library.archive_builders import build, post
from web.setup_pages import pages_in, words_of
from wildgrass.text.language import LANGUAGES

files, pictures_library = made_files, made_library


def ended(pages) -> str:
    pages.front.setup.job.wait(120)
    return pages.get("/setup/tools/running").url.path


def simulated(pages, library, folder, **more) -> str:
    typed = {"library": library, "target": "site", "folder": folder, "hide": "names", "faces": "blur", **more}
    pages.post("/setup/tools/restore", **typed)
    assert ended(pages) == "/setup/tools/restored"
    return pages.get("/setup/tools/restored").text


def test_each_picture_is_decided_on_and_the_run_heeds_it(tmp_path, pictures_library):
    decisions = tmp_path / "decisions.jsonl"
    with pages_in(tmp_path) as pages:
        page = simulated(pages, pictures_library, tmp_path / "site", decisions=decisions)
        assert "faces found in 1, 2 could not be looked at" in page
        page = pages.get("/setup/tools/pictures").text
        shown_small = re.findall(
            r'<img class="thumb" src="data:image/(?:png|jpeg|webp);base64,([^"]+)"', page
        )
        assert len(shown_small) + page.count("cannot be shown here") == 4
        assert shown_small
        assert all(len(one) < 60_000 for one in shown_small)
        assert re.findall(r"<strong>(faces: .*?)</strong> <bdi>(.*?)</bdi>", page) == [
            ("faces: 2 found", "x:post:0"),
            ("faces: could not look", "x:post:2"),
            ("faces: could not look", "x:post:3"),
            ("faces: none found", "x:post:1"),
        ]
        chosen = re.findall(r'<option value="([a-z-]+)" selected>', page)
        assert chosen == ["blur", "leave-out", "leave-out", "keep"]
        pages.post(
            "/setup/tools/pictures", part=1, then="done", q0="leave-out", q1="leave-out", q2="keep", q3="keep"
        )
        assert ended(pages) == "/setup/tools/restored"
        told = [json.loads(line) for line in decisions.read_text().splitlines()]
        assert [one["do"] for one in told if "picture" in one] == ["leave-out", "keep", "leave-out", "keep"]
        pages.post("/setup/tools/restored")
        assert ended(pages) == "/setup/tools/restored"
    assert shown(tmp_path / "site") == [{".jpg": [0], ".mp4": []}]
    assert len(NAMES) == 4


def test_a_maybe_name_is_replaced_where_somebody_says_so(tmp_path):
    build(tmp_path / "library", [post(1, "昨天王建国老师来了"), post(2, "王建国也说好")])
    with pages_in(tmp_path) as pages:
        page = simulated(pages, tmp_path / "library", tmp_path / "site")
        assert "Texts that may be names: 1" in page
        assert "王建国" in pages.get("/setup/tools/pictures").text
        pages.post("/setup/tools/pictures", part=1, then="done", q0="1")
        assert "checked" in pages.get("/setup/tools/pictures").text
        pages.post("/setup/tools/restored")
        ended(pages)
    written = "".join(path.read_text() for path in (tmp_path / "site").rglob("*.html"))
    assert "老师来了" in written
    assert "王建国" not in written


def test_words_of_others_are_shown_by_class(tmp_path):
    build(
        tmp_path / "library",
        [post(1, "好 //@somebody_else：大家小心"), post(2, "看\n-----原始邮件-----\n今晚八点见面")],
    )
    with pages_in(tmp_path) as pages:
        simulated(pages, tmp_path / "library", tmp_path / "site", **{"words-quoted": "1"})
        pages.post("/setup/tools/restored")
        ended(pages)
    written = "".join(path.read_text() for path in (tmp_path / "site").rglob("*.html"))
    assert "大家小心" in written
    assert "今晚八点见面" not in written


def test_the_redact_page_shows_faces_and_leaves_maybe_names_unticked(tmp_path, pictures_library):
    build(tmp_path / "library", [post(1, "昨天王建国老师来了 电话13800138000")])
    with pages_in(tmp_path) as pages:
        pages.post("/setup/tools/redact", library=pictures_library, ids="x:post:0")
        ended(pages)
        assert "faces: 2 found" in pages.get("/setup/tools/redact/proposals").text
        pages.post("/setup/tools/redact", library=tmp_path / "library", ids="x:post:1")
        ended(pages)
        page = pages.get("/setup/tools/redact/proposals").text
        assert page.count("checked") == 1
        assert "maybe a name" in page
        pages.post("/setup/tools/redact/proposals", part=1, p0="1", p1="1", then="texts")
        ended(pages)
        assert "王建国" not in pages.get("/setup/tools/redact/texts").text


def test_it_speaks_the_languages(tmp_path):
    build(tmp_path / "library", [post(1, "昨天王建国老师来了")])
    with pages_in(tmp_path) as pages:
        simulated(pages, tmp_path / "library", tmp_path / "site")
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            for page in ("restore", "restored", "pictures", "publish"):
                assert "web-" not in words_of(pages.get(f"/setup/tools/{page}"))
