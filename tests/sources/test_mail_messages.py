"""Mail: where messages begin and end, charsets, encoded words, dates, addresses, files inside; pitfalls one by one."""

import email
import email.policy
import io
import mailbox
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import export_of, items, problems, readings, reports, write_zip
from sources.made_mail import picture, write_big
from wildgrass.library import ExportAbout, Library, LibraryWriter
from wildgrass.model import Audience, Item
from wildgrass.sources.base import ExportError, Reading
from wildgrass.sources.inner import open_inner, outer_name
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.mail import addresses, charsets, dates, headers, layout, mbox, parts
from wildgrass.sources.opening import open_export
from wildgrass.sources.registry import recognise

CLOCK = LocalClock(None)
HEAD = "From: a@a.example\nTo: b@b.example\nSubject: s\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n"
LINE = "From a@a.example Mon Jan  1 00:00:00 2024\n"


def read(files: dict[str, bytes | str]) -> list[Reading]:
    export = export_of(files)
    source, vintage = recognise(export)
    assert source.info.name == "mail"
    return list(source.read(export, vintage))


def one(message: bytes | str, name: str = "a.eml") -> Item:
    (item,) = items(read({name: message})).values()
    return item


def headers_of(item: Item) -> dict[str, str]:
    found = item.extra["headers"]
    assert isinstance(found, list)
    return {str(name): str(value) for name, value in found}  # type: ignore[misc]


@pytest.mark.parametrize("name", ["x", "x.txt", "photo", "mail.bak", "x.eml"])
def test_recognised_by_what_it_holds(name: str) -> None:
    assert recognise(export_of({name: HEAD + "\nhi"}))[1].name == "messages"
    assert recognise(export_of({name: LINE + HEAD + "\nhi"}))[1].name == "mbox"
    assert recognise(export_of({name: LINE + "X-GM-THRID: 1\n" + HEAD + "\nhi"}))[1].name == "takeout"


@pytest.mark.parametrize(
    "text",
    [
        "From a distance\nNote: this is a letter to nobody",
        "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: a@a.example\nSubject: patch\n",
        "HTTP/1.1 200 OK\nDate: x\nServer: y\n\nhi",
        "title: a\ndate: b\nsubject: c\nfrom here on: text\n",
        "From: <Saved by Blink>\nSnapshot-Content-Location: x\nSubject: s\nDate: d\nMIME-Version: 1.0\n\n",
        "Subject: only\nDate: two\n\n",
        "",
    ],
)
def test_other_texts_are_no_mail(text: str) -> None:
    with pytest.raises(ExportError):
        recognise(export_of({"x.txt": text, "x.eml": text}))


def frames(data: bytes) -> list[bytes]:
    return [found.data for found in mbox.messages(io.BytesIO(data)) if isinstance(found, mbox.Framed)]


def test_a_line_that_begins_with_from_is_no_message() -> None:
    body = "one\n\nFrom what I know, at 12:30\nit is so\nFrom b@b.example Mon Jan  1 00:00:00 2024\nis how they begin\n"
    assert len(frames((LINE + HEAD + "\n" + body + "\n" + LINE + HEAD + "\ntwo\n").encode())) == 2


def test_messages_without_an_empty_line_between_them() -> None:
    assert len(frames((LINE + HEAD + "\none\n" + LINE + HEAD + "\ntwo").encode())) == 2


def test_a_content_length_that_lies_is_not_believed() -> None:
    first = LINE + HEAD + "Content-Length: 3\n\nlonger than that\n\n"
    assert [len(found) > 0 for found in frames((first + first).encode())] == [True, True]


def test_quoting_is_taken_back_once_and_not_inside_base64() -> None:
    item = one(LINE + HEAD + "\n>From me\n>>From you\n> From nobody\n", "m")
    assert item.text == "From me\n>From you\n> From nobody"
    assert one(HEAD + "\n>From me\n").text == ">From me"


def test_bytes_before_the_first_message_are_told_of() -> None:
    found = list(mbox.messages(io.BytesIO(b"junk\nmore\n\n" + (LINE + HEAD + "\nhi").encode())))
    assert isinstance(found[0], mbox.Gap)
    assert len(found) == 2


@given(
    st.lists(st.text(st.sampled_from("From a@:1\n>x "), max_size=60), min_size=1, max_size=6),
    st.integers(1, 97),
)
def test_every_message_comes_back(bodies: list[str], step: int) -> None:
    """Quoted as mboxrd says, whatever the bodies; read in steps of any size."""
    quoted = [
        "\n".join(f">{line}" if line.lstrip(">").startswith("From ") else line for line in body.split("\n"))
        for body in bodies
    ]
    whole = "".join(f"{LINE}{HEAD}\n{body}\n\n" for body in quoted).encode()
    found = list(mbox.messages(_Slow(whole, step)))  # type: ignore[arg-type]
    assert all(isinstance(framed, mbox.Framed) for framed in found)
    assert len(found) == len(bodies)
    for framed, body in zip(found, quoted, strict=True):
        assert isinstance(framed, mbox.Framed)
        assert framed.data == f"{HEAD}\n{body}\n".encode()
        assert whole[framed.start :].startswith(framed.data)


class _Slow(io.BytesIO):
    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self._step = step

    def read(self, size: int | None = -1) -> bytes:
        del size
        return super().read(self._step)


def test_a_message_that_is_too_large_costs_its_end_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "MAX_MESSAGE", 1 << 21)
    monkeypatch.setattr("wildgrass.sources.mail.reading._MAX", 1 << 21)
    large = LINE + HEAD + "Message-ID: <large@x>\n\n" + "words and words\n" * (1 << 18) + "\n"
    small = LINE + HEAD + "Message-ID: <small@x>\n\nsmall\n\n"
    found = read({"m": small.replace("small@", "first@") + large + small})
    assert list(items(found)) == ["mail:message:first@x", "mail:message:large@x", "mail:message:small@x"]
    assert problems(found) == [("message-too-large", "m")]


def test_the_same_number_with_other_content_stays_twice_and_a_copy_once() -> None:
    message = LINE + HEAD + "Message-ID: <1@x>\n\n"
    found = read({"m": f"{message}one\n\n{message}two\n\n{message}one\n\n", "n": f"{message}two\n"})
    assert [item.text for item in items(found).values()] == ["one", "two"]
    assert reports(found)["m"].note == reports(found)["n"].note == "1 records stand in the export twice"


def test_a_copy_with_other_labels_is_the_same_message() -> None:
    first = one(LINE + "X-Gmail-Labels: Inbox\n" + HEAD + "\nhi\n", "m")
    second = one(LINE + "X-Gmail-Labels: Inbox,Work\n" + HEAD + "\nhi\n\n", "m")
    assert first.id == second.id


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("gb2312", "gb18030", "镕基喆"),
        ("GBK", "gbk", "繁體與简体"),
        ("big5", "cp950", "裏碁"),
        ("ISO-2022-JP", "iso2022_jp_ext", "日本語ｶﾅ"),
        ("Shift_JIS", "cp932", "①髙"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("windows-1251", "cp1251", "привет"),
        ("windows-1256", "cp1256", "مرحبا"),
        ("iso-8859-1", "cp1252", "“€”"),
        ("koi8-r", "koi8-r", "мир"),
        ("utf-7", "utf-7", "ü"),
        ("tis-620", "tis-620", "ไทย"),
        ("us-ascii", "utf-8", "naïve"),
        ("x-unknown", "gb18030", "中文"),
        ("", "utf-8", "हिन्दी"),
    ],
)
def test_charsets(charset: str, codec: str, text: str) -> None:
    stated = f'Content-Type: text/plain; charset="{charset}"\n' if charset else ""
    assert one((HEAD + stated + "\n").encode() + text.encode(codec)).text == text


def test_bytes_that_fit_nothing_are_marked() -> None:
    assert charsets.decoded(b"a\xffb\xfe", "utf-8") == (
        "a�b�",
        "bytes that are not of utf-8 became U+FFFD",
    )
    assert charsets.codec_of("rot13") is None
    assert charsets.codec_of("no such") is None


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?UTF-8?B?5pyA?= =?UTF-8?Q?=E5=BE=8C?=", "最後"),
        ("=?utf-8?B?5pw=?=\n =?utf-8?B?gA==?=", "最"),
        ("a =?iso-8859-1?Q?b=E9_c?= d", "a bé c d"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?utf-8*en?Q?x?=", "x"),
        ("=?utf-8?Q?a?=b", "ab"),
        ("=?no-such?Q?a=41?=", "aA"),
        ("=?utf-8?X?a?= =?", "=?utf-8?X?a?= =?"),
        ("plain", "plain"),
    ],
)
def test_encoded_words(raw: str, text: str) -> None:
    assert headers_of(one(HEAD + f"X-Said: {raw}\n\nhi"))["X-Said"] == text


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("attachment; filename=a.pdf", "a.pdf"),
        ("attachment; filename*=utf-8''%e2%82%ac.pdf", "€.pdf"),
        ('attachment; filename*0="a";\n filename*1="b.pdf"', "ab.pdf"),
        ("attachment; filename*0*=gb2312''%C4%E3;\n filename*1*=%BA%C3.txt", "你好.txt"),
        ('attachment; filename="=?UTF-8?B?5pyA?=.png"', "最.png"),
        (r'attachment; filename="a\"b;c.txt"', 'a"b;c.txt'),
        ("attachment", "part-1.txt"),
    ],
)
def test_names_of_files(raw: str, name: str) -> None:
    item = one(HEAD + f"Content-Disposition: {raw}\n\nhi")
    assert item.attachments[0].name == name
    assert outer_name(item.attachments[0].member or "") == "a.eml"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mon, 1 Jan 2024 08:59:58 +0100", "2024-01-01T07:59:58.000Z 1000 +01:00 stated"),
        ("1 Jan 2024 08:59 -0330", "2024-01-01T12:29:00.000Z 60000 -03:30 stated"),
        ("Mon, 1 Jan 24 08:59:58 PST", "2024-01-01T16:59:58.000Z 1000 -08:00 stated"),
        ("Mon, 1 Jan 99 08:59:58 GMT (x)", "1999-01-01T08:59:58.000Z 1000 UTC stated"),
        ("Mon, 1 Jan 2024 08:59:58", "2024-01-01T08:59:58.000Z 1000 local unknown"),
        ("Mon Jan  1 08:59:58 2024", "2024-01-01T08:59:58.000Z 1000 local unknown"),
        ("Mon Jan  1 08:59:58 +0200 2024", "2024-01-01T06:59:58.000Z 1000 +02:00 stated"),
        ("Mon, 1 Jan 2024 08:59:58 XYZ", "2024-01-01T08:59:58.000Z 1000 local unknown"),
    ],
)
def test_dates(text: str, shown: str) -> None:
    found = dates.moment(text, CLOCK)
    assert found is not None
    assert found.to_text() == shown


@pytest.mark.parametrize(
    "text", ["", "yesterday", "30 Feb 2024 10:00:00 +0000", "1 Jan 2024 25:00:00", "1 Foo 2024 1:00"]
)
def test_dates_that_are_none(text: str) -> None:
    assert dates.moment(text, CLOCK) is None


def test_addresses_in_every_notation() -> None:
    text = (
        '"Made, A." <A@X.example>, b@x.example (B c), group: c@x.example, <d@x.example>;, '
        'undisclosed-recipients:;, "e@x.example" <e@x.example>, just a name'
    )
    found = [(actor.id_kind, actor.id, actor.name) for actor in addresses.actors(text)]
    assert found == [
        ("handle", "a@x.example", "Made, A."),
        ("handle", "b@x.example", "B c"),
        ("handle", "c@x.example", None),
        ("handle", "d@x.example", None),
        ("handle", "e@x.example", None),
        ("label", "just a name", "just a name"),
    ]


def test_all_headers_are_kept_in_order() -> None:
    item = one("Received: by a;\n 1\nReceived: by b\n" + HEAD + "X-Odd : y\n\nhi")
    found = item.extra["headers"]
    assert isinstance(found, list)
    assert found[:2] == [["Received", "by a; 1"], ["Received", "by b"]]
    assert found[-1] == ["X-Odd", "y"]
    assert (item.audience, item.title) == (Audience.DIRECT, "s")


def test_threads_follow_references_and_gmail() -> None:
    assert one(HEAD + "Message-ID: <3@x>\nReferences: <1@x> <2@x>\n\n").thread == "mail:thread:1@x"
    answer = one(HEAD + "Message-ID: <3@x>\nReferences: <1@x> <2@x>\n\n")
    assert answer.in_reply_to == "mail:message:2@x"
    assert one(HEAD + "In-Reply-To: <1@x>\n\n").thread == "mail:thread:1@x"
    assert one(HEAD + "Message-ID: <1@x>\n\n").thread == "mail:thread:1@x"
    assert one(LINE + "X-GM-THRID: 77\n" + HEAD + "References: <1@x>\n\n", "m").thread == "mail:thread:gm-77"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ('multipart/signed; protocol="application/pgp-signature"; boundary=b', "pgp-signed"),
        ('multipart/signed; protocol="application/pkcs7-signature"; boundary=b', "smime-signed"),
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "smime-encrypted"),
        ("application/x-pkcs7-mime; smime-type=signed-data", "smime-signed"),
    ],
)
def test_protected_messages_are_marked_and_kept(kind: str, said: str) -> None:
    item = one(HEAD + f"Content-Type: {kind}\n\n--b\nContent-Type: text/plain\n\nhi\n--b--\n")
    assert item.extra["protection"] == said


@st.composite
def mimes(draw: st.DrawFn) -> email.message.EmailMessage:
    made = email.message.EmailMessage(policy=email.policy.SMTP)
    made["From"], made["To"], made["Subject"] = (
        "a@a.example",
        "b@b.example",
        draw(st.sampled_from(("x", "日本", "é" * 90))),
    )
    made["Date"] = "Mon, 1 Jan 2024 00:00:00 +0000"
    made.set_content(draw(st.sampled_from(("hi\n", "日本語\n", "From here\n", "é" * 200 + "\n"))))
    if draw(st.booleans()):
        made.add_alternative("<p>html</p>", subtype="html")
    for number in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(("a.bin", "ü ü.bin", "長い名前" * 12)))
        made.add_attachment(
            draw(st.binary(max_size=300)), "application", "octet-stream", filename=f"{number}{name}"
        )
    return made


@given(mimes())
def test_messages_made_by_the_standard_library_come_back(made: email.message.EmailMessage) -> None:
    data = made.as_bytes()
    export = export_of({"a.eml": data})
    source, vintage = recognise(export)
    (item,) = items(list(source.read(export, vintage))).values()
    body = made.get_body(("plain",))
    assert body is not None
    assert item.text == body.get_content().replace("\r\n", "\n").strip("\n")
    assert item.title == made["Subject"]
    wanted = [(part.get_filename(), part.get_content()) for part in made.iter_attachments()]
    found = []
    for attachment in item.attachments:
        stream = open_inner(export, attachment.member or "")
        assert stream is not None
        with stream:
            found.append((attachment.name, stream.read()))
    assert found == wanted


@given(
    st.binary(max_size=200),
    st.sampled_from((b"", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n", b"=?utf-8?B?")),
)
def test_any_bytes_make_a_message(data: bytes, before: bytes) -> None:
    whole = HEAD.encode() + before + data
    root = parts.taken_apart(whole)
    for leaf in root.leaves():
        assert 0 <= leaf.start <= leaf.body <= leaf.end <= len(whole)
        leaf.decoded(whole, is_quoted=True)
    assert layout.form_of_start(whole) in (layout.Form.MESSAGE, None)
    headers.value_and_params(data.decode("latin-1"))
    addresses.actors(data.decode("latin-1"))


def test_parts_without_end_and_bombs_of_parts() -> None:
    deep = HEAD + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(300))
    one(deep)
    many = HEAD + "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 20_000
    assert len(one(many).text.split("\n")) <= 5000


@pytest.mark.parametrize("is_zipped", [False, True])
def test_attachments_reach_the_library(tmp_path: Path, *, is_zipped: bool) -> None:
    path = write_big(tmp_path / "all.mbox", 21, attached=5000)
    if is_zipped:
        path = write_zip(
            tmp_path / "takeout-20240301T000000Z-001.zip", {"Takeout/Mail/all.mbox": path.read_bytes()}
        )
    (export,) = open_export([path])
    source, vintage = recognise(export)
    about = ExportAbout(key="k", name="n", source="mail", vintage=vintage.name, as_of=None)
    with LibraryWriter.open(tmp_path / "library") as writer:
        added = writer.add_export(about, source.read(export, vintage), lambda name: open_inner(export, name))
    assert added.attachments == 3
    with Library.open(tmp_path / "library") as library:
        kept = [item.attachments[0] for item in library.items() if item.attachments]
        paths = [library.attachment_path(attachment.sha256 or "") for attachment in kept]
        assert {file.read_bytes() for file in paths if file} == {picture(n, 5000) for n in (0, 10, 20)}


def test_a_folder_that_the_standard_library_wrote(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    for number in range(3):
        message = mailbox.MaildirMessage(HEAD + f"Message-ID: <{number}@x>\n\nbody {number}\n")
        message.set_flags("S")
        message.set_subdir("cur")
        box.add(message)
    found = [item for item in readings(tmp_path / "box") if isinstance(item, Item)]
    assert sorted(item.text for item in found) == ["body 0", "body 1", "body 2"]
    assert {item.extra.get("flags") for item in found} == {"S"}


def test_mboxes_that_the_standard_library_wrote(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box.mbox")
    bodies = ["plain", "From the start\nof it", "\n\nFrom b@b.example Mon Jan  1 00:00:00 2024\nTo: x"]
    for body in bodies:
        box.add(mailbox.mboxMessage(HEAD + "\n" + body))
    box.close()
    found = [item for item in readings(tmp_path / "box.mbox") if isinstance(item, Item)]
    assert [item.text for item in found] == [body.strip("\n") for body in bodies]


def test_a_large_mailbox_is_read_whole(tmp_path: Path) -> None:
    found = readings(write_big(tmp_path / "big.mbox", 2000, attached=20_000))
    assert len(items(found)) == 2000
    assert problems(found) == []
