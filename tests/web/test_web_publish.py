"""Publishing through the pages: rehearsed, looked at, confirmed; secrets nowhere; stopped and gone on; items told."""

import re
from pathlib import Path

import pytest

from library.archive_builders import about
from targets.made_up_life import OWNER, post
from targets.standin_pds import standing_in
from web.made_locked import PASSPHRASE
from web.setup_pages import ORIGIN, pages_in, words_of
from web.test_web_escaping import PAYLOADS
from wildgrass.library import LibraryWriter
from wildgrass.library.keys import LibraryKeys, write_key_file
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Audience
from wildgrass.text.language import LANGUAGES
from wildgrass.web.tools_running import Work

SECRET = "made-up"
HERE = "/setup/tools/publish"


def write(folder: Path, *, locked: bool = False, count: int = 1) -> Path:
    items = [post(n, "2022-10-03 06:12", f"早 {n} <b>") for n in range(1, count + 1)]
    items.append(post("f", "2022-10-03 06:13", "for followers", audience=Audience.FOLLOWERS))
    place = LibraryPlace(folder)
    if locked:
        folder.mkdir()
        keys = LibraryKeys.new()
        write_key_file(folder, keys.sealed(PASSPHRASE.encode(), work_factor=4))
        place = LibraryPlace(folder, keys=keys)
    with LibraryWriter.open(place) as writer:
        writer.add_export(about(owner=OWNER), iter(items), lambda _member: None)
    return folder


@pytest.fixture
def server():
    with standing_in() as running:
        yield running


@pytest.fixture
def library(tmp_path):
    return write(tmp_path / "library")


def over(pages):
    pages.front.setup.job.wait(60)
    return pages.get("/setup/tools/running")


def rehearsed(pages, library, server, **more):
    told = {} if server is None else {"target": "bluesky", "place": f"me.test@{server.url}"}
    answer = pages.post(HERE, library=library, **{"hide": "shown", **told, **more})
    return over(pages) if answer.status_code == 200 else answer


def begun(pages, **more):
    """Send the form that publishes, and wait until the work asks or ends."""
    pages.get(f"{HERE}/preview/index.html")
    pages.post(f"{HERE}/shown", **{"secret": SECRET, "sure": 1, **more})
    return until(pages, lambda job: job.question is not None)


def until(pages, is_there):
    job = pages.front.setup.job
    while not job.is_over and not is_there(job):
        job.wait(0.05)
    return pages.get("/setup/tools/running")


def confirmed(pages, account="me.test"):
    pages.post(f"{HERE}/sure", account=account, go="publish")
    return over(pages)


def test_it_is_rehearsed_and_looked_at_before_it_can_be_published(tmp_path, library, server):
    with pages_in(tmp_path) as pages:
        shown = rehearsed(pages, library, server)
        assert shown.url.path == f"{HERE}/shown"
        assert "nothing is written yet" in words_of(shown)
        assert 'name="secret"' not in shown.text
        assert pages.post(f"{HERE}/shown", secret=SECRET, sure=1).status_code == 422  # not looked at yet
        summary = pages.get(f"{HERE}/preview/index.html")
        assert "Time that the quotas there ask for" in summary.text
        assert "<style" not in summary.text
        assert "http-equiv" not in summary.text
        page = pages.get(f"{HERE}/preview/page-0001.html").text
        assert "早 1 &lt;b&gt;" in page
        assert "for followers" not in page
        assert "color-scheme" in pages.get(f"{HERE}/preview/look.css").text
        assert 'name="secret"' in pages.get(f"{HERE}/shown").text
        assert server.server.asked == []


def test_the_preview_serves_its_own_pages_only(tmp_path, library, server):
    odd = (
        "%2e%2e%2flibrary.sqlite",
        "page-0001.htm",
        "index.html.bak",
        "media",
        "page-9999.html",
        f"{64 * 'a'}.svg",
    )
    with pages_in(tmp_path) as pages:
        rehearsed(pages, library, server)
        for name in odd:
            assert pages.get(f"{HERE}/preview/{name}").status_code == 404, name
            assert pages.get(f"{HERE}/preview/media/{name}").status_code == 404, name


def test_the_account_is_named_and_every_item_told(tmp_path, library, server):
    with pages_in(tmp_path) as pages:
        rehearsed(pages, library, server, **{"include-followers": 1})
        asked = begun(pages)
        assert asked.url.path == f"{HERE}/sure"
        assert "2 items will be published as me.test" in words_of(asked)
        assert server.server.asked == []  # nothing went out before
        done = confirmed(pages, "@me.test")
        assert done.url.path == "/setup/tools/published"
        said = words_of(done)
        assert "there · x:post:1 → at://" in said
        assert "there · x:post:f → at://" in said
        assert len(server.records()) == 2
        rehearsed(pages, library, server)
        assert "Already there from an earlier run" in pages.get(f"{HERE}/preview/index.html").text
        begun(pages)
        over(pages)
        assert len(server.records()) == 2  # nothing twice


def test_another_account_is_not_published_to(tmp_path, library, server):
    with pages_in(tmp_path) as pages:
        rehearsed(pages, library, server)
        begun(pages)
        assert confirmed(pages, "somebody.else").url.path == "/setup/ended"
        assert "me.test was not confirmed" in words_of(pages.get("/setup/ended"))
        assert server.records() == []


def test_a_secret_is_in_no_page_state_argument_or_file(tmp_path, library, server):
    with pages_in(tmp_path) as pages:
        rehearsed(pages, library, server)
        secret = "correct-horse-battery"
        begun(pages, secret=secret)
        job = pages.front.setup.job
        arguments = Path(f"/proc/{job._process.pid}/cmdline").read_bytes()
        around = Path(f"/proc/{job._process.pid}/environ").read_bytes()
        assert secret.encode() not in arguments + around
        assert secret not in repr(vars(job)) + repr(pages.front.setup)
        seen = confirmed(pages).text + pages.get(f"{HERE}/shown").text + pages.get(HERE).text
        assert secret not in seen
        files = [one for one in tmp_path.rglob("*") if one.is_file()]
        assert not [one for one in files if secret.encode() in one.read_bytes()]


def test_stopped_it_goes_on_and_posts_nothing_twice(tmp_path, server):
    library = write(tmp_path / "many", count=60)
    with pages_in(tmp_path) as pages:
        rehearsed(pages, library, server)
        begun(pages)
        pages.post(f"{HERE}/sure", account="me.test", go="publish")
        until(pages, lambda _job: len(server.records()) > 0)
        pages.post("/setup/tools/running")
        assert pages.front.setup.job.is_over
        before = len(server.records())
        rehearsed(pages, library, server)
        begun(pages)
        assert confirmed(pages).url.path == "/setup/tools/published"
        assert 0 < before <= len(server.records()) == 60
        assert words_of(pages.get("/setup/tools/published?show=skipped")).count("x:post:f") == 1


def test_what_means_nothing_there_is_refused_on_the_page(tmp_path, library, server):
    with pages_in(tmp_path) as pages:
        mastodon = {"target": "mastodon", "place": "https://social.example"}
        assert rehearsed(pages, library, server, custody=1, **mastodon).status_code == 422
        assert rehearsed(pages, library, server, target="site").status_code == 422
        assert rehearsed(pages, library, server, proxy="gopher://x").status_code == 422
        assert rehearsed(pages, library, server, place=" ").status_code == 422


def test_a_locked_library_is_published_with_its_passphrase(tmp_path, server):
    library = write(tmp_path / "locked", locked=True)
    with pages_in(tmp_path) as pages:
        assert rehearsed(pages, library, server).url.path == "/setup/ended"
        assert rehearsed(pages, library, server, passphrase=PASSPHRASE).url.path == f"{HERE}/shown"
        begun(pages, passphrase=PASSPHRASE)
        confirmed(pages)
        assert len(server.records()) == 1


def test_hostile_words_of_a_server_stay_text(tmp_path):
    words = "".join(PAYLOADS)
    job = Work("publish", "/setup/tools/published", {"choice": {"target": words}})
    job.rows = [{"status": "failed", "id": words, "target_id": words, "reason": f"422 {words}"}]
    job.notices = [("publish-relay-words", {"relay": words, "taken": 1, "refused": 1, "words": words})]
    job.is_over = True
    with pages_in(tmp_path) as pages:
        pages.front.setup.job = job
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            page = pages.get("/setup/tools/published")
            assert page.status_code == 200
            assert not any(one in page.text for one in PAYLOADS if "<" in one)
            assert not re.findall(r"web-|ui\.", words_of(page))


def test_the_lock_ends_a_run(tmp_path, library, server):
    with pages_in(tmp_path) as pages:
        rehearsed(pages, library, server)
        begun(pages)
        job = pages.front.setup.job
        pages.client.post("/lock", headers=ORIGIN)
        assert job.is_over
        assert pages.front.setup.job is None
        assert server.server.asked == []


def test_it_speaks_the_languages(tmp_path, library, server):
    with pages_in(tmp_path) as pages:
        rehearsed(pages, library, server)
        pages.get(f"{HERE}/preview/index.html")
        addresses = (HERE, f"{HERE}/shown", "/setup/tools", "/setup/tools/restore")
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            for address in addresses:
                assert not re.findall(r"web-|ui\.", words_of(pages.get(address))), address


def test_how_other_people_appear_is_chosen_before_anything_is_looked_at(tmp_path, library, server):
    with pages_in(tmp_path) as pages:
        form = pages.get(HERE).text
        assert re.search(r'<option value="undecided">', form)
        for hide in ("undecided", "", "x"):
            answer = rehearsed(pages, library, server, hide=hide)
            assert answer.status_code == 422
            assert "nothing is chosen about other people" in words_of(answer)
        assert rehearsed(pages, library, server, hide="shown").url.path == f"{HERE}/shown"
