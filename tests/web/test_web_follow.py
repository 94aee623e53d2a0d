"""Following through the page: consent and the right machine first, then fetched and sealed as the verb does it."""

import subprocess
import sys

import pytest

from flows.test_follow_feed import CONSENT, Weibo
from net.a_server import closed_port, serving
from web.setup_pages import pages_in, words_of
from wildgrass.text.language import LANGUAGES


def sent(pages, kit, url, **more):
    told = {"card": kit / "vault.card", "targets": f"feed:{url}/weibo", "consent": CONSENT, "pace": 20}
    answer = pages.post("/setup/tools/follow", **{**told, "elsewhere": 1, **more})
    if answer.status_code != 200:
        return answer
    pages.front.setup.job.wait(60)
    return pages.get("/setup/tools/running")


def test_a_run_seals_what_is_open(tmp_path):
    weibo = Weibo()

    def say(method, path, number):
        said = weibo.say(method, path, number)
        known = server.asked[number - 1][2].get("if-none-match")
        return (304, {}, b"") if known == said[1]["etag"] else said

    with pages_in(tmp_path) as pages, serving(say) as server:
        vault, kit = pages.make_vault()
        before = len([one for one in vault.rglob("*") if one.is_file()])
        done = sent(pages, kit, server.url, state=tmp_path / "state")
        assert done.url.path == "/setup/tools/followed"
        assert "fetched and sealed" in words_of(done)
        assert "items: 8" in words_of(done)
        assert len([one for one in vault.rglob("*") if one.is_file()]) > before
        again = sent(pages, kit, server.url, state=tmp_path / "state")
        assert "nothing new since the last run" in words_of(again)
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            for address in ("/setup/tools/follow", "/setup/tools/followed"):
                assert "web-" not in words_of(pages.get(address))


@pytest.mark.parametrize(
    "wrong",
    [
        {"consent": ""},
        {"consent": "yes"},
        {"targets": " "},
        {"targets": "weibo:1"},
        {"proxy": "gopher://x"},
        {"pace": "fast"},
        {"card": "/nowhere/vault.card"},
    ],
)
def test_nothing_is_asked_before_all_is_said(tmp_path, wrong):
    weibo = Weibo()
    with pages_in(tmp_path) as pages, serving(weibo.say) as server:
        (tmp_path / "vault.card").write_text("made up")
        assert sent(pages, tmp_path, server.url, **wrong).status_code == 422
        told = {"card": tmp_path / "vault.card", "targets": f"feed:{server.url}/weibo", "consent": CONSENT}
        assert (
            pages.post("/setup/tools/follow", **told).status_code == 422
        )  # nobody said which machine this is
        assert server.asked == []


def test_a_proxy_that_is_down_is_not_gone_around_and_the_page_says_so(tmp_path):
    weibo = Weibo()
    with pages_in(tmp_path) as pages, serving(weibo.say) as server:
        _vault, kit = pages.make_vault()
        done = sent(pages, kit, server.url, proxy=f"socks5h://127.0.0.1:{closed_port()}")
        assert 'class="bad"' in done.text
        assert server.asked == []


def test_the_process_that_follows_loads_nothing_that_opens():
    code = "import sys, wildgrass.web.tools_work, wildgrass.web.follow_work; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines())
    assert "wildgrass.vault.seal" in loaded
    assert not {name for name in loaded if name.startswith(("wildgrass.vault.unseal", "wildgrass.library"))}
