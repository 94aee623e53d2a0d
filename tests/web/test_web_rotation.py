"""A rotation key through the pages: made offline, shown first, added after name and code; nothing typed is kept."""

from targets.test_bluesky_rotation import Servers, servers
from web.setup_pages import pages_in, words_of
from wildgrass.text.language import LANGUAGES

__all__ = ["servers"]
HERE = "/setup/tools/rotation"
PHRASE = "five made up words here"


def over(pages):
    job = pages.front.setup.job
    while not job.is_over and job.question is None:
        job.wait(0.05)
    return pages.get("/setup/tools/running")


def made(pages, key):
    pages.post(f"{HERE}/new", key=key, passphrase=PHRASE, again=PHRASE)
    return over(pages)


def shown(pages, key, servers, **more):
    url = servers.server.url
    told = {"key": key, "place": f"me.test@{url}", "directory": url, "passphrase": PHRASE}
    answer = pages.post(HERE, **{**told, **more})
    return over(pages) if answer.status_code == 200 else answer


def begun(pages):
    pages.post(f"{HERE}/shown", passphrase=PHRASE, password="made-up", sure=1)
    return over(pages)


def answered(pages, text, go="on"):
    pages.post(f"{HERE}/asked", answer=text, go=go)
    return over(pages)


def test_made_shown_and_added(tmp_path, servers: Servers):
    key = tmp_path / "me.rotation.age"
    with pages_in(tmp_path) as pages:
        said = words_of(made(pages, key))
        assert "did:key:" in said
        assert servers.server.asked == []
        assert PHRASE.encode() not in key.read_bytes()
        assert "Nothing was changed" in words_of(shown(pages, key, servers))
        assert "createSession" not in servers.calls
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            for address in (HERE, f"{HERE}/new", f"{HERE}/shown", "/setup/tools"):
                assert "web-" not in words_of(pages.get(address))
        pages.post("/setup/settings", language="en")
        assert pages.post(f"{HERE}/shown", passphrase=PHRASE, password="made-up").status_code == 422
        assert "Type the account&#39;s name" in begun(pages).text
        assert "createSession" not in servers.calls
        assert "sent a code" in words_of(answered(pages, "@me.test"))
        done = answered(pages, "CODE-1")
        assert "Done, and read back from the directory" in words_of(done)
        assert len(servers.submitted) == 1
        job = pages.front.setup.job
        assert not [one for one in (PHRASE, "made-up", "CODE-1") if one in done.text + repr(vars(job))]
        assert "Nothing to do" in words_of(shown(pages, key, servers))


def test_another_name_changes_nothing(tmp_path, servers: Servers):
    key = tmp_path / "me.rotation.age"
    with pages_in(tmp_path) as pages:
        made(pages, key)
        shown(pages, key, servers)
        begun(pages)
        assert answered(pages, "me.test", go="").url.path == "/setup/ended"
        assert servers.submitted == []


def test_what_is_wrong_is_said_on_the_page(tmp_path, servers: Servers):
    key = tmp_path / "me.rotation.age"
    with pages_in(tmp_path) as pages:
        assert pages.post(f"{HERE}/new", key=key, passphrase=PHRASE, again="other").status_code == 422
        assert shown(pages, key, servers).status_code == 422  # there is no such file yet
        made(pages, key)
        assert shown(pages, key, servers, place="nobody").status_code == 422
        assert shown(pages, key, servers, proxy="gopher://x").status_code == 422
        assert servers.server.asked == []
