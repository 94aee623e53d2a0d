"""The site's own search: every text is in a slice, and the index leads to every text that holds a token."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, life, post
from targets.reading_sites import grow
from wildgrass.model import Moment
from wildgrass.targets.site.finder import _DIGITS, _ONE, _THREE, _TWO, _digits
from wildgrass.text.fold import fold, fold_data, searchable
from wildgrass.text.tokens import phrase

CODED = [
    "赵家人",
    "白纸革命",
    "八酒六四",
    "清零",
    "大白",
    "核酸",
    "润学",
    "四通桥",
    "铁链女",
    "維尼",
    "占占点",
    "墙国",
    "翻墙",
    "包子",
    "勿忘",
    "六四",
    "乌鲁木齐中路",
    "a4紙",
    "白",
    "🕯",
]
START = datetime(2019, 1, 1, tzinfo=UTC)


def script(site: Path, name: str) -> Any:
    """Return what a script hands over."""
    text = (site / f"search/{name}.js").read_text(encoding="utf-8")
    assert text.startswith(f'wildgrass("{name}",')
    return json.loads(text.partition(",")[2].removesuffix(");\n"))


def numbers(digits: str) -> list[int]:
    """Read the numbers of texts back, by the rules that `search.js` follows."""
    values, found, number = iter(map(_DIGITS.index, digits)), [], 0
    for first in values:
        if first < 48:
            number += first
        elif first < 80:
            number += 48 + (first - 48) * 91 + next(values)
        elif first < 90:
            number += 2960 + (first - 80) * 8281 + next(values) * 91 + next(values)
        else:
            number += 85770 + ((next(values) * 91 + next(values)) * 91 + next(values)) * 91 + next(values)
        found.append(number - 1)
    return found


def index(site: Path) -> dict[str, list[int]]:
    """Read the whole index."""
    found: dict[str, list[int]] = {}
    firsts = script(site, "head")["firsts"]
    for shard, first in enumerate(firsts):
        entries = script(site, f"i{shard}")
        assert entries[0] == first
        found |= {entries[at]: numbers(entries[at + 1]) for at in range(0, len(entries), 2)}
    assert list(found) == sorted(found)
    return found


def test_the_index_leads_to_every_text_that_a_scan_finds(tmp_path: Path) -> None:
    """Twenty coded words among a thousand texts: no text that holds one is missed."""
    archive = MemoryArchive([], owners=(OWNER,))
    archive.add(
        *(
            post(
                n,
                Moment(instant=START + timedelta(hours=n), precision_ms=1000),
                f"早{'安' * (n % 7)}{CODED[n % 20]}了 {n}",
            )
            for n in range(1_000)
        )
    )
    grow(archive, tmp_path / "site")
    texts = [row[4] for at in range(10) for row in script(tmp_path / "site", f"t{at}")]
    found = index(tmp_path / "site")
    assert len(texts) == script(tmp_path / "site", "head")["count"] == 1_000
    for word in map(searchable, CODED):
        asked = phrase(word)
        sets = [set(found.get(token, ())) for token in asked.tokens]
        if asked.is_prefix:
            begun = (places for token, places in found.items() if token.startswith(asked.tokens[-1]))
            sets[-1] = {place for places in begun for place in places}
        scanned = {at for at, text in enumerate(texts) if word in searchable(text)}
        assert len(scanned) >= 50
        assert scanned <= set.intersection(*sets), word


def test_numbers_of_any_size_come_back() -> None:
    """Each length of a number, at its ends."""
    for number in (1, _ONE - 1, _ONE, _TWO - 1, _TWO, _THREE - 1, _THREE, 5_000_000):
        assert numbers(_digits(number)) == [number - 1]


def test_the_script_folds_by_the_same_table() -> None:
    """What the page is given folds every character as `fold` does."""
    data = fold_data()
    before, after = str(data["before"]), str(data["after"])
    assert len(before) == len(after) > 4_000
    assert fold(before) == after


def test_a_public_site_gives_no_private_words_to_its_search(tmp_path: Path) -> None:
    """Neither conversations nor likes nor posts for followers stand in any script."""
    (tmp_path / "files").mkdir()
    grow(life(tmp_path / "files"), tmp_path / "site")
    scripts = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "site/search").iterdir())
    assert "First light over the ridge." in scripts
    for words in ("PRIVATE-WORDS", "LIKED-WORDS", "Only for those who follow me.", "TOKEN-SECRET"):
        assert words not in scripts
    assert not (tmp_path / "site/.wildgrass-site.scratch").exists()
