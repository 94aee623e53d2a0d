"""Compare without giving the export away: what is missing is found, and nothing of the other's can be read."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.made_pictures import scene
from observatory.made_chat import made_chat
from observatory.made_exports import PAIRS, Line, made_ends, telegram_json, twice, wechat_chatlog
from observatory.made_truth import scored
from observatory.test_compare_pictures import chat, jpeg
from wildgrass.cli.main import main
from wildgrass.crypto import age
from wildgrass.crypto.padding import padme
from wildgrass.flows.answers import answers
from wildgrass.flows.compare import Comparison, NotOneConversationError
from wildgrass.flows.compare_blind import (
    NotTagsError,
    Own,
    TagsSealedError,
    WhichConversationError,
    compare_blind,
    make_tags,
    open_tags,
)
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.classes import Class
from wildgrass.observatory.compare.sides import Side, side_of
from wildgrass.observatory.compare.tag_file import TagsDamagedError, read, written
from wildgrass.observatory.compare.tags import (
    PassphraseWeakError,
    made_up,
    prepared,
    refuse_weak,
    tag_key,
    tagged,
    words_tags,
)

VECTORS = Path(__file__).parent.parent / "vectors" / "tags"
SPOKEN = b"4821 9037 5518 2264 7093 1186"
LITTLE_WORK = 4


def own(folder: Path, write: Callable[..., Path], lines: list[Line], zone: str = "Asia/Shanghai") -> Own:
    folder.mkdir()
    return Own(LibraryPlace(write(folder, lines)), answers=answers(zone, "dmy"))


def met(one: Own, other: Own, file: Path, **more: bool) -> Comparison:
    """Compare one's own with the tags of the other's."""
    make_tags(other, file, SPOKEN, log2_n=LITTLE_WORK, **more)
    return compare_blind(one, file, SPOKEN)


@pytest.mark.parametrize("name", PAIRS)
def test_what_the_other_lacks_is_found_and_nothing_else(tmp_path: Path, name: str) -> None:
    """As the open comparison does it: bursts, renames, edits, recalls, other zones, a part exported twice."""
    write_a, write_b, way = PAIRS[name]
    ends = made_ends(450, 3, way)
    zone = "UTC" if way.shift_h else "Asia/Shanghai"
    a, b = own(tmp_path / "a", write_a, ends.a, zone), own(tmp_path / "b", write_b, twice(ends.b), zone)
    score = scored(met(a, b, tmp_path / "b.tags"), ends)
    assert score.missing > 3
    assert (score.precision, score.recall) == (1, 1)


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> tuple[Own, Own]:
    folder = tmp_path_factory.mktemp("ends")
    made = made_ends(300, 5, PAIRS["WeChat chatlog JSON, QQ JSON"][2])
    return own(folder / "a", wechat_chatlog, made.a), own(folder / "b", telegram_json, made.b)


def opened(file: Path) -> bytes:
    return age.decrypt(file.read_bytes(), [age.ScryptIdentity(prepared(SPOKEN))])


def test_no_word_name_or_second_stands_in_the_file(ends: tuple[Own, Own], tmp_path: Path) -> None:
    make_tags(ends[1], tmp_path / "tags", SPOKEN, log2_n=LITTLE_WORK)
    data = opened(tmp_path / "tags")
    export = json.loads(ends[1].place.folder.read_text("utf-8"))
    said = {row["text"] for row in export["messages"] if len(row["text"]) > 1}
    names = {row[key] for row in export["messages"] for key in ("from", "from_id", "date_unixtime")}
    assert len(said) > 100
    assert [one for one in said | names if one.encode() in data] == []
    rows = [json.loads(line) for line in data.splitlines()[1:-1]]
    assert {key for row in rows for key in row} <= {"t", "p", "w", "k", "f", "r", "e"}
    assert len(data) == padme(len(data)), "the length tells the number of messages roughly at most"


def test_two_files_of_one_chat_share_no_tag(ends: tuple[Own, Own], tmp_path: Path) -> None:
    """Each has a salt of its own, so files cannot be held against each other, or against a table made before."""
    for name in ("one", "two"):
        make_tags(ends[0], tmp_path / name, SPOKEN, log2_n=LITTLE_WORK)
    tags = [
        {json.loads(line).get("w") for line in opened(tmp_path / name).splitlines()[1:-1]} - {None}
        for name in ("one", "two")
    ]
    assert min(map(len, tags)) > 100
    assert not tags[0] & tags[1]


def test_the_passphrase_is_needed_and_a_changed_file_is_refused(
    ends: tuple[Own, Own], tmp_path: Path
) -> None:
    file = tmp_path / "tags"
    make_tags(ends[1], file, SPOKEN, log2_n=LITTLE_WORK)
    with pytest.raises(TagsSealedError):
        compare_blind(ends[0], file, SPOKEN[:-1])
    data = bytearray(file.read_bytes())
    data[-20] ^= 1
    file.write_bytes(data)
    with pytest.raises(NotTagsError):
        compare_blind(ends[0], file, SPOKEN)
    file.write_text("hello", "utf-8")
    with pytest.raises(NotTagsError):
        compare_blind(ends[0], file, SPOKEN)


def test_another_chat_shares_nothing(ends: tuple[Own, Own], tmp_path: Path) -> None:
    other = own(tmp_path / "c", telegram_json, made_ends(60, 99, PAIRS["Telegram: JSON, HTML"][2]).b)
    lines = json.loads(other.place.folder.read_text("utf-8"))
    for row in lines["messages"]:
        row["text"] = f"quite another thing {row['id']}"
        row["text_entities"] = []
    other.place.folder.write_text(json.dumps(lines), "utf-8")
    make_tags(other, tmp_path / "tags", SPOKEN, log2_n=LITTLE_WORK)
    with pytest.raises(NotOneConversationError):
        compare_blind(ends[0], tmp_path / "tags", SPOKEN)


@pytest.mark.parametrize(
    "spoken",
    [
        "4821-9037-5518-2264-7093-1186",
        "482190375518226470931186",
        "\uff14\uff18\uff12\uff11 903755182264\u201470931186",
    ],
)
def test_how_it_is_typed_does_not_count(spoken: str) -> None:
    assert prepared(spoken.encode()) == prepared(SPOKEN)


@pytest.mark.parametrize("weak", ["", "password", "1234 1234 1234 1234 1234", "我爱北京天安门"])
def test_a_weak_passphrase_is_refused_before_anything_is_read(weak: str, tmp_path: Path) -> None:
    with pytest.raises(PassphraseWeakError):
        make_tags(Own(LibraryPlace(tmp_path / "nowhere")), tmp_path / "tags", weak.encode())


def test_a_passphrase_that_is_made_up_is_strong_and_new() -> None:
    made = {made_up(lambda count, at=at: bytes([at]) * count) for at in range(20)}
    assert len(made) == 20
    for one in made:
        assert len(one.replace(" ", "")) == 24
        refuse_weak(prepared(f"{one} 98765".encode()))


def test_of_several_conversations_one_must_be_named(tmp_path: Path) -> None:
    rows = [{"name": str(at), "type": "personal_chat", "id": at, "messages": []} for at in (1, 2)]
    for row in rows:
        row["messages"] = [
            {"id": 1, "type": "message", "date_unixtime": "1709280000", "date": "2024-03-01T08:00:00",
             "from": "A", "from_id": "user1", "text": "hello there", "text_entities": []}
        ]  # fmt: skip
    file = tmp_path / "result.json"
    file.write_text(json.dumps({"about": "Here is the data you requested", "chats": {"list": rows}}), "utf-8")
    place = LibraryPlace(file)
    with pytest.raises(WhichConversationError) as error:
        make_tags(Own(place), tmp_path / "tags", SPOKEN, log2_n=LITTLE_WORK)
    named = str(error.value.details["known"]).split(", ")[0]
    assert make_tags(Own(place, named), tmp_path / "tags", SPOKEN, log2_n=LITTLE_WORK).chat == named


def test_words_at_one_place_that_are_not_equal_are_unclear_and_never_missing(tmp_path: Path) -> None:
    """Nobody here can tell an altered text from two messages that each lost its partner."""
    made = made_ends(120, 8, replace(PAIRS["WeChat chatlog JSON, QQ JSON"][2], lost=0.0))
    at = next(n for n, line in enumerate(made.b) if n > 50 and len(line.text) > 8 and not line.edited)
    made.b[at] = replace(made.b[at], text="wholly other words", edited=False)
    a, b = own(tmp_path / "a", wechat_chatlog, made.a), own(tmp_path / "b", telegram_json, made.b)
    found = met(a, b, tmp_path / "tags")
    unread = found.results.because("text-not-compared") & found.results.of(Class.UNCLEAR)
    numbers = {
        int(found.a.texts[row] == line.text) for row in found.results.rows_a[unread] for line in made.a
    }
    assert unread.any()
    assert numbers == {0, 1}
    assert not found.results.of(Class.ONLY_B).any()


@pytest.mark.parametrize("shows_pictures", [False, True])
def test_pictures_by_their_bytes_and_with_consent_by_what_they_show(
    tmp_path: Path, shows_pictures: bool
) -> None:
    sent = {at: jpeg(scene(at), 92) for at in range(5)}
    came = {0: sent[0], 1: jpeg(scene(1).resize((640, 480)), 60), 2: jpeg(scene(700), 80), 4: sent[4]}
    a, b = chat(tmp_path / "a.zip", sent, "Ben"), chat(tmp_path / "b.zip", came, "B.")
    told = answers("UTC", "dmy")
    found = met(
        Own(LibraryPlace(a), answers=told),
        Own(LibraryPlace(b), answers=told),
        tmp_path / "tags",
        shows_pictures=shows_pictures,
    )
    tags, _ = open_tags(tmp_path / "tags", SPOKEN)
    assert len(tags.prints) == (4 if shows_pictures else 0)
    results = found.results
    pictures = [one for one in results if one.row_a is not None and found.a.kind(one.row_a) == "image"]
    same = [one for one in pictures if one.kind is Class.MATCHED and not one.why]
    reencoded = [one for one in pictures if "file-same" in one.why]
    assert len(same) == 2
    assert len(reencoded) == (1 if shows_pictures else 0)
    assert sum(one.row_b is None for one in pictures) == 1, "five were sent and four came"


def test_the_command_makes_and_compares(
    ends: tuple[Own, Own], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report says what one's own export has; of the other's words it says that nobody here can read them."""
    secret, tags, report = tmp_path / "spoken", tmp_path / "b.tags", tmp_path / "both.html"
    secret.write_bytes(SPOKEN + b"\n")
    a, b = (str(one.place.folder) for one in ends)
    given = ["--blind-passphrase-file", str(secret)]
    assert main(["compare", b, "--blind-out", str(tags), *given, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["messages"] > 250
    assert main(["compare", a, "--blind", str(tags), *given, "--report", str(report), "--json"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = rows[-1]["summary"]
    assert told["classes"]["only_a"] > 0
    assert set(told["missing"]) == {"a"}, "how often the other's links are missing only she can count"
    assert {row["b"].partition(":")[0] for row in rows[:-1] if row["b"]} == {"tags"}
    page = report.read_text("utf-8")
    assert "[words that only the other end can read]" in page
    assert "a file of tags" in page
    assert main(["compare", b, "--blind-out", str(tags), *given]) == 2, "never over another file"


@pytest.mark.parametrize(
    "more",
    [
        [],
        ["B", "--blind", "T"],
        ["--blind", "T", "--blind-out", "U"],
        ["--blind", "T", "--third", "C"],
        ["--blind-out", "T", "--report", "R"],
        ["B", "--blind-passphrase-file", "P"],
        ["--blind", "T", "--blind-pictures"],
    ],
)
def test_ends_that_do_not_go_together_are_refused(more: list[str], tmp_path: Path) -> None:
    assert main(["compare", str(tmp_path / "a"), *more]) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file", sorted(VECTORS.glob("good-*.jsonl")), ids=lambda file: file.stem)
def test_good_vectors_are_read(file: Path) -> None:
    head = json.loads(file.read_bytes().split(b"\n")[0])
    assert len(read(file.read_bytes(), file).side) == head["messages"]


@pytest.mark.parametrize("file", sorted(VECTORS.glob("bad-*.jsonl")), ids=lambda file: file.stem)
def test_bad_vectors_are_refused(file: Path) -> None:
    with pytest.raises(TagsDamagedError):
        read(file.read_bytes(), file)


def test_the_vectors_of_keys_and_the_sealed_one() -> None:
    told = json.loads((VECTORS / "keys.json").read_text("utf-8"))
    tags, key = open_tags(VECTORS / "sealed.age", told["spoken"].encode())
    assert key.hex() == told["key"]
    assert prepared(told["spoken"].encode()).decode() == told["prepared"]
    assert (tags.salt.hex(), tags.log2_n) == (told["salt"], told["log2_n"])
    plain = read((VECTORS / "good-whole.jsonl").read_bytes(), "")
    assert list(tags.side.keys) == list(plain.side.keys)
    assert tags.prints == {"0123456789abcdef": b"\x5a" * 32}


@given(st.integers(0, 40), st.integers(0, 5))
def test_what_is_written_is_read_back(count: int, seed: int) -> None:
    side = side_of(made_chat(count, seed, lost=0).a)
    key = tag_key(b"a passphrase", bytes(16), 1)
    made = tagged(side, key)
    found = read(written(made, words_tags(side, key), {}, bytes(16), 1), "").side
    assert list(found.keys) == list(made.keys)
    assert list(found.seconds) == [at // 60 * 60 for at in side.seconds.tolist()]
    assert groups(found) == groups(side)


def groups(side: Side) -> list[int]:
    """Return people by the order in which they first wrote."""
    order: dict[int, int] = {}
    return [order.setdefault(one, len(order)) for one in side.senders.tolist()]


@given(st.binary(max_size=200), st.integers(0, 10))
def test_whatever_stands_in_a_file_is_read_or_refused(junk: bytes, line: int) -> None:
    lines = (VECTORS / "good-whole.jsonl").read_bytes().split(b"\n")
    lines[line % len(lines)] = junk
    try:
        side = read(b"\n".join(lines), "file").side
    except TagsDamagedError:
        return
    assert len(side) == 6
