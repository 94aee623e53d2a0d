# ruff: noqa: RUF001 - Chinese punctuation is what is tested
"""Disclosure requests: terms at the ends of months, letters whole in both languages, what an export leaves unsaid."""

import json
import subprocess
from datetime import date
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.audit.controllers import controllers
from wildgrass.audit.exposure import Exposure, ExposureAudit, questions
from wildgrass.audit.registers import laws, platforms
from wildgrass.audit.request import LANGUAGES, Request, Sender, asks, requested, written
from wildgrass.audit.sheet import as_html, as_pdf, as_text
from wildgrass.audit.subject import subject_of_item
from wildgrass.audit.terms import LAWS, months_after, terms, working_day
from wildgrass.cli.main import main
from wildgrass.flows.request import sheets
from wildgrass.model import Audience, Item, Kind, Origin
from wildgrass.text.fonts import letters

FIXTURES = Path(__file__).parent.parent / "sources" / "fixtures"
DAY = date(2026, 11, 23)
BLANKS = Sender()
every_letter = pytest.mark.parametrize(
    ("law", "language"), [(law, language) for law in LAWS for language in LANGUAGES]
)


def exposures(**extra: object) -> list[Exposure]:
    """Return the audit of one record of an account."""
    item = Item(
        id="x:account:1", kind=Kind.ACCOUNT, source="x", origin=Origin(member="account.js"),
        audience=Audience.SELF, extra=extra,
    )  # fmt: skip
    audit = ExposureAudit()
    audit.see(subject_of_item(item))
    return list(audit.findings())


def letter(law: str, language: str, *found: Exposure, sender: Sender = BLANKS) -> str:
    return "\n".join(Request(terms()[law], "x", DAY, found, sender).letter(language))


@pytest.mark.parametrize(
    ("law", "day", "until", "later"),
    [
        ("gdpr", date(2026, 3, 5), date(2026, 4, 6), date(2026, 6, 5)),  # 5 April is a Sunday
        ("gdpr", date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 30)),  # September has 30 days
        ("gdpr", date(2026, 1, 31), date(2026, 3, 2), date(2026, 4, 30)),  # 28 February is a Saturday
        ("gdpr", date(2028, 1, 31), date(2028, 2, 29), date(2028, 5, 1)),  # a leap year; 30 April is a Sunday
        ("uk-gdpr", date(2026, 12, 31), date(2027, 2, 1), date(2027, 3, 31)),
        ("ccpa", date(2026, 1, 1), date(2026, 2, 15), date(2026, 4, 1)),  # calendar days, a Sunday too
        ("pipl", date(2026, 1, 31), None, None),
        ("plain", date(2026, 1, 31), None, None),
    ],
)
def test_terms_end_where_the_laws_say(law: str, day: date, until: date | None, later: date | None) -> None:
    deadline = terms()[law].deadline(day)
    assert (deadline.until, deadline.later) == (until, later)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_months_end_in_their_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and months_after(later, 0).day >= 28)
    assert working_day(later).weekday() < 5


def test_terms_rest_on_the_register() -> None:
    known = {law.id for law in laws()}
    assert tuple(terms()) == LAWS
    assert {one.law for one in terms().values()} - known == {None}


def test_every_question_of_the_audit_becomes_a_question_of_the_letter() -> None:
    assert [ask.question for ask in asks().ask] == [question.id for question in questions()]
    said = [words for ask in asks().ask for words in (ask.shown, ask.found, ask.unsaid)]
    assert all(words["en"] and words["zh-Hans"] for words in [*said, *asks().always, *asks().words.values()])


def test_whom_to_write_to_has_a_source_and_a_day() -> None:
    known = {platform.id for platform in platforms()}
    seen = set()
    for one in controllers():
        assert one.platform in known
        assert one.source.publisher
        assert one.source.seen is not None
        assert one.as_of
        assert not seen & {(one.platform, region) for region in one.regions}
        seen |= {(one.platform, region) for region in one.regions}


@every_letter
def test_each_letter_is_whole_in_each_language(law: str, language: str) -> None:
    text = letter(law, language, *exposures(phoneNumber="+86 138 0013 8000"))
    assert "{" not in text
    assert "13800138000" not in text.replace(" ", "")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert [line.split()[0] for line in headings] == ["#", "##", "##", "##", "##"]
    index = text.splitlines().index
    assert all(text.splitlines()[index(heading) - 1] == "" for heading in headings)
    says_chinese = sum("\u4e00" <= char <= "\u9fff" for char in text)
    assert (says_chinese > 500) is (language == "zh-Hans")
    asked = [ask.unsaid[language] for ask in asks().ask if ask.question != "phone"]  # type: ignore[index]
    assert all(f"- {line}" in text for line in asked)
    assert f"- {asks().ask[0].found[language]}" in text  # type: ignore[index]


@every_letter
def test_a_page_stays_with_the_sender_and_says_that_no_lawyer_read_the_letter(
    law: str, language: str
) -> None:
    """It tells the term as it counts, whom the letter goes to, from where that is known, and what sending does."""
    request = Request(terms()[law], "facebook", DAY, exposures(), BLANKS)
    told = "\n".join(request.cover(language))
    assert ("No lawyer has read" if language == "en" else "没有律师看过") in told
    assert "{" not in told
    words = terms()[law]
    assert all(one[language] in told for one in (words.whom, words.counting, words.identity, words.risk))  # type: ignore[index]
    due = words.deadline(DAY).until
    assert due is None or written(due, language) in told
    headings = [line.split()[0] for line in told.splitlines() if line.startswith("#")]
    assert headings == ["#", "##", "##", "##"]


def test_the_page_says_whether_anybody_read_whom_to_write_to() -> None:
    """Meta's Irish company stands in a decision that was read; its American one in a policy that nobody read."""
    read = "\n".join(Request(terms()["gdpr"], "facebook", DAY, [], BLANKS).cover("en"))
    unread = "\n".join(Request(terms()["ccpa"], "facebook", DAY, [], BLANKS).cover("en"))
    none = "\n".join(Request(terms()["gdpr"], "weibo", DAY, [], BLANKS).cover("en"))
    assert "from a document that was read: Data Protection Commission (Ireland), 2022-03-15" in read
    assert "Merrion Road" in read
    assert "The address was not read" in read
    tencent = "\n".join(Request(terms()["pipl"], "wechat", DAY, [], BLANKS).cover("zh-Hans"))
    assert "依据已读过的文件" in tencent
    assert "地址没有在文件中读到" not in tencent
    assert "nobody here read that document" in unread
    assert "No record says who answers" in none


def test_letters_promise_no_more_than_the_laws_say() -> None:
    """Extensions are tied to complexity and number, proof of identity to doubt, thirty days to nobody's law."""
    assert "complexity and number of the requests" in letter("gdpr", "en")
    assert "Article 12A" in letter("uk-gdpr", "en")
    assert "10 business days" in letter("ccpa", "en")
    assert "90 in all" in letter("ccpa", "en")
    assert "names no fixed term" in letter("pipl", "en")
    assert "GB/T" not in letter("pipl", "en") + letter("pipl", "zh-Hans")


def test_a_law_without_a_term_says_so() -> None:
    assert "names no fixed term" in letter("pipl", "en")
    assert "没有规定固定期限" in letter("pipl", "zh-Hans")
    assert "23 December 2026" in letter("gdpr", "en")
    assert "2027年1月7日" in letter("ccpa", "zh-Hans")


def test_what_is_typed_stands_in_the_letter_and_nothing_else_does() -> None:
    typed = letter("gdpr", "en", sender=Sender(name="Lin\n# Example", account="@lin"))
    assert "Lin # Example" in typed.splitlines()
    assert "Account: @lin" in typed
    assert letter("gdpr", "en").count("________________") == 4


def test_names_from_an_export_run_in_no_form() -> None:
    hostile = "</p><script>alert(1)</script> & <b>\x1b[2J\n- forged"
    items = exposures(carrier=hostile)
    both = sheets(Request(terms()["gdpr"], "x", DAY, items), "both")
    page = as_html(both).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in as_text(both).decode()
    assert as_pdf(both).startswith(b"%PDF-")


@pytest.mark.skipif(which("pdftotext") is None, reason="pdftotext of poppler-utils is not installed")
@pytest.mark.parametrize("law", LAWS)
def test_the_pdf_gives_its_chinese_back(law: str, tmp_path: Path) -> None:
    """Copied from the PDF, the letter is the text; no glyph is missing and every font is inside."""
    request = Request(terms()[law], "x", DAY, exposures(phoneNumber="+8613800138000"), Sender(name="林野草"))
    both = sheets(request, "both")
    file = tmp_path / "letter.pdf"
    file.write_bytes(as_pdf(both))
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, text=True).stdout
    packed = "".join(text.split())
    for _, lines in both:
        for line in lines:
            assert "".join(line.lstrip("#- ").split()) in packed.replace("\f", "")
    assert "〓" not in text
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, check=True, text=True).stdout
    assert "WildgrassLetters" in fonts
    assert as_pdf(both) == file.read_bytes()


def test_a_letter_that_the_fount_lacks_shows_as_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "rare.pdf"
    file.write_bytes(as_pdf([("zh-Hans", ["# 𠮷野草", "ئۇيغۇر"])]))
    assert file.stat().st_size > 5_000
    assert letters()[:4] == b"\0\1\0\0"


def test_the_verb_writes_a_letter_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, file = str(FIXTURES / "facebook" / "activity"), tmp_path / "letter.pdf"
    words = ["request", export, "--law", "gdpr", "--day", "2026-08-31", "-o", str(file), "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["platform"], told["deadline"], told["latest"]) == ("facebook", "2026-09-30", "2026-11-30")
    assert told["unsaid"] > 0
    assert file.stat().st_mode & 0o077 == 0
    assert main(words) == 2  # it is there already
    assert main([*words[:-3], "-o", str(tmp_path / "letter.doc")]) == 2
    assert main([*words[:-3], "-o", str(tmp_path / "x.txt"), "--platform", "weibo"]) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["letter.pdf"]


def test_blanks_are_asked_for_when_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["Lin Example\n", "\n", "lin.example\n"])
    monkeypatch.setattr("sys.stdin", type("Typed", (), {"readline": lambda _self: next(typed)})())
    file = tmp_path / "letter.txt"
    export = str(FIXTURES / "facebook" / "activity")
    assert main(["request", export, "--law", "pipl", "--letter", "zh-Hans", "--fill", "-o", str(file)]) == 0
    cover, text = file.read_text(encoding="utf-8").split("-" * 60 + "\n\n")
    assert "没有律师看过这封信" in cover
    assert text.startswith("Lin Example\n________________ （联系方式）\n")
    assert "账号：lin.example" in text
    assert "Lin Example" not in capsys.readouterr().out


def test_the_platform_is_named_where_several_are_there() -> None:
    several = [Exposure(question=questions()[0], source=source) for source in ("x", "weibo")]
    with pytest.raises(Exception, match="one platform of this archive: weibo, x"):
        requested(several, None)
    assert requested(several, "weibo") == ("weibo", several[1:])
