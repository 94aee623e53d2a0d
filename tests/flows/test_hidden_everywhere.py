# ruff: noqa: RUF001 - Chinese punctuation is meant
"""Other people hidden in what leaves: every byte of every target on this machine is looked through for them."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.planted_people import EN, EXPORT, FRIENDS, OWNER, PLANTED, ZH, plant
from library.archive_builders import build, post
from wildgrass.cli.main import main
from wildgrass.crypto import age
from wildgrass.flows.hidden_remains import look_through
from wildgrass.flows.hiding import (
    Hiding,
    NamesMapNeededError,
    SecretBesideError,
)
from wildgrass.flows.names_map import (
    HidingOptionError,
    NamesKeyNeededError,
    NamesMap,
    NamesRecipientNeededError,
)
from wildgrass.flows.restore import publishing_means, restore
from wildgrass.targets.base import PrivateClass, RestoreOptions
from wildgrass.text.redaction import (
    Added,
    Decisions,
    DecisionsError,
    PictureChoice,
    SpanKind,
    left_in,
    open_map,
    read_decisions,
)

TARGETS = ("site:{}/site", "feed:{}/feed", "wacz:{}/site.wacz", "activitypub:{}/archive.zip")
VECTORS = Path(__file__).parent.parent / "vectors" / "redactions"
SHOWS_ALL = RestoreOptions(private=True, likes=True)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The planted library."""
    return plant(tmp_path_factory.mktemp("planted") / "library")


def parts(data: bytes) -> Iterator[bytes]:
    """Yield a file's bytes, and what is packed in it, however deep: zip members and gzip members."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield packed.comment
            for name in packed.namelist():
                yield name.encode()
                yield from parts(packed.read(name))
    if data.startswith(b"\x1f\x8b"):
        yield from parts(gzip.decompress(data))


def everything(folder: Path) -> bytes:
    """Return the bytes of every file in a folder, unpacked, and their names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"\n".join(
        part for path in files for part in (str(path.relative_to(folder)).encode(), *parts(path.read_bytes()))
    )


def options_of(target: str) -> RestoreOptions:
    """Return options that show as much as a target can."""
    return RestoreOptions(private=True) if target.startswith("feed") else SHOWS_ALL


@pytest.mark.parametrize(
    ("target", "is_struck"),
    [*((target, False) for target in TARGETS), *((target, True) for target in TARGETS[1:])],
)
def test_no_planted_byte_leaves(library: Path, target: str, is_struck: bool, tmp_path: Path) -> None:
    outcomes = list(
        restore(library, target.format(tmp_path), options_of(target), Hiding(is_struck=is_struck))
    )
    done = [one.id for one in outcomes if one.status == "done"]
    assert {"x:post:1500000000000000001", "x:post:3", "x:post:9"} <= set(done)
    assert {one.id for one in outcomes} >= {"x:comment:10", "x:contact:1"}
    assert left_in(everything(tmp_path), PLANTED) == []


@pytest.mark.parametrize("target", TARGETS[:2] + TARGETS[3:])
def test_the_owner_is_hidden_where_she_asks(library: Path, target: str, tmp_path: Path) -> None:
    outcomes = list(restore(library, target.format(tmp_path), options_of(target), Hiding(hides_owner=True)))
    assert {"x:post:3", "x:post:1500000000000000001"} <= {one.id for one in outcomes if one.status == "done"}
    own = {OWNER.handle, OWNER.id, OWNER.name, "1500000000000000001"}
    assert left_in(everything(tmp_path), PLANTED | own) == []


NETWORKS = (
    "bluesky:grass.example@https://pds.example",
    "nostr:wss://relay.example",
    "mastodon:https://social.example",
)


@pytest.mark.parametrize(
    ("target", "is_struck"), [*((target, False) for target in NETWORKS), (NETWORKS[0], True)]
)
def test_no_planted_byte_would_be_published(
    library: Path, target: str, is_struck: bool, tmp_path: Path
) -> None:
    """A network target gets items at the same place; what it would send stands in the preview, with what it keeps."""

    def means(state: Path) -> RestoreOptions:
        never = publishing_means(
            library,
            secret=lambda _account: "",
            confirm=lambda _account, _count: False,
            progress=lambda _progress: None,
            preview=lambda _page: None,
            state=state,
        )
        return RestoreOptions(means=never, include=frozenset(PrivateClass))

    done = [
        one.id
        for one in restore(library, target, means(tmp_path / "state"), Hiding(is_struck=is_struck))
        if one.status == "done"
    ]
    assert {"x:post:1500000000000000001", "x:post:4"} <= set(done)
    assert left_in(everything(tmp_path / "state"), PLANTED) == []
    list(restore(library, target, means(tmp_path / "plain")))
    assert {ZH.name, EN.name, "13912345678"} <= set(left_in(everything(tmp_path / "plain"), PLANTED))


@pytest.mark.parametrize("target", TARGETS)
def test_the_scan_finds_them_where_nobody_is_hidden(library: Path, target: str, tmp_path: Path) -> None:
    list(restore(library, target.format(tmp_path), options_of(target)))
    found = left_in(everything(tmp_path), PLANTED)
    assert {one.name for one in FRIENDS} | {ZH.handle, "13912345678", "wxid_q8w7e6r5t4y321"} <= set(found)
    if target.startswith("site"):
        assert {EXPORT, "webm-tag-Harriet", "会议_张晓明.pdf", ZH.id} <= set(found)


def test_one_person_keeps_one_pseudonym_and_the_owner_her_name(library: Path, tmp_path: Path) -> None:
    list(restore(library, f"feed:{tmp_path}/feed", RestoreOptions(), Hiding()))
    said = everything(tmp_path).decode(errors="replace")
    feed = json.loads((tmp_path / "feed" / "feed.json").read_text())
    texts = {one["id"]: one["content_html"] for one in feed["items"]}
    assert OWNER.name in feed["title"]
    first = texts["x:post:1500000000000000001"]
    code = first.split("[person ")[1][:8]
    assert f"@p_{code}" in texts["x:post:3"]
    assert f"[person {code}]" in texts["x:post:9"] or f"[person {code}]" in said
    list(restore(library, f"feed:{tmp_path}/other", RestoreOptions(), Hiding()))
    assert code.encode() not in (tmp_path / "other" / "feed.json").read_bytes()


def test_the_site_says_that_people_are_hidden(library: Path, tmp_path: Path) -> None:
    for words, hiding in (("Each has a pseudonym", Hiding()), ("are struck out", Hiding(is_struck=True))):
        list(restore(library, f"site:{tmp_path}", RestoreOptions(), hiding))
        assert words in (tmp_path / "about.html").read_text()
    list(restore(library, f"site:{tmp_path}", RestoreOptions()))
    assert "Other people are not named" not in (tmp_path / "about.html").read_text()


def test_struck_people_cannot_be_told_apart(library: Path, tmp_path: Path) -> None:
    list(restore(library, f"feed:{tmp_path}", RestoreOptions(), Hiding(is_struck=True)))
    feed = json.loads((tmp_path / "feed.json").read_text())
    first = next(one for one in feed["items"] if one["id"] == "x:post:1500000000000000001")
    assert "今天和[person]、[person] 去了河边。电话 [phone]，[mail]" in first["content_html"]


def key_file(folder: Path) -> tuple[Path, str]:
    """Write an identity and return its file and recipient."""
    identity = age.X25519Identity.from_secret(bytes(range(32)))
    (folder / "key.txt").write_text(identity.text() + "\n")
    return folder / "key.txt", identity.recipient().text


def test_the_map_is_sealed_and_a_second_run_goes_on_with_it(library: Path, tmp_path: Path) -> None:
    key, recipient = key_file(tmp_path)
    names = tmp_path / "elsewhere" / "names.age"
    names.parent.mkdir()
    hiding = Hiding(names=NamesMap(file=names, recipients=(recipient,)))
    list(restore(library, f"feed:{tmp_path}/feed", RestoreOptions(), hiding))
    before = (tmp_path / "feed" / "feed.json").read_bytes()
    identities = age.parse_identity_file(key.read_text())
    sealed = names.read_bytes()
    assert left_in(sealed, PLANTED) == []
    assert names.stat().st_mode & 0o077 == 0
    _, told = open_map(sealed, identities)
    assert any(EN.name in found for found in told.values())
    with pytest.raises(NamesKeyNeededError):
        list(restore(library, f"feed:{tmp_path}/feed", RestoreOptions(), hiding))
    list(
        restore(
            library, f"feed:{tmp_path}/feed", RestoreOptions(), Hiding(names=NamesMap(file=names, key=key))
        )
    )
    assert (tmp_path / "feed" / "feed.json").read_bytes() == before
    assert open_map(names.read_bytes(), identities)[1] == told
    # a smaller archive takes nothing out of the map
    small = plant(tmp_path / "small", most=3)
    list(
        restore(
            small,
            f"feed:{tmp_path}/small-feed",
            RestoreOptions(),
            Hiding(names=NamesMap(file=names, key=key)),
        )
    )
    assert open_map(names.read_bytes(), identities)[1].items() >= told.items()


def test_a_struck_map_holds_the_key_and_nobody(library: Path, tmp_path: Path) -> None:
    key, recipient = key_file(tmp_path)
    hiding = Hiding(is_struck=True, names=NamesMap(file=tmp_path / "names.age", recipients=(recipient,)))
    list(restore(library, f"feed:{tmp_path}/feed", RestoreOptions(), hiding))
    sealed = (tmp_path / "names.age").read_bytes()
    assert open_map(sealed, age.parse_identity_file(key.read_text()))[1] == {}


def test_what_tells_who_is_who_stands_not_beside_the_output(library: Path, tmp_path: Path) -> None:
    key, recipient = key_file(tmp_path)
    for hiding in (
        Hiding(names=NamesMap(file=tmp_path / "site" / "names.age", recipients=(recipient,))),
        Hiding(decisions=tmp_path / "site" / "what.jsonl"),
    ):
        with pytest.raises(SecretBesideError):
            list(restore(library, f"site:{tmp_path}/site", RestoreOptions(), hiding))
    beside = Hiding(names=NamesMap(file=tmp_path / "names.age", recipients=(recipient,)))
    with pytest.raises(SecretBesideError):
        list(restore(library, f"wacz:{tmp_path}/site.wacz", RestoreOptions(), beside))
    assert sorted(tmp_path.iterdir()) == [key]


def test_options_that_make_no_sense_are_refused(library: Path, tmp_path: Path) -> None:
    nobody = Hiding(names=NamesMap(file=tmp_path / "names.age"))
    with pytest.raises(NamesRecipientNeededError):
        list(restore(library, f"feed:{tmp_path}/feed", RestoreOptions(), nobody))
    with pytest.raises(HidingOptionError):
        list(
            restore(
                library,
                f"feed:{tmp_path}/feed",
                RestoreOptions(),
                Hiding(names=NamesMap(recipients=("age1x",))),
            )
        )
    place = "bluesky:me.example@https://pds.example"
    with pytest.raises(NamesMapNeededError):
        list(restore(library, place, RestoreOptions(publish=True), Hiding()))
    with pytest.raises(HidingOptionError):
        list(restore(library, place, RestoreOptions(mentions=True), Hiding()))
    assert main(["restore", str(library), f"feed:{tmp_path}/feed", "--decisions", str(tmp_path / "x")]) == 2


def test_a_person_keeps_some_and_adds_others(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "decisions.jsonl"
    words = ["restore", str(library), f"feed:{tmp_path}/feed", "--hide-names", "--decisions", str(file)]
    assert main([*words, "--simulate"]) == 0
    assert "张晓明 → [person " in capsys.readouterr().out
    assert not (tmp_path / "feed").exists()
    assert file.stat().st_mode & 0o077 == 0
    head, *lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert head == {"form": "wildgrass-redactions-2"}
    by_text = {one["text"]: one for one in lines if "text" in one}
    assert ["x:post:1500000000000000001", "text", 3, 6] in by_text[ZH.name]["where"]
    assert by_text[ZH.name]["count"] == len(by_text[ZH.name]["where"])
    by_text["13912345678"]["keep"] = True
    by_text[ZH.name]["keep"] = ["x:post:1500000000000000001"]
    lines.append({"text": "河边"})
    file.write_text("".join(json.dumps(one) + "\n" for one in (head, *lines)))
    assert main(words) == 0
    feed = json.loads((tmp_path / "feed" / "feed.json").read_text())
    texts = {one["id"]: one["content_html"] for one in feed["items"]}
    first = texts["x:post:1500000000000000001"]
    assert first.startswith("<p>今天和张晓明、[person ")
    assert "河边" not in first
    assert "13912345678" in first
    assert ZH.name not in "".join(text for name, text in texts.items() if name[-1] != "1")
    assert main([*words, "--simulate"]) == 0
    again = {one.get("text"): one for one in map(json.loads, file.read_text().splitlines())}
    assert again["13912345678"]["keep"] is True
    assert again[ZH.name]["keep"] == ["x:post:1500000000000000001"]
    assert again["河边"] == {"text": "河边", "kind": "name"}
    pictures = [one for one in lines if "picture" in one]
    assert {one["faces"] for one in pictures} == {0, None}  # two pictures, a video that is not looked through


def test_what_was_written_is_looked_through(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = f"activitypub:{tmp_path}/archive.zip"
    assert main(["restore", str(library), target, "--hide-names", "--lang", "en"]) == 0
    assert "1 files were looked through: none of the" in capsys.readouterr().err


def test_what_is_left_is_named_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "t0.js").write_text(f'wildgrass("t0",["{ZH.name}"])')
    (tmp_path / "style.css").write_text(".Kowalski {}")
    (tmp_path / "data.warc.gz").write_bytes(gzip.compress(b"one ") + gzip.compress(b"by Harriet Kowalski"))
    (tmp_path / "clean.html").write_text("nobody")
    looked = look_through(tmp_path, [ZH.name or "", "Harriet Kowalski"])
    assert looked.left == [("data.warc.gz", ["Harriet Kowalski"]), ("search/t0.js", [ZH.name])]
    assert (looked.files, looked.texts, looked.large) == (3, 2, [])


@pytest.mark.parametrize("file", sorted(VECTORS.glob("bad-*")), ids=lambda file: file.stem)
def test_decisions_that_are_not_understood_stop_the_run(library: Path, tmp_path: Path, file: Path) -> None:
    with pytest.raises(DecisionsError):
        list(restore(library, f"feed:{tmp_path}/feed", RestoreOptions(), Hiding(decisions=file)))
    assert not (tmp_path / "feed").exists()


def test_decisions_are_read() -> None:
    told = read_decisions((VECTORS / "good-found-and-added.jsonl").read_text().splitlines())
    assert told.kept == {("name", "张小明"): frozenset({"x:post:9"}), ("phone", "13912345678"): None}
    assert told.added == [Added("老王"), Added("河边", SpanKind.ID, frozenset({"x:post:2"}))]
    assert read_decisions((VECTORS / "good-nothing.jsonl").read_text().splitlines()) == Decisions()
    told = read_decisions((VECTORS / "good-pictures-and-maybe.jsonl").read_text().splitlines())
    assert told.pictures == {"0a" * 32: PictureChoice.KEEP, "0b" * 32: PictureChoice.LEAVE_OUT}
    assert told.added == [
        Added("陈秋", is_confirmed=True),
        Added("Emma Stone", but=frozenset({"x:post:2"}), is_confirmed=True),
    ]
    assert told.kept == {}


def test_words_that_were_withheld_and_stand_elsewhere_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The owner may have written the same herself: it is said, and no fault."""
    said = "明天早上八点在河边的桥头见面"
    build(
        tmp_path / "library",
        [
            post(1, f"好 //@somebody_else：{said}"),
            post(2, said),
            post(3, "看 //@other_one：不知道是谁说的一句很长的话"),
        ],
    )
    words = ["restore", str(tmp_path / "library"), f"feed:{tmp_path}/feed", "--hide-names", "--lang", "en"]
    assert main(words) == 0
    told = capsys.readouterr().err
    assert f"1 texts of others that were withheld in one place stand in another, such as: {said}" in told
    written = (tmp_path / "feed" / "feed.json").read_text()
    assert "[words of someone else, withheld]" in written
    assert "不知道是谁说的" not in written
