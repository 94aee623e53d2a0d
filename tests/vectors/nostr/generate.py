"""Write the vectors of this folder again: `python tests/vectors/nostr/generate.py`. The same bytes every time.

A vector has items, oldest first, and the events that each becomes, without their signatures, which are random.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from targets.nostr_items import KEY, made_of

HERE = Path(__file__).parent
_LONG = "第一段，说说那年的雪。\n第二行还在同一段。\n\n" + "雪落在柿子树上。" * 260  # noqa: RUF001 - the text


def write(name: str, comment: str, items: list[dict[str, Any]], **options: bool) -> None:
    """Write one vector."""
    made = {"comment": comment, "key": KEY, "options": options, "items": items}
    made["events"] = made_of(items, **options)
    (HERE / f"{name}.json").write_text(
        json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def main() -> None:
    """Write all."""
    at = "2022-10-03 06:12"
    note = {"number": 1, "at": at, "text": '早。野火烧不尽 "\\ \t 🌱 #野草', "extra": {"lang": "zh"}}
    answer = {"number": 2, "at": at, "text": "to myself", "in_reply_to": "x:post:1"}
    article = {"number": 1, "at": at, "text": _LONG, "title": "雪"}
    write("note", "a short post, its language, its tag and where it comes from", [note])
    write("note-without-origin", "nothing leads back to the old account", [note], origin=False)
    write(
        "old", "before Nostr, with the date as it was", [{"number": 1, "at": "1970-01-01 00:00", "text": "0"}]
    )
    third = {"number": 3, "at": at, "text": "and again", "in_reply_to": "x:post:2"}
    write("thread", "answers name the first event and the one above", [note, answer, third])
    write(
        "answer-to-another",
        "an answer to somebody else names nobody",
        [answer | {"in_reply_to": "x:post:99"}],
    )
    write("article", "a title makes an article; lone line ends stay", [article])
    write("article-untitled", "a long text is one too, named by its first line", [article | {"title": None}])
    write("article-without-origin", "its name is a hash then", [article], origin=False)
    comments = [article, answer, third]
    write("comments", "an article is answered by comments (NIP-22), a comment too", comments)
    quote = {"number": 4, "at": at, "text": "说过了", "kind": "quote", "quotes": "x:post:1"}
    write("quote", "a quote names the event and ends with its address", [note, quote])
    write("quote-of-article", "a quote of an article names its coordinate", [article, quote])
    mention = {"number": 5, "at": at, "text": "@spring_wind see https://example.org/a"}
    write("mention", "a name stays text, a link stays whole", [mention])


if __name__ == "__main__":
    main()
