"""The watch through the pages, on a made-up platform: consent, looks, verdicts, forgetting, revoking."""

import json
from datetime import datetime, timedelta

import pytest

from net.a_server import closed_port, serving
from watch.test_watching import Platform, library
from web.made_locked import PASSPHRASE, locked_library
from web.setup_pages import pages_in, words_of
from wildgrass.text.language import LANGUAGES


def begun(pages, folder, **more):
    pages.post("/setup/tools/watch", library=folder, **more)
    return over(pages)


def over(pages):
    pages.front.setup.job.wait(60)
    return pages.get("/setup/tools/running")


def act(pages, name, **more):
    answer = pages.post("/setup/tools/watch/book", act=name, **more)
    return over(pages) if answer.status_code == 200 else answer


def aged(folder) -> None:
    """Make every look that was noted forty days older: nobody waits for the second one."""
    book = folder / "watch" / "looks.jsonl"
    rows = [json.loads(line) for line in book.read_text("utf-8").splitlines()]
    for row in rows:
        row["at"] = (datetime.fromisoformat(row["at"]) - timedelta(days=40)).isoformat()
    book.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.fixture
def platform():
    shown = Platform()
    for number in range(3, 7):  # each look waits two seconds: two posts are enough
        del shown.shown[f"/p/{number}"]
    return shown


def test_from_consent_to_what_went_and_by_whom(tmp_path, platform):
    with serving(platform.say) as server, pages_in(tmp_path) as pages:
        folder = library(tmp_path, server.url).folder
        assert begun(pages, folder).url.path == "/setup/tools/watch/book"
        assert "There is no consent that holds" in words_of(pages.get("/setup/tools/watch/book"))
        assert act(pages, "look").url.path == "/setup/ended"  # refused by the flow, not only by the page
        assert server.asked == []
        begun(pages, folder)
        assert act(pages, "agree", words="watch mine <b>").status_code == 422  # not sure
        said = act(pages, "agree", words="watch mine <b>", sure=1).text
        assert "watch mine &lt;b&gt;" in said
        assert "is present" not in said
        platform.shown["/p/1"] = (451, "withheld")
        assert "not known yet" in words_of(act(pages, "look", most=2))  # one look never says gone
        assert len(server.asked) == 2
        aged(folder)
        said = words_of(act(pages, "look", most=2))
        assert "gone, with a notice · by order of a state" in said
        assert "The looks (2)" in said
        assert "last seen" in said
        forgotten = pages.front.setup.job.rows[0]["id"]
        act(pages, "forget", row=0)
        assert forgotten not in [row["id"] for row in pages.front.setup.job.rows]
        assert "wish 1" in words_of(pages.get("/setup/tools/watch/book"))
        assert "There is no consent that holds" in words_of(act(pages, "revoke"))


def test_without_its_proxy_nothing_is_looked_at(tmp_path, platform):
    with serving(platform.say) as server, pages_in(tmp_path) as pages:
        begun(pages, library(tmp_path, server.url).folder)
        act(pages, "agree", words="watch mine", sure=1)
        assert act(pages, "look", proxy=f"socks5h://127.0.0.1:{closed_port()}").url.path == "/setup/ended"
        begun(pages, tmp_path / "library")
        assert act(pages, "look", proxy="gopher://nowhere").status_code == 422
        assert server.asked == []


def test_a_locked_library_is_not_watched_and_says_why(tmp_path):
    folder = locked_library(tmp_path / "locked")
    with pages_in(tmp_path) as pages:
        assert begun(pages, folder, passphrase=PASSPHRASE).url.path == "/setup/ended"
        assert "keeps readable notes beside the library" in words_of(pages.get("/setup/ended"))
    assert not (folder / "watch").exists()


def test_it_speaks_the_languages(tmp_path):
    with pages_in(tmp_path) as pages:
        begun(pages, library(tmp_path, "http://127.0.0.1:9").folder)
        act(pages, "agree", words="yes", sure=1)
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            for page in ("", "/book"):
                assert "web-" not in words_of(pages.get(f"/setup/tools/watch{page}"))


def test_words_that_nobody_knows_are_shown_with_their_count_and_what_a_verdict_lacks(tmp_path, platform):
    with serving(platform.say) as server, pages_in(tmp_path) as pages:
        folder = library(tmp_path, server.url).folder
        begun(pages, folder)
        act(pages, "agree", words="watch mine", sure=1)
        platform.shown["/p/1"] = (200, "ޕޯސްޓް ނެތް <b>x</b>")
        del platform.shown["/p/2"]
        said = words_of(act(pages, "look", most=2))
        assert "Words that nobody knows yet" in said
        assert "ޕޯސްޓް ނެތް" in said
        assert "posts: 1, looks: 1" in said
        assert "needs another look later" in said  # and the other post without a word
        assert act(pages, "look", also="socks5://plain").status_code == 422


def test_a_random_panel_and_a_way_that_is_down_are_told(tmp_path, platform):
    platform.shown["/p/2"] = (404, "nothing here")
    with serving(platform.say) as server, pages_in(tmp_path) as pages:
        folder = library(tmp_path, server.url).folder
        begun(pages, folder)
        act(pages, "agree", words="watch mine", sure=1)
        down = f"socks5h://127.0.0.1:{closed_port()}"
        said = words_of(act(pages, "look", panel="2", also=down))
        assert (
            "of 6 items, 2 were drawn: 0.0%-" in said
        )  # one look never says gone, and unknown is not nothing
        assert len({path for _, path, _, _ in server.asked}) == 2
        assert "the way out 2 was down" in said  # one post is there, so that one of two was not shown
