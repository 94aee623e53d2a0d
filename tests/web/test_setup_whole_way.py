"""From nothing to reading, through the pages alone: a vault, an export, answers, words, a library."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2 as httpx

from web.setup_pages import export_in, pages_in, words_of
from wildgrass.cli.main import build_parser


def words_on(page: str) -> str:
    cells = re.findall(r'<td class="number">(\d+)</td><td>(\w+)</td>', page)
    return " ".join(word for _, word in sorted(cells, key=lambda cell: int(cell[0])))


def test_a_vault_is_made_filled_opened_and_read(tmp_path):
    with pages_in(tmp_path) as pages:
        place, kit = pages.make_vault()
        assert {file.name for file in kit.iterdir()} == {
            "vault.card",
            "share-1-Ana.age",
            "share-2-Ben.age",
            "share-3-Chen.html",
        }
        paper = words_on(pages.get("/setup/paper/3").text)
        pages.seal(kit, export_in(tmp_path))
        report = words_of(pages.get("/setup/sealed"))
        assert "Recognised as" in report
        assert "twitter-made-up.zip" in report

        answer = tmp_path / "Ana.answer"
        said = pages.post(
            "/ceremony/share",
            share=kit / "share-1-Ana.age",
            key=tmp_path / "Ana.key",
            answer=answer,
            go="answer",
        )
        assert "Your answer is written" in said.text

        pages.post("/ceremony/vault", place=place)
        assert (
            pages.post("/ceremony/unlock", key=tmp_path / "coordinator.key").url.path == "/ceremony/answers"
        )
        pages.post("/ceremony/answers", go="answer", answer=answer)
        pages.post("/ceremony/answers", go="answer", answer=kit / "share-2-Ben.age")
        assert "1 of 2 received; 1 still needed" in words_of(pages.get("/ceremony/answers"))
        assert pages.post("/ceremony/words", pasted=paper).url.path == "/ceremony/answers"
        assert "2 of 2 received: enough" in words_of(pages.get("/ceremony/answers"))
        assert pages.post("/ceremony/answers", go="open").url.path == "/ceremony/library"
        pages.post("/ceremony/library", library=tmp_path / "library")
        assert pages.wait() == "/ceremony/opened"
        back = words_of(pages.get("/ceremony/opened"))
        assert "The archive is back" in back
        assert "share-2-Ben.age: this key does not open the file" in back
        assert pages.post("/ceremony/opened").url.path == "/"
        assert pages.get("/timeline").status_code == 200
        assert pages.get("/setup").status_code == 200


def test_the_command_serves_the_pages_without_a_library(tmp_path):
    """The one-time address works once, leads to the first page, and the process ends when told to."""
    command = [sys.executable, "-m", "wildgrass.cli.main", "--json", "read", "--no-browser"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=tmp_path
    ) as process:
        address = json.loads(process.stdout.readline())["url"]
        with httpx.Client(follow_redirects=True, trust_env=False) as client:
            answer = client.get(address)
            assert answer.url.path == "/setup"
            assert client.get("/".join([*address.split("/")[:3], "timeline"])).status_code == 404
        with httpx.Client(trust_env=False) as other:
            assert other.get(address).status_code == 403
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in {0, 130}
    assert list(tmp_path.iterdir()) == []


def test_the_library_stays_the_commands_first_word():
    options = build_parser("read").parse_args(["read", "somewhere", "--port", "0", "--no-browser"])
    assert str(options.library) == "somewhere"
    assert build_parser("read").parse_args(["read"]).library is None


def test_what_an_export_leaves_open_is_asked_and_checked(tmp_path):
    fixture = Path(__file__).parent.parent / "sources" / "fixtures" / "whatsapp"
    export = next(path for path in sorted(fixture.rglob("*.txt")))
    with pages_in(tmp_path) as pages:
        _, kit = pages.make_vault()
        pages.post("/setup/card", card=kit / "vault.card")
        pages.post("/setup/export", exports=export)
        assert pages.wait() == "/setup/seen"
        assert "What the export leaves open" in words_of(pages.get("/setup/seen"))
        wrong = pages.post("/setup/seen", zone="Nowhere/Land", dates="dmy", me="Eva")
        assert wrong.status_code == 422
        assert "Nowhere/Land is not a time zone" in words_of(wrong)
        pages.post("/setup/seen", zone="Asia/Shanghai", dates="dmy", me="Eva")
        assert pages.wait() == "/setup/sealed"
