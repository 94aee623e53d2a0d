"""`wildgrass infer`: from lines and from a library, and what it will never do."""

import inspect
import io
import json
from pathlib import Path
from random import Random

import pytest

import wildgrass.flows.infer
import wildgrass.observatory.infer as room
from files.made_pictures import encoded, scene
from library.archive_builders import FRIEND, build, message, post
from observatory.made_posts import Made, made_posts, speaker
from wildgrass.cli.main import build_parser, main
from wildgrass.model import Attachment, Removal
from wildgrass.model.removal import RemovedBy

GONE = Removal(by=RemovedBy.PLATFORM, notice="此内容因违规无法查看")


@pytest.fixture(scope="module")
def made() -> Made:
    return made_posts(21, 900, 4, supports=(14,), sizes=(1, 2))


def lines(folder: Path, made: Made, *more: object) -> Path:
    rows = [{"text": post.text, "removed": post.removed, "author": post.author} for post in made.posts]
    file = folder / "posts.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in [*rows, *more]) + "\n", "utf-8")
    return file


def printed(capsys: pytest.CaptureFixture[str]) -> tuple[list[dict[str, object]], dict[str, object], str]:
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    return rows[:-1], rows[-1]["summary"], err


def test_lines_in_findings_out(tmp_path: Path, made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    file = lines(
        tmp_path,
        made,
        {"text": "作者自己删的", "removed": True, "by": "author"},
        {"text": "不知道为什么", "removed": None},
        {"removed": True},
        "no object",
    )
    assert main(["infer", str(file), "--json", "--seed", "3", "--permutations", "1"]) == 0
    rows, summary, err = printed(capsys)
    assert {frozenset(row["terms"]) for row in rows if row["status"] == "supported"} == {
        frozenset(rule.terms) for rule in made.rules
    }
    for row in rows:
        assert {"terms", "removed", "kept", "support", "confidence"} <= set(row)
        assert 0 <= row["confidence"] < 1
    assert summary["left_out"] == {
        "author": 1, "unknown": 1, "unreadable": 2, "copies": 0, "long": 0, "wiped": 0
    }  # fmt: skip
    assert summary["seed"] == 3
    assert "only for archives of people who agreed" in err
    assert "left unexplained" in err


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_words_never_stand_alone(
    tmp_path: Path, made: Made, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line for people holds its counts and its interval: it cannot be fed to a filter as it is."""
    file = lines(tmp_path, made)
    assert main(["--lang", language, "infer", str(file), "--seed", "1", "--permutations", "0"]) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == len(made.rules)
    assert all("14" in line and "%" in line for line in out.splitlines())
    assert "ui." not in out + err


def test_supported_findings_come_first_and_tentative_ones_say_why(
    tmp_path: Path, made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    """A word with more removed posts than any other, and too many kept ones, stands after those that hold."""
    speak = speaker(Random(8))
    more = [{"text": speak.around(["龘靐"]), "removed": n >= 3} for n in range(40)]
    assert main(["infer", str(lines(tmp_path, made, *more)), "--json", "--permutations", "0"]) == 0
    rows, _, _ = printed(capsys)
    statuses = [row["status"] for row in rows]
    assert statuses == sorted(statuses, key=["supported", "tentative", "abstained"].index)
    (row,) = (row for row in rows if row["terms"] == ["龘靐"])
    assert (row["status"], row["why"]) == ("tentative", ["many-kept"])


def test_nothing_found_and_what_is_left_out_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lines(
        tmp_path,
        made_posts(22, 400, 0, noise=0.06),
        {"text": "作者自己删的", "removed": True, "by": "author"},
    )
    assert main(["--lang", "en", "infer", str(file), "--permutations", "0"]) == 0
    out, err = capsys.readouterr()
    assert not out
    assert "whose posts are nearly always removed" in err
    assert "removed by the author's account: 1" in err


def test_too_little_is_said_and_is_exit_code_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "few.jsonl"
    file.write_text('{"text": "风吹草低", "removed": true}\n{"text": "见牛羊", "removed": false}\n', "utf-8")
    assert main(["infer", str(file), "--json"]) == 1
    rows, summary, err = printed(capsys)
    assert rows == []
    assert summary["status"] == "abstained"
    assert summary["why"] == ["few-removed", "few-kept"]
    assert "nothing is inferred" in err


@pytest.mark.parametrize("content", ["", "no json\n", "[1]\n", '{"text": 1}\n', "[" * 100_000, "\x00\n"])
def test_a_file_of_something_else_is_refused(
    tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other"
    file.write_text(content, "utf-8")
    assert main(["infer", str(file), "--json"]) == 3
    assert "infer-nothing" in capsys.readouterr().out


def test_a_library_teaches_from_what_its_owner_wrote(
    tmp_path: Path, made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    """Removed by the platform with its text from an earlier export; a friend's messages and the author's own
    deletions teach nothing."""
    first, second = [], []
    for number, one in enumerate(made.posts):
        first.append(post(number, one.text))
        if one.removed:
            second.append(post(number, GONE.notice, removed=GONE))
    word = made.rules[0].terms[0]
    first += [message(9000 + n, f"{word}{n}", author=FRIEND, removed=GONE) for n in range(12)]
    first += [
        post(9500 + n, f"自己删的{n}", removed=Removal(by=RemovedBy.AUTHOR), is_deleted=True)
        for n in range(5)
    ]
    first += [post(9600 + n, f"没有了{n}", removed=Removal(by=RemovedBy.UNKNOWN)) for n in range(3)]
    first += [post(9700, "", removed=GONE)]
    build(tmp_path, first)
    from library.archive_builders import about

    build(tmp_path, second, about("second", days=30))
    assert main(["infer", str(tmp_path), "--json", "--seed", "3", "--permutations", "0"]) == 0
    rows, summary, _ = printed(capsys)
    assert {frozenset(row["terms"]) for row in rows if row["status"] == "supported"} == {
        frozenset(rule.terms) for rule in made.rules
    }
    out = summary["left_out"]
    assert (out["others"], out["author"], out["unknown"], out["no-text"]) == (12, 5, 3, 1)
    assert all(evidence.startswith("x:post:") for row in rows for evidence in row["evidence"])


def test_pictures_of_a_library_are_numbers_and_no_hashes(
    tmp_path: Path, made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    digest = "ab" * 32
    picture = Attachment(name="p.jpg", media_type="image/jpeg", sha256=digest)
    items = [post(number, one.text) for number, one in enumerate(made.posts) if not one.removed]
    items += [
        post(7000 + n, made.posts[n].text[::-1], removed=GONE, attachments=(picture,)) for n in range(15)
    ]
    build(tmp_path, items)
    assert main(["infer", str(tmp_path), "--json", "--permutations", "0"]) == 0
    out = capsys.readouterr().out
    rows = [json.loads(line) for line in out.splitlines()][:-1]
    assert any(row["images"] == ["image 1"] and row["status"] == "supported" for row in rows)
    assert digest not in out


def test_a_picture_saved_anew_for_each_post_is_one_cause(
    tmp_path: Path, made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each removed post shows the same scene in another size and quality: no two files are equal, one look is."""
    looks = {
        f"media/{n}.jpg": encoded(scene(1, (480, 360)).resize((400 + n, 300 + n)), quality=60 + 2 * n)
        for n in range(12)
    }
    looks |= {f"media/k{n}.jpg": encoded(scene(2 + n, (480, 360)), quality=80) for n in range(3)}

    def shown(name: str) -> tuple[Attachment, ...]:
        return (Attachment(name=name, member=f"media/{name}", media_type="image/jpeg", role="photo"),)

    kept = [one.text for one in made.posts if not one.removed][:200]
    items = [post(n, text, attachments=shown(f"k{n}.jpg") if n < 3 else ()) for n, text in enumerate(kept)]
    items += [post(7000 + n, kept[n][::-1], removed=GONE, attachments=shown(f"{n}.jpg")) for n in range(12)]
    build(tmp_path, items, fetch_attachment=lambda member: io.BytesIO(looks[member]))
    arguments = ["infer", str(tmp_path), "--json", "--permutations", "0"]
    assert main(arguments) == 0
    assert not [row for row in printed(capsys)[0] if row["images"]]
    assert main(["similar", str(tmp_path), "--prepare", "--json"]) == 0
    capsys.readouterr()
    assert main(arguments) == 0
    (row,) = (row for row in printed(capsys)[0] if row["images"])
    assert (row["removed"], row["kept"], row["status"]) == (12, 0, "supported")


def test_there_is_no_way_to_export_words_or_to_check_a_draft() -> None:
    """What the verb takes is closed: a place, a seed, a number. The room takes labelled posts and nothing else."""
    (verb,) = (
        action.choices["infer"]
        for action in build_parser("infer")._actions
        if isinstance(action.choices, dict) and "infer" in action.choices
    )
    own = {action.dest for action in verb._actions} - {"help", "json", "lang"}
    assert own == {"place", "seed", "permutations", "passphrase_file"}
    assert wildgrass.flows.infer.__all__ == ["NothingToInferError", "infer_from"]
    assert list(inspect.signature(wildgrass.flows.infer.infer_from).parameters) == ["place", "seed", "runs"]
    sources = "".join(path.read_text("utf-8") for path in Path(room.__path__[0]).glob("*.py"))
    assert not any(word in sources for word in ("open(", "write_text", "socket", "def check", "def predict"))
