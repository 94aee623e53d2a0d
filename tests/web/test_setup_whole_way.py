"""From nothing to reading, through the pages alone: a vault, an export, answers, words, a library."""

import re

from web.setup_pages import export_in, pages_in, words_of


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
        assert "1 of 2 received; 1 still needed" in words_of(pages.get("/ceremony/answers"))
        assert pages.post("/ceremony/words", pasted=paper).url.path == "/ceremony/answers"
        assert "2 of 2 received: enough" in words_of(pages.get("/ceremony/answers"))
        assert pages.post("/ceremony/answers", go="open").url.path == "/ceremony/library"
        pages.post("/ceremony/library", library=tmp_path / "library")
        assert pages.wait() == "/ceremony/opened"
        assert "The archive is back" in pages.get("/ceremony/opened").text
        assert pages.post("/ceremony/opened").url.path == "/"
        assert pages.get("/timeline").status_code == 200
        assert pages.get("/setup").status_code == 200
