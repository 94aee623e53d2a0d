# ruff: noqa: RUF001 - Chinese punctuation and Uyghur letters are meant
"""What may be somebody's name though no table of the archive holds it: shown to a person, replaced only if she says so.

Chinese: a surname with one or two characters where people are named (before a title, after "my name is", before "said",
in a row of names), or of characters that given names like. English: capitalised words after a title, "named" or "with",
or after a common first name. Uyghur and Tibetan: common names, before a title or two in a row. How often that is right:
docs/audit.md.
"""

from collections.abc import Iterator
from typing import Final

import regex

from wildgrass.text.redaction.known import DOUBLE_SURNAMES, SURNAMES, is_short
from wildgrass.text.redaction.maybe_words import BO_NAMES, EN_FIRST, EN_NO_NAMES, GIVEN, NO_NAMES, UG_NAMES
from wildgrass.text.redaction.plain import Plain, plain
from wildgrass.text.redaction.spans import Confidence, Span, SpanKind

WHY: Final = "maybe-a-name"
_ONE: Final = "".join(sorted(SURNAMES))
_SURNAME: Final = f"(?:{'|'.join(sorted(DOUBLE_SURNAMES))}|[{_ONE}])"
_GIVEN: Final = "".join(sorted(set(GIVEN)))
_TITLE: Final = (
    "(?:先生|女士|小姐|太太|夫人|老师|老師|教授|律师|律師|医生|醫生|大夫|护士|主任|书记|局长|院长|校长|所长|队长|处长|科长|"
    "部长|市长|县长|镇长|村长|董事长|总经理|经理|总编|主编|编辑|导演|法官|检察官|警官|警察|记者|記者|牧师|神父|法师|师傅|师父|"
    "同学|同學|同志|博士|主席|大哥|大姐|阿姨|叔叔|伯伯|爷爷|奶奶)"
)
_TOLD: Final = (
    "(?:我叫|他叫|她叫|名叫|叫做|名字是|姓名[:：]|联系人[:：]?|收件人[:：]?|我是|这是|那是|当事人|被告人?|原告|嫌疑人|律师|"
    "记者|作者|导演|教授|老师|同学|朋友|友人|丈夫|妻子|儿子|女儿|采访了?|认识了?|感谢|谢谢|祝)\\s?"
)
_WITH: Final = "(?:和|跟|与|同|问|找|约|请|给|被|对|替|帮|让|叫|见到|遇到|陪|想念|怀念|悼念|、)\\s?"
_DOES: Final = (
    "(?:说|說|表示|认为|告诉|指出|写道|回忆|介绍|称|透露|强调|问|答|笑|哭|来|來|去|在|是|被|给|也|都|就|还|把|向|对|和|跟|与|"
    "同|等|因|发|打|写|从|到|已|将|曾|正|又|再|刚|没|不|要|会|能|的|之|一起|今|昨|明天|失踪|被捕|去世|获释|关注|、)"
)
_START: Final = r"(?<![\p{Han}\d])"
_END: Final = rf"(?=$|[^\p{{Han}}]|{_DOES})"
_HAN: Final = tuple(
    regex.compile(one)
    for one in (
        rf"(?<name>{_SURNAME}\p{{Han}}{{0,2}}?){_TITLE}",
        rf"(?:{_TOLD}|{_WITH})(?<name>{_SURNAME}\p{{Han}}{{1,2}}?){_END}",
        rf"{_START}(?<name>{_SURNAME}\p{{Han}}{{1,2}}?){_END}",
        rf"(?<name>{_SURNAME}[{_GIVEN}]{{2}})",
        rf"(?<![\p{{Han}}])(?<name>[老小阿][{_ONE}]){_END}",
    )
)
_CAP: Final = r"\p{Lu}\p{Ll}+(?:[-'’]\p{L}+)?"
_LATIN: Final = (
    regex.compile(
        rf"(?<![\p{{L}}])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Madam|Officer|Captain|Sergeant|Inspector|Judge|"
        rf"Pastor|Father|Sister|Brother|Uncle|Aunt|Auntie|Lawyer|Comrade)\.?\s(?<name>{_CAP}(?:\s{_CAP})?)"
    ),
    regex.compile(
        rf"(?:(?i:named|called|(?:my|his|her|'s) name is|i am|i'm|friend|brother|sister|wife|husband|son|daughter|"
        rf"colleague|met|meet|asked|told|ask|tell|thanks?,?|with|cc|from|by|hi|hello|dear))\s"
        rf"(?<name>{_CAP}\s(?:\p{{Lu}}\.\s)?{_CAP})"
    ),
    regex.compile(
        rf"(?<![\p{{L}}.])(?<name>{_CAP}\s{_CAP})(?=\s(?:said|says|wrote|told|asked|called|thinks|lives)\b)"
    ),
    regex.compile(rf"(?<![\p{{L}}])(?<name>(?<first>{_CAP})\s(?:\p{{Lu}}\.\s)?{_CAP})"),
)
_UG_WORD: Final = r"[\u0621-\u06ff]+"
_UG: Final = regex.compile(rf"(?<name>(?<first>{_UG_WORD})(?:\s(?<second>{_UG_WORD}))?)")
_UG_TITLE: Final = frozenset("ئەپەندى خانىم مۇئەللىم ئاكا ھەدە ئاچا دوختۇر ئادۋوكات مۇخبىر".split())  # noqa: SIM905
_UG_ENDINGS: Final = ("نىڭ", "غا", "گە", "قا", "كە", "نى", "دىن", "تىن", "دا", "دە", "مۇ", "لار", "لەر")
_BO: Final = regex.compile(
    rf"(?<![\u0f40-\u0fbc])(?<name>(?:{'|'.join(sorted(BO_NAMES, key=len, reverse=True))})"
    rf"(?:་(?:{'|'.join(sorted(BO_NAMES, key=len, reverse=True))}))?)(?<after>་ལགས)?"
)


def maybe_names(text: str) -> Iterator[Span]:
    """Yield what may be names, in order, none over another; the caller takes out what is known otherwise."""
    done = 0
    for start, end in sorted(_places(text), key=lambda place: (place[0], -place[1])):
        if start >= done and (end - start > 1 or not is_short(plain(text[start:end]))):
            yield Span(start, end, SpanKind.NAME, Confidence.MAYBE, WHY, f"maybe:{plain(text[start:end])}")
            done = end


def _places(text: str) -> Iterator[tuple[int, int]]:
    if regex.search(r"\p{Han}", text):
        made = Plain(text)
        yield from (made.span(*place) for place in _han(made.text))
    if regex.search(r"\p{Lu}\p{Ll}", text):
        yield from _latin(text)
    if regex.search(r"[\u0621-\u06ff]", text):
        yield from _uyghur(text)
    for hit in _BO.finditer(text):
        if "་" in hit["name"].strip("་") and (hit["name"].count("་") >= 2 or hit["after"]):
            yield hit.span("name")


def _han(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _HAN:
        for hit in pattern.finditer(text, overlapped=True):
            name = hit["name"]
            if len(name) > 1 and name[:2] not in NO_NAMES and name not in NO_NAMES:
                yield hit.span("name")


def _latin(text: str) -> Iterator[tuple[int, int]]:
    for number, pattern in enumerate(_LATIN):
        for hit in pattern.finditer(text):
            words = hit["name"].split()
            if number == len(_LATIN) - 1 and hit["first"] not in EN_FIRST:
                continue
            if not any(word in EN_NO_NAMES for word in words):
                yield hit.span("name")


def _uyghur(text: str) -> Iterator[tuple[int, int]]:
    for hit in _UG.finditer(text, overlapped=True):
        first, second = _bare(hit["first"]), _bare(hit["second"] or "")
        if hit["first"] in UG_NAMES and second in UG_NAMES:
            yield hit.start("name"), hit.start("second") + len(second)
        elif first in UG_NAMES and (hit["second"] or "") in _UG_TITLE:
            yield hit.span("first")


def _bare(word: str) -> str:
    """Return a word without one ending, where what is left is a name."""
    for ending in _UG_ENDINGS:
        if word.endswith(ending) and word.removesuffix(ending) in UG_NAMES:
            return word.removesuffix(ending)
    return word
