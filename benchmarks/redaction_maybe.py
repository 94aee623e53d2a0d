"""How many names that no table holds are shown as maybe-names, and how often what is shown is none.

`python -m benchmarks.redaction_maybe [TEXTS] [FOLDER]`: recall over sentences of `redaction_corpus`, invented names;
Chinese ones also with given names of any two of the 3,755 commonest characters, which the finder's list does not know.
With a folder of exports: every so many maybe-names of their texts, to be judged by eye.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.redaction_corpus import (
    BO_PARTS,
    FIRST,
    FRAMES,
    GIVEN,
    LAST,
    SURNAMES,
    UG_FIRST,
    UG_LAST,
    Corpus,
)
from benchmarks.redaction_samples import labelled_texts
from wildgrass.text.redaction.maybe import maybe_names

_ANY: str = bytes(
    byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)
).decode("gb2312", "ignore")


def names(pick: Callable[[str | list[str]], str]) -> Iterator[tuple[str, str, str]]:
    """Yield what is measured, the language of its sentences, and a name."""
    yield "zh, common given names", "zh", pick(SURNAMES) + pick(GIVEN) + pick(GIVEN)
    yield "zh, any given names", "zh", pick(SURNAMES) + pick(_ANY) + pick(_ANY)
    yield "zh, one character", "zh", pick(SURNAMES) + pick(GIVEN)
    yield (
        "zh, with a title",
        "zh",
        f"{pick(SURNAMES)}{pick(_ANY)}{pick(_ANY)}{pick(['先生', '老师', '律师'])}",
    )
    yield "en", "en", f"{pick(FIRST)} {pick(LAST)}"
    yield "ug", "ug", f"{pick(UG_FIRST)} {pick(UG_LAST)}"
    yield "bo", "bo", "་".join((pick(BO_PARTS), pick(BO_PARTS)))


def main() -> None:
    """Measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    rng = random.Random(3)
    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for _ in range(count):
        for what, language, name in names(rng.choice):
            start, _, end = rng.choice(FRAMES[language]).replace("{1}", "…").partition("{0}")
            bare = name[:3] if "title" in what else name
            spans = list(maybe_names(start + name + end))
            there[what] += 1
            found[what] += any(s.start <= len(start) and s.end >= len(start) + len(bare) for s in spans)
    for what, whole in there.items():
        print(f"{what:24}{found[what]}/{whole}  {100 * found[what] / whole:.1f}%")
    quiet = list(Corpus().quiet(2_000))
    print(
        f"quiet texts with a maybe-name: {sum(1 for text in quiet if list(maybe_names(text)))} of {len(quiet)}"
    )
    if len(sys.argv) > 2:
        show(Path(sys.argv[2]))


def show(folder: Path) -> None:
    """Print some maybe-names of other people's texts with what stands about them."""
    shown = [
        one.text[max(0, span.start - 15) : span.start]
        + f"【{one.text[span.start : span.end]}】"
        + one.text[span.end : span.end + 15]
        for one, _finder in labelled_texts(folder)
        for span in maybe_names(one.text)
    ]
    print(f"{len(shown)} maybe-names")
    for line in shown[:: max(1, len(shown) // 100)]:
        print("   ", line.replace("\n", " "))


if __name__ == "__main__":
    main()
