"""The audit's pages: the same findings as the flow, ways to items, hidden names, nothing kept after the lock."""

import re

import pytest

from library.archive_builders import about, build
from targets.made_up_life import OWNER, other, post
from web.made_reader import reader_on, write_library
from web.test_web_escaping import check
from wildgrass.audit.finding import Finding
from wildgrass.crypto.age import ScryptIdentity, X25519Identity, decrypt
from wildgrass.flows.audit import audit
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Kind
from wildgrass.text.language import LANGUAGES
from wildgrass.web.auditing import auditing_of


def logins():
    """Sign-ins of three years from two countries, and a telephone number."""
    for number, (day, address) in enumerate(
        [("2019-03-01", "114.114.114.114"), ("2020-03-01", "114.114.114.114"), ("2021-05-05", "8.8.8.8")]
    ):
        yield other(Kind.LOGIN, f"login{number}", f"{day} 10:00", "", extra={"loginIp": address})
    yield other(Kind.PHONE, "phone", None, "", extra={"phoneNumber": "+8613800138000"})
    yield post("many", "2021-01-01 10:00", "walls have ears <b>", counts={"shares": 900})


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return write_library(tmp_path_factory.mktemp("audit"), *logins())


def test_the_page_shows_what_the_flow_finds(library):
    with reader_on(library) as opened:
        assert "Look through it" in opened.page("/audit")
        page = opened.send("/audit", do="look").text
        auditing_of(opened.reader.reading).wait()
        page = opened.page("/audit")
        for one in audit(LibraryPlace(library)):
            title = one.rule.title if isinstance(one, Finding) else one.question.title
            assert title["en"].replace("'", "&#39;") in page
        assert "your export does not say" in page
        assert re.search(r'<a href="/item/\d+"><bdi>[^<]*walls have ears &lt;b&gt;', page)
        assert "China (CN)" in page
        assert "<bdi>US</bdi>" in page
        assert "13800138000" not in page
        check("/audit", page)


def test_pictures_of_countries_have_their_table(library):
    with reader_on(library) as opened:
        opened.send("/audit", do="look")
        auditing_of(opened.reader.reading).wait()
        page = opened.page("/audit")
        assert re.findall(r"<bdi>China \(CN\)</bdi></td><td><bdi>(\d)</bdi>", page) == ["2"]
        assert "<td><bdi>2021-05-05</bdi></td><td><bdi></bdi></td><td><bdi>1</bdi></td>" in page
        assert page.count('<svg class="drawn') == 3  # the map, the timeline, who got what


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_language(library, language):
    with reader_on(library, language) as opened:
        assert "web-" not in re.sub(r"<[^>]+>", " ", opened.page("/audit"))
        opened.send("/audit", do="look")
        auditing_of(opened.reader.reading).wait()
        page = opened.page("/audit")
        assert not re.findall(r"web-[a-z]|ui\.", re.sub(r"<[^>]+>", " ", page))


def test_a_section_stands_whole_on_its_own_page(library):
    with reader_on(library) as opened:
        assert "Look through it" in opened.page("/audit/anything")
        opened.send("/audit", do="look")
        auditing_of(opened.reader.reading).wait()
        ids = re.findall(r'<h2 id="([^"]+)" lang', opened.page("/audit"))
        for one in ids:
            assert f'id="{one}"' in opened.page(f"/audit/{one}")
        opened.page("/audit/no-such-rule", 404)


def test_hidden_names_hide_numbers_and_nothing_is_saved(library):
    with reader_on(library) as opened:
        opened.send("/audit", do="look")
        auditing_of(opened.reader.reading).wait()
        assert "+86…00" in opened.page("/audit")
        opened.send("/settings", names="hide")
        page = opened.page("/audit")
        assert "+86…00" not in page
        assert "x:post:" not in page
        assert "/audit/save" not in page
        assert opened.client.get("/audit/save").url.path == "/audit"
        assert opened.send("/audit/save", follow=False).status_code == 303


def test_the_report_is_a_file_only_when_asked_for_and_gone_at_the_lock(library):
    before = sorted(library.rglob("*"))
    with reader_on(library) as opened:
        opened.send("/audit", do="look")
        auditing = auditing_of(opened.reader.reading)
        auditing.wait()
        answer = opened.send("/audit/save", clear="yes", **{"as": "html"})
        assert answer.headers["content-disposition"].startswith("attachment")
        assert opened.send("/audit/save", clear="yes", **{"as": "pdf"}).content.startswith(b"%PDF")
        assert "dangerous to leave lying about" in answer.text
        opened.send("/lock")
        assert auditing.findings is None
        assert auditing_of(opened.reader.reading).findings is None
    assert sorted(library.rglob("*")) == before


def test_a_saved_report_is_sealed_unless_clear_text_is_asked_for(library):
    her = X25519Identity.from_secret(b"\7" * 32)
    with reader_on(library) as opened:
        opened.send("/audit", do="look")
        auditing_of(opened.reader.reading).wait()
        page = opened.page("/audit/save")
        assert page.index('href="/audit"') < page.index("recipients") < page.index('name="clear"')
        to_her = opened.send("/audit/save", recipients=her.recipient().text, **{"as": "pdf"})
        assert to_her.headers["content-disposition"] == 'attachment; filename="report.pdf.age"'
        assert decrypt(to_her.content, [her]).startswith(b"%PDF")
        typed = {"passphrase": "five words that nobody knows", "again": "five words that nobody knows"}
        by_words = opened.send("/audit/save", **typed, **{"as": "html"}).content
        assert b"<html" in decrypt(by_words, [ScryptIdentity(typed["passphrase"].encode())])


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"as": "pdf"},
        {"clear": "no"},
        {"passphrase": "eins-zwei-drei", "again": "vier"},
        {"recipients": "age1nonsense"},
        {"recipients": "{her}", "passphrase": "both", "again": "both"},
    ],
)
def test_what_nobody_could_open_is_not_saved_and_never_in_clear(library, form):
    her = X25519Identity.from_secret(b"\7" * 32).recipient().text
    with reader_on(library) as opened:
        opened.send("/audit", do="look")
        auditing_of(opened.reader.reading).wait()
        answer = opened.send("/audit/save", **{key: value.format(her=her) for key, value in form.items()})
        assert "content-disposition" not in answer.headers
        assert 'role="alert"' in answer.text
        assert "+86…00" not in answer.text
        assert form.get("passphrase", "no such word") not in answer.text


def test_it_can_be_stopped_and_forgotten(tmp_path):
    build(tmp_path / "library", [post("one", "2022-01-01 10:00", "x")], about("only", owner=OWNER))
    with reader_on(tmp_path / "library") as opened:
        opened.send("/audit", do="look")
        auditing_of(opened.reader.reading).wait()
        assert "Look through it" in opened.send("/audit", do="stop").text
