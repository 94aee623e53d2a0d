"""How much the finders find in texts that others wrote, by labels that their platforms wrote: exports in a folder.

`python -m benchmarks.redaction_samples FOLDER` reads every JSON and JavaScript file below FOLDER. A text's labels are
what its own structure says: X's `user_mentions`, Telegram's `text_entities` (mentions, phones, mails), facets;
and, in every export that the readers know, each name of its tables of people wherever a text holds it as a word, as it
is written there. No label comes from a finder, none from us. Also: how many proposals touch nothing that is labelled,
some shown with what stands about them, to be judged by eye.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.redaction_corpus import Labelled
from benchmarks.redaction_recall import missed
from wildgrass.errors import WildgrassError
from wildgrass.flows.inspect import inspect
from wildgrass.model import Item
from wildgrass.text.redaction import KnownPeople, Person, Redactor
from wildgrass.text.redaction.maybe import maybe_names

_ASSIGNED = re.compile(r"^\s*window\.[\w.]+\s*=\s*")
_TELEGRAM = {"mention": "handle", "phone": "phone", "email": "mail", "bank_card": "id"}
_MOST_BYTES = 64 << 20
_LEAST_NAME = {True: 3, False: 2}  # letters of a name that is looked for, ASCII or not


def values(folder: Path) -> Iterator[tuple[Path, Any]]:
    """Yield what every JSON file holds."""
    for path in sorted(folder.rglob("*")):
        if (
            path.suffix not in {".json", ".js", ".jsonl"}
            or not path.is_file()
            or path.stat().st_size > _MOST_BYTES
        ):
            continue
        text = _ASSIGNED.sub("", path.read_text("utf-8-sig", "replace"))
        for part in text.splitlines() if path.suffix == ".jsonl" else [text]:
            try:
                yield path, json.loads(part)
            except ValueError:
                continue


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a value, however deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def labelled_by_platform(one: dict[str, Any]) -> Labelled | None:
    """Return an object's text with the labels that stand beside it, None where it has neither."""
    if isinstance(one.get("text_entities"), list):
        return _of_telegram(one["text_entities"])
    if isinstance(one.get("facets"), list) and isinstance(one.get("text"), str):
        return _of_bluesky(one["text"], one["facets"])
    entities = one.get("entities")
    text = one.get("full_text", one.get("text"))
    if isinstance(entities, dict) and isinstance(text, str):
        return _of_x(text, entities)
    return None


def _of_x(text: str, entities: dict[str, Any]) -> Labelled:
    spans = []
    for mention in entities.get("user_mentions") or []:
        try:
            start, end = (int(place) for place in mention["indices"])
        except (KeyError, TypeError, ValueError):
            continue
        shown = f"@{mention.get('screen_name')}"
        if text[start:end].casefold() == shown.casefold():
            spans.append((start, end, "handle"))
    return Labelled("x", text, tuple(spans))


def _of_telegram(entities: list[Any]) -> Labelled:
    text, spans = "", []
    for entity in entities:
        if not isinstance(entity, dict):
            continue
        part, kind = str(entity.get("text", "")), _TELEGRAM.get(str(entity.get("type")))
        if kind is not None and part.strip():
            spans.append((len(text), len(text) + len(part), kind))
        text += part
    return Labelled("telegram", text, tuple(spans))


def _of_bluesky(text: str, facets: list[Any]) -> Labelled:
    data, spans = text.encode(), []
    for facet in facets:
        try:
            start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
            kinds = {feature.get("$type", "") for feature in facet["features"]}
            before, within = data[:start].decode(), data[start:end].decode()
        except (KeyError, TypeError, UnicodeDecodeError, AttributeError):
            continue
        if "app.bsky.richtext.facet#mention" in kinds:
            spans.append((len(before), len(before) + len(within), "handle"))
    return Labelled("bluesky", text, tuple(spans))


def exports(folder: Path) -> Iterator[list[Item]]:
    """Yield the items of every export below a folder that the readers know."""
    for place in sorted([*folder.glob("*/*"), *folder.glob("*/**/*.zip")]):
        try:
            for inspection in inspect([place]):
                yield [one for one in inspection.readings() if isinstance(one, Item)]
        except (WildgrassError, OSError):
            continue


def people_of(items: list[Item]) -> dict[str, Person]:
    """Return everybody whom the items' tables name: who wrote, who is mentioned, answered, meant."""
    people: dict[str, Person] = {}
    for item in items:
        for actor in (item.author, item.target, item.in_reply_to_author, *item.mentions):
            if actor is not None:
                people.setdefault(f"{actor.key} {actor.name} {actor.handle}", Person.of(actor))
    return people


def labelled_by_names(items: list[Item], names: set[str]) -> Iterator[Labelled]:
    """Yield texts that hold a name of the tables, as it stands there and as a word of its own."""
    if not names:
        return
    word = re.compile("|".join(map(_as_word, sorted(names, key=len, reverse=True))))
    for item in items:
        spans = tuple((hit.start(), hit.end(), "name") for hit in word.finditer(item.text))
        yield Labelled(f"{item.source}, read", item.text, spans)


def _as_word(name: str) -> str:
    if any("\u3400" <= char <= "\u9fff" for char in name):
        return re.escape(name)
    return rf"(?<![^\W_]){re.escape(name)}(?![^\W_])"


def labelled_texts(folder: Path) -> Iterator[tuple[Labelled, Redactor]]:
    """Yield every labelled text once, with what looks through it: nobody known, or the export's own people."""
    done: set[tuple[bool, str]] = set()
    bare = Redactor(KnownPeople([]))
    for _path, value in values(folder):
        for labelled in map(labelled_by_platform, objects(value)):
            if labelled is not None and labelled.text and (False, labelled.text) not in done:
                done.add((False, labelled.text))
                yield labelled, bare
    for items in exports(folder):
        people = people_of(items)
        known = Redactor(KnownPeople(people.values()))
        names = {name for one in people.values() for name in one.names if not name.isdigit()}
        names = {name for name in names if len(name) >= _LEAST_NAME[name.isascii()]}
        for labelled in labelled_by_names(items, names):
            if (True, labelled.text) not in done:
                done.add((True, labelled.text))
                yield labelled, known


class Score:
    """Counts what was found, missed and found besides."""

    def __init__(self) -> None:
        self.there: Counter[tuple[str, str]] = Counter()
        self.lost: Counter[tuple[str, str]] = Counter()
        self.extra: Counter[str] = Counter()
        self.shown: list[str] = []
        self.texts = self.proposals = self.maybe = 0

    def take(self, labelled: Labelled, finder: Redactor) -> None:
        spans, text = finder.propose(labelled.text), labelled.text
        self.texts, self.proposals = self.texts + 1, self.proposals + len(spans)
        self.maybe += sum(1 for _ in maybe_names(text))
        self.there.update((labelled.language, kind) for _, _, kind in labelled.spans)
        for start, end, kind in missed(labelled, spans):
            self.lost[labelled.language, kind] += 1
            print(f"  missed {labelled.language} {kind}: {text[start:end]!r} in {text[:100]!r}")
        for span in spans:
            if not any(start < span.end and span.start < end for start, end, _ in labelled.spans):
                self.extra[f"{span.kind} {span.why}"] += 1
                about = text[max(0, span.start - 20) : span.end + 20]
                self.shown.append(
                    f"{span.why} ({span.confidence}): {text[span.start : span.end]!r} in {about!r}"
                )


def main() -> None:
    """Measure."""
    score = Score()
    for labelled, finder in labelled_texts(Path(sys.argv[1])):
        score.take(labelled, finder)
    for (where, kind), count in sorted(score.there.items()):
        found = count - score.lost[where, kind]
        print(f"{where:16}{kind:8}{found}/{count}  {100 * found / count:.2f}%")
    besides = sum(score.extra.values())
    print(f"{score.texts} texts, {score.proposals} proposals, of which {besides} touch nothing labelled:")
    for why, count in score.extra.most_common():
        print(f"  {count:6}  {why}")
    print(f"maybe-names shown: {score.maybe}")
    for line in score.shown[:: max(1, len(score.shown) // 60)]:
        print(f"    {line}")


if __name__ == "__main__":
    main()
