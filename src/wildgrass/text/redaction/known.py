"""Names that the archive itself knows: looked for in texts all at once, the longest first, in every script.

A name in letters is a word of its own; Uyghur endings and Tibetan particles may follow it. Chinese has no such marks.
Parts of names are proposals that are less sure. What is too short to be told from a word is not looked for alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import regex
from ahocorasick_rs import AhoCorasick

from wildgrass.model import Actor
from wildgrass.text.redaction.maybe_words import EN_NO_NAMES
from wildgrass.text.redaction.plain import Plain, plain
from wildgrass.text.redaction.spans import Confidence, Span, SpanKind, span_of

SURNAMES: Final = frozenset(
    plain(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
        "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤艾滕岳尚单"
    )
)
DOUBLE_SURNAMES: Final = frozenset(
    map(plain, ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "令狐", "慕容"))
)
_NO_NAMES: Final = frozenset(
    map(
        plain,
        ("我", "你", "他", "自己", "我们", "大家", "管理员", "客服", "系统", "me", "you", "admin", "user"),
    )
)
_PART: Final = "part-of-a-known-name"
_HAN: Final = regex.compile(r"\p{Han}")
_APART: Final = regex.compile(r"(?<!\p{Han})\p{Han}++(?:(?:[ ·•‧・.\-_/|\n]|\r\n| \n)\p{Han}++){1,400}")
_LEAST: Final = {"latin": 3, "han": 2, "other": 3}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the archive names: a key, and everything that names them. `ids` are numbers and the like."""

    key: str
    names: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, actor: Actor, *aliases: str) -> "Person":
        """Return an account as a person, with further names."""
        is_label = actor.id_kind == "label"
        names = [name for name in (actor.name, actor.id if is_label else None, *aliases) if name]
        handles = [name for name in (actor.handle, actor.id if actor.id_kind == "handle" else None) if name]
        ids = (actor.id,) if actor.id_kind == "account" else ()
        return cls(actor.key, tuple(names), tuple(handles), ids)


@dataclass(frozen=True, slots=True)
class _Meant:
    kind: SpanKind
    confidence: Confidence
    why: str
    who: str


class KnownPeople:
    """Everything that names the people of an archive, ready to be found. The owner's own names are never proposals."""

    def __init__(self, people: Iterable[Person], owner: Iterable[Person] = ()) -> None:
        """Take other people and whoever the archive belongs to."""
        self._meant: dict[str, _Meant] = {}
        self._own = {
            plain(name).lstrip("@") for one in owner for name in (*one.names, *one.handles, *one.ids)
        }
        everybody = list(people)
        for person in everybody:
            self._whole(person)
        for person in everybody:
            self._parts(person)
        self._words = list(self._meant)
        self._finder = AhoCorasick(self._words) if self._words else None

    def _whole(self, person: Person) -> None:
        for handle in person.handles:
            self._add(handle.lstrip("@"), SpanKind.HANDLE, Confidence.SURE, "known-handle", person.key)
        for name in person.names:
            self._add(name, SpanKind.NAME, Confidence.SURE, "known-name", person.key)
            for written in _other_writings(plain(name).strip(" ་")):
                self._add(
                    written, SpanKind.NAME, Confidence.LIKELY, "known-name-written-otherwise", person.key
                )
        for number in person.ids:
            if len(number) >= 5:
                self._add(number, SpanKind.ID, Confidence.SURE, "known-id", person.key)

    def _parts(self, person: Person) -> None:
        for name in person.names:
            for part in _parts_of(plain(name).strip(" ་")):
                self._add(part, SpanKind.NAME, Confidence.POSSIBLE, _PART, person.key)

    def _add(self, name: str, kind: SpanKind, confidence: Confidence, why: str, who: str) -> None:
        looked = plain(name).strip(" ་།")
        if self.is_own(looked) or looked in _NO_NAMES or is_short(looked):
            return
        if kind is SpanKind.NAME and looked.isdigit() and len(looked) < 5:
            return
        self._meant.setdefault(looked, _Meant(kind, confidence, why, who))

    def is_own(self, name: str) -> bool:
        """Say whether a plain name, handle or id is the owner's."""
        return name in self._own

    def who(self, name: str) -> str | None:
        """Return the key of whom a plain name, handle or id belongs to, None where nobody is known by it."""
        meant = self._meant.get(name)
        return None if meant is None or meant.why == _PART else meant.who

    def found(self, text: Plain) -> Iterator[Span]:
        """Yield spans of what is known, the longest where several begin at one place, apart from each other."""
        if self._finder is None:
            return
        yield from self._pulled_apart(text)
        hits = [
            (start, -end, self._words[number])
            for number, start, end in self._finder.find_matches_as_indexes(text.text, overlapping=True)
            if _stands_alone(text.text, start, end)
        ]
        done = 0
        for start, end, word in sorted(hits):
            meant = self._meant[word]
            first, last = text.span(start, -end)
            if start < done:
                continue
            if meant.why == _PART and text.original[first].isascii() and text.original[first].islower():
                continue  # "change" is no piece of Change.org; a whole name counts in any case
            done = -end
            yield Span(first, last, meant.kind, meant.confidence, meant.why, meant.who)

    def _pulled_apart(self, text: Plain) -> Iterator[Span]:
        """Yield Chinese names whose characters stand apart: "张 晓 明", a sign or the end of a line between."""
        assert self._finder is not None
        for run in _APART.finditer(text.text):
            chars = [at for at in range(*run.span()) if _HAN.match(text.text[at])]
            word = "".join(text.text[at] for at in chars)
            hits = self._finder.find_matches_as_indexes(word, overlapping=True)
            for number, start, end in sorted(hits, key=lambda hit: hit[1] - hit[2]):
                meant = self._meant[self._words[number]]
                first, last = chars[start], chars[end - 1]
                is_whole = end == len(chars) or chars[end] > last + 1
                is_first = start == 0 or chars[start - 1] < first - 1
                if meant.why == "known-name" and last - first >= end - start and is_whole and is_first:
                    yield span_of(
                        text, first, last + 1, meant.kind, Confidence.LIKELY, "known-name-apart", meant.who
                    )
                    break


def is_short(name: str) -> bool:
    """Say whether a plain name is too short to be told from a word: one Chinese character, two letters."""
    return len(name) < _LEAST[_script(name)]


def _other_writings(name: str) -> Iterator[str]:
    """Yield a name as people write it too: in one word, last name first, letter by letter, without Tibetan joints."""
    words = name.split()
    if 2 <= len(words) <= 3 and _script(name) == "latin":
        yield from ("".join(words), "_".join(words), "-".join(words), ".".join(words))
        yield f"{words[-1]}, {' '.join(words[:-1])}"
        yield " ".join(name)
    if "་" in name:
        yield name.replace("་", " ")


def _parts_of(name: str) -> Iterator[str]:
    """Yield what a person may be called by besides the whole name: given names, words of a name."""
    if _script(name) == "han":
        given = name[2:] if name[:2] in DOUBLE_SURNAMES else name[1:] if name[0] in SURNAMES else ""
        if len(name) <= 4 and len(given) >= 2:
            yield given
        return
    words = [word.strip(".,'\u2019\"()") for word in name.split()]
    if len(words) > 1:
        yield from (word for word in words if len(word) >= 3 and word.capitalize() not in EN_NO_NAMES)
    syllables = name.split("་")
    if len(syllables) >= 4:  # two Tibetan names of two syllables each
        yield "་".join(syllables[:2])
        yield "་".join(syllables[2:4])


def _script(name: str) -> str:
    if any("\u3400" <= char <= "\u9fff" or char > "\uffff" for char in name):
        return "han"
    return "latin" if name.isascii() else "other"


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a hit is no piece of a longer word; endings may follow in Uyghur, particles in Tibetan."""
    before, first = text[start - 1 : start], text[start]
    if before and _is_letter(before) and _is_letter(first) and _same(before, first):
        return False
    after, last = text[end : end + 1], text[end - 1]
    if not after or not _is_letter(after) or not _is_letter(last) or not _same(last, after):
        return True
    return _same(last, "\u0627") or _same(last, "\u0f40")


def _is_letter(char: str) -> bool:
    return (char.isalnum() or "\u0f40" <= char <= "\u0fbc") and not "\u2e80" <= char <= "\u9fff"


def _same(one: str, other: str) -> bool:
    """Say whether two letters are of one script, as far as words are told apart by it."""
    return _block(one) == _block(other)


def _block(char: str) -> int:
    if "\u0600" <= char <= "\u06ff" or "\u0750" <= char <= "\u077f":
        return 2
    return 3 if "\u0f00" <= char <= "\u0fff" else 1
