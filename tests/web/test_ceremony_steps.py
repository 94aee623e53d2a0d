"""Recovery on both sides: shares checked, answers arriving, words typed wrong and right; no secret is kept or shown."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from web.setup_pages import PASSPHRASE, export_in, pages_in, sealed_key, words_of
from wildgrass.flows.gathering import WORDS, look_at_words
from wildgrass.text import LANGUAGES
from wildgrass.web.setup_job import Job
from wildgrass.web.setup_state import Secret


@pytest.fixture
def pages(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pages_in(tmp_path) as pages:
        yield pages


@pytest.fixture
def circle(pages):
    """A vault whose coordinator is at the page of answers; its kit, and the words of the paper share."""
    place, kit = pages.make_vault()
    cells = re.findall(r'<td class="number">(\d+)</td><td>(\w+)</td>', pages.get("/setup/paper/3").text)
    paper = [word for _, word in sorted(cells, key=lambda cell: int(cell[0]))]
    pages.post("/ceremony/vault", place=place)
    assert (
        pages.post("/ceremony/unlock", key=pages.folder / "coordinator.key").url.path == "/ceremony/answers"
    )
    return kit, paper


def answer_of(pages, kit, name, folder="answers"):
    path = pages.folder / folder / f"{name}.answer"
    path.parent.mkdir(exist_ok=True)
    share = next(kit.glob(f"share-*-{name}.age"))
    said = pages.post(
        "/ceremony/share", share=share, key=pages.folder / f"{name}.key", answer=path, go="answer"
    )
    assert path.exists(), words_of(said)
    return path


def test_a_share_is_checked_and_says_whose_it_is(pages, circle):
    kit, _ = circle
    said = words_of(
        pages.post("/ceremony/share", share=kit / "share-1-Ana.age", key=pages.folder / "Ana.key", go="check")
    )
    assert "This share is whole" in said
    assert "1 of 3; 2 open the vault" in said
    vault = json.loads((pages.folder / "vault" / "v1" / "vault.json").read_text())["vault"]
    assert " ".join(vault[at : at + 4] for at in range(0, 32, 4)) in said
    assert not list(pages.folder.rglob("*.answer"))


@pytest.mark.parametrize(
    ("share", "key", "words"),
    [
        ("share-1-Ana.age", "Ben.key", "does not open the file"),
        ("share-2-Ben.age", "none.key", "there is nothing at"),
        ("vault.card", "Ana.key", "damaged or is no sealed share"),
        ("share-1-Ana.age", "Ana.key.pub", "not a trustee's key file"),
        ("", "Ana.key", "not answered"),
    ],
)
def test_a_wrong_share_or_key_is_named(pages, circle, share, key, words):
    kit, _ = circle
    said = pages.post(
        "/ceremony/share", share=kit / share if share else "", key=pages.folder / key, go="answer"
    )
    assert said.status_code == 422
    assert words in words_of(said).replace("&#39;", "'")
    assert not list(pages.folder.rglob("*.answer"))


def test_a_wrong_passphrase_is_said_and_the_right_one_is_not_kept(pages, tmp_path):
    sealed_key(tmp_path / "eva.key")
    pages.add(
        "Eva",
        tmp_path / "eva.key.pub" if (tmp_path / "eva.key.pub").exists() else sealed_key(tmp_path / "e.key"),
        country="x",
    )
    pages.post("/ceremony/vault", place=pages.make_vault()[0])
    for wrong in ("", "not it"):
        said = pages.post("/ceremony/unlock", key=tmp_path / "eva.key", passphrase=wrong)
        assert said.status_code == 422
        assert "this passphrase does not open" in words_of(said)
    pages.post("/ceremony/unlock", key=tmp_path / "eva.key", passphrase=PASSPHRASE)
    assert PASSPHRASE not in repr(pages.front.setup) + repr(pages.front.setup.ceremony)
    assert "AGE-SECRET" not in repr(pages.front.setup.ceremony)


def test_an_answer_is_never_written_over_another_file(pages, circle):
    kit, _ = circle
    path = answer_of(pages, kit, "Ana")
    before = path.read_bytes()
    said = pages.post(
        "/ceremony/share",
        share=kit / "share-1-Ana.age",
        key=pages.folder / "Ana.key",
        answer=path,
        go="answer",
    )
    assert "exists already" in words_of(said)
    assert path.read_bytes() == before


def test_a_folder_that_is_no_vault_is_refused(pages, tmp_path):
    for place in (tmp_path, tmp_path / "none"):
        assert pages.post("/ceremony/vault", place=place).status_code == 422
    assert pages.get("/ceremony/answers").url.path == "/ceremony/vault"
    assert pages.get("/ceremony/words").url.path == "/ceremony/vault"
    assert pages.get("/ceremony/library").url.path == "/ceremony/vault"


def test_answers_arrive_in_a_folder_and_are_judged_one_by_one(pages, circle):
    kit, _ = circle
    inbox = pages.folder / "inbox"
    inbox.mkdir()
    (inbox / "holiday.jpg").write_bytes(b"\xff\xd8" * 50)
    (inbox / "share-2-Ben.age").write_bytes((kit / "share-2-Ben.age").read_bytes())
    (inbox / "broken.age").write_bytes(b"age-encryption.org/v1\nnonsense")
    said = words_of(pages.post("/ceremony/answers", go="folder", folder=inbox))
    assert "first share that fits" in said
    assert "share-2-Ben.age: this key does not open the file" in said
    assert "broken.age: the file is damaged" in said
    assert "holiday" not in said
    mark = pages.get("/ceremony/answers/now").json()["mark"]
    answer_of(pages, kit, "Ana", "inbox")
    assert pages.get("/ceremony/answers/now").json()["mark"] != mark
    said = words_of(pages.get("/ceremony/answers"))
    assert "1 of 2 received; 1 still needed" in said
    assert "Chen" not in said
    assert "cannot be opened yet" in said
    assert pages.post("/ceremony/answers", go="open").status_code == 422
    copy = inbox / "twice.answer"
    copy.write_bytes((inbox / "Ana.answer").read_bytes())
    said = words_of(pages.get("/ceremony/answers"))
    assert "the same share as" in said
    assert "1 of 2 received" in said


def test_the_share_of_another_vault_is_refused_by_its_fingerprint(pages, circle, tmp_path_factory):
    kit, paper = circle
    with pages_in(tmp_path_factory.mktemp("other")) as other:
        (other.folder / "coordinator.key").write_bytes((pages.folder / "coordinator.key").read_bytes())
        place, other_kit = make_with(other, (pages.folder / "coordinator.key.pub").read_text())
        foreign = answer_of(other, other_kit, "Ana")
    said = words_of(pages.post("/ceremony/answers", go="answer", answer=foreign))
    assert "this share is of vault" in said
    assert "first share that fits" in said
    del paper, place, kit


def make_with(pages, coordinator):
    place, kit = pages.folder / "vault", pages.folder / "kit"
    pages.post("/setup/place", place=place)
    for name in ("Ana", "Ben"):
        pages.add(name, pages.key(name)[1], country=name)
    pages.post("/setup/threshold", threshold=2)
    pages.post("/setup/coordinator", recipient=coordinator)
    pages.post("/setup/kit", kit=kit)
    assert pages.post("/setup/review").url.path == "/setup/made"
    return place, kit


def test_words_are_taken_numbered_shortened_and_in_any_case(pages, circle):
    _, paper = circle
    numbered = "\n".join(f"{n}. {word[:4].upper()}" for n, word in enumerate(paper, 1))
    assert pages.post("/ceremony/words", pasted=numbered).url.path == "/ceremony/answers"
    assert "1 of 2 received" in words_of(pages.get("/ceremony/answers"))


def test_words_are_taken_one_by_one(pages, circle):
    _, paper = circle
    fields = {f"w{n}": word for n, word in enumerate(paper, 1)}
    assert pages.post("/ceremony/words", pasted=" ", **fields).url.path == "/ceremony/answers"


def test_every_wrong_word_is_named_by_its_place(pages, circle):
    _, paper = circle
    fields = {f"w{n}": "grassy" if n in {3, 17} else word for n, word in enumerate(paper, 1)}
    said = pages.post("/ceremony/words", **fields)
    assert said.status_code == 422
    assert "number 3, 17" in words_of(said)
    assert re.search(r'id="w17"[^>]*aria-invalid="true"', said.text)
    assert not re.search(r'id="w4"[^>]*aria-invalid', said.text)


def test_a_wrong_checksum_and_a_wrong_length_are_said(pages, circle):
    _, paper = circle
    swapped = [paper[1], paper[0], *paper[2:]] if paper[0] != paper[1] else [*paper[:-1], WORDS[0]]
    assert "do not fit each other" in words_of(pages.post("/ceremony/words", pasted=" ".join(swapped)))
    assert "32 words" in words_of(pages.post("/ceremony/words", pasted=" ".join(paper[:-1])))
    assert pages.post("/ceremony/words", pasted="").status_code == 422


def test_typed_words_stand_in_no_page_but_their_own(pages, circle):
    _, paper = circle
    pages.post("/ceremony/words", pasted=" ".join(paper))
    phrase = " ".join(paper[:5])
    assert phrase not in repr(pages.front.setup.ceremony)
    for path in ("/ceremony/answers", "/ceremony/library"):
        shown = pages.get(path).text  # a button's value may be one of the 1,024 words by chance
        assert sum(f'value="{word}"' in shown for word in set(paper)) < 3
    assert 'name="w8" value=""' in pages.get("/ceremony/words").text


def test_looking_at_words_never_shows_them():
    seen = look_at_words("page", "academic zzzz acid")
    assert seen.wrong == [2]
    assert "academic" not in repr(seen)


def test_a_vault_opens_from_words_alone_and_the_words_reach_no_disk(pages, tmp_path):
    place, kit = tmp_path / "vault", tmp_path / "kit"
    pages.post("/setup/place", place=place)
    pages.add("Ana", country="a")
    pages.add("Ben", country="b")
    pages.post("/setup/threshold", threshold=2)
    pages.post("/setup/coordinator", recipient=pages.key("coordinator")[1])
    pages.post("/setup/kit", kit=kit)
    pages.post("/setup/review")
    pages.seal(kit, export_in(tmp_path))
    lists = []
    for number in (1, 2):
        cells = re.findall(
            r'<td class="number">(\d+)</td><td>(\w+)</td>', pages.get(f"/setup/paper/{number}").text
        )
        lists.append(" ".join(word for _, word in sorted(cells, key=lambda cell: int(cell[0]))))
    for page in kit.glob("*.html"):
        page.unlink()
    pages.post("/ceremony/vault", place=place)
    assert pages.post("/ceremony/unlock", go="words").url.path == "/ceremony/answers"
    for words in lists:
        pages.post("/ceremony/words", pasted=words)
    assert pages.post("/ceremony/answers", go="open").url.path == "/ceremony/library"
    pages.post("/ceremony/library", library=tmp_path / "library")
    assert pages.wait() == "/ceremony/opened"
    pages.get("/ceremony/opened")
    assert pages.front.setup.ceremony.words == []
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or not any(words.encode() in path.read_bytes() for words in lists), path


LIBRARY_PASSPHRASE = "春风 blows 5 times"


def ready(pages) -> Path:
    """Lead to the page that asks where the library goes: one export, two answers; return the folder."""
    kit = pages.make_vault()[1]
    pages.seal(kit, export_in(pages.folder))
    for name in ("Ana", "Ben"):
        answer_of(pages, kit, name)
    gather_again(pages)
    return pages.folder / "library"


def gather_again(pages) -> None:
    """Lead to the page that asks where the library goes, with the answers that were written before."""
    pages.post("/ceremony/vault", place=pages.folder / "vault")
    pages.post("/ceremony/unlock", key=pages.folder / "coordinator.key")
    pages.post("/ceremony/answers", go="folder", folder=pages.folder / "answers")
    assert pages.post("/ceremony/answers", go="open").url.path == "/ceremony/library"


def locked(pages, library, again=LIBRARY_PASSPHRASE, passphrase=LIBRARY_PASSPHRASE):
    fields = {"lock": "yes", "library-passphrase": passphrase, "library-again": again}
    return pages.post("/ceremony/library", library=library, **fields)


def test_a_library_is_locked_from_the_start_and_opens_with_its_passphrase_only(pages):
    library = ready(pages)
    assert "empty" in words_of(locked(pages, library, "", ""))
    assert "differ" in words_of(locked(pages, library, "春风 blows"))
    assert not library.exists()
    locked(pages, library)
    assert pages.wait() == "/ceremony/opened"
    assert "This folder is locked" in words_of(pages.get("/ceremony/opened"))
    assert {"library.key", "library.locked"} <= {file.name for file in library.iterdir()}
    assert not (library / "library.sqlite").exists()
    assert pages.post("/ceremony/opened").url.path == "/unlock"
    assert pages.post("/unlock", passphrase="not it").status_code == 422
    assert pages.post("/unlock", passphrase=LIBRARY_PASSPHRASE).url.path == "/"
    assert LIBRARY_PASSPHRASE not in repr(pages.front.setup) + repr(vars(pages.front.setup.job))
    kept = [path for path in pages.folder.rglob("*") if path.is_file()]
    assert not [path for path in kept if LIBRARY_PASSPHRASE.encode() in path.read_bytes()]


def test_a_locked_library_takes_its_own_passphrase_once_and_a_readable_one_is_never_half_locked(pages):
    library = ready(pages)
    locked(pages, library)
    assert pages.wait() == "/ceremony/opened"
    gather_again(pages)
    assert "does not open the library" in words_of(locked(pages, library, "", "not it"))
    locked(pages, library, "")
    assert pages.wait() == "/ceremony/opened"
    gather_again(pages)
    plain = pages.folder / "plain"
    pages.post("/ceremony/library", library=plain, lock="no")
    assert pages.wait() == "/ceremony/opened"
    assert "This folder is not sealed" in words_of(pages.get("/ceremony/opened"))
    gather_again(pages)
    assert "is there already and is not locked" in words_of(locked(pages, plain))
    assert not (plain / "library.key").exists()


def test_an_opening_that_fails_says_why_in_the_language(pages, circle):
    kit, _ = circle
    pages.post("/ceremony/answers", go="answer", answer=answer_of(pages, kit, "Ana"))
    for language in LANGUAGES:
        pages.post("/setup/settings", language=language, back="/setup")
        pages.post("/ceremony/library", library=pages.folder / "library")
        assert pages.wait() == "/setup/ended"
        wanted = {"en": "still needed: 1", "zh-Hans": "还需要 1 份", "zh-Hant": "還需要 1 份"}[language]
        assert wanted in words_of(pages.get("/setup/ended"))
    assert not (pages.folder / "library" / "library.sqlite").exists()


def test_a_file_in_the_place_of_the_library_is_refused(pages, circle):
    assert pages.post("/ceremony/library", library=pages.folder / "Ana.key").status_code == 422
    assert pages.post("/ceremony/library", library="").status_code == 422


def test_a_lock_forgets_the_key_and_the_words(pages, circle):
    _, paper = circle
    pages.post("/ceremony/words", pasted=" ".join(paper))
    pages.post("/lock")
    assert pages.front.setup.ceremony.identities == ()
    assert pages.front.setup.ceremony.words == []


def test_what_the_working_process_is_told_stands_in_no_argument_and_no_variable(tmp_path):
    job = Job("open")
    os.mkfifo(tmp_path / "key")
    job.start(
        {
            "place": str(tmp_path),
            "answers": [],
            "words": [["words 1", "a secret list"]],
            "key": str(tmp_path / "key"),
            "passphrase": PASSPHRASE,
            "library": str(tmp_path / "library"),
        }
    )
    process = job._process
    assert process is not None
    seen = (
        Path(f"/proc/{process.pid}/cmdline").read_bytes() + Path(f"/proc/{process.pid}/environ").read_bytes()
    )
    job.stop()
    assert PASSPHRASE.encode() not in seen
    assert b"a secret list" not in seen
    assert PASSPHRASE not in repr(vars(job))


def test_a_secret_is_shown_by_nothing():
    secret = Secret("word")
    assert "word" not in f"{secret!r} {secret} {[secret]}"


@pytest.mark.parametrize(("kind", "held"), [("look", "unseal"), ("seal", "unseal")])
def test_what_looks_and_seals_never_loads_what_opens(tmp_path, kind, held):
    code = (
        "import sys, io; from wildgrass.web import setup_work\n"
        f'sys.stdin = io.TextIOWrapper(io.BytesIO(b\'{{"do": "{kind}", "card": "/none", "exports": ["/none"]}}\'))\n'
        "setup_work.main()\n"
        f"print([name for name in sys.modules if '{held}' in name or 'trustees' in name])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="skipped: no pdftoppm; install poppler-utils")
def test_a_photograph_of_the_sheet_stands_for_its_words(pages, circle):
    """The wizard's PDF, printed and photographed, is a share; a picture without a code is said to be one."""
    sheet = pages.get("/setup/paper/3/sheet.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    (pages.folder / "s.pdf").write_bytes(sheet.content)
    subprocess.run(["pdftoppm", "-r", "130", "-png", "s.pdf", "s"], cwd=pages.folder, check=True)
    wrong = pages.post("/ceremony/words", picture=pages.folder / "s.pdf")
    assert wrong.status_code == 422
    assert "no code can be read" in words_of(wrong)
    right = pages.post("/ceremony/words", picture=pages.folder / "s-1.png")
    assert right.url.path == "/ceremony/answers"
    assert "1 of 2 received" in words_of(right)
    assert pages.get("/setup/paper/9/sheet.pdf").status_code == 404
